import { z } from 'zod'
import { defineTool, type Tool, ToolRefusal, type Verdict } from '../../../server/tools/index.ts'
import { type Address, cents, type Order, type Store, type User } from './store.ts'

/** What stands behind the tools of one run; exchanged between runs. */
export interface Run {
  store: Store
  /** Passes the conversation to people. */
  handOver(): Promise<void>
}

const text = z.string().min(1).max(200)
const ids = z.array(text).min(1).max(20)
const addressFields = {
  address1: text,
  address2: z.string().max(200),
  city: text,
  state: text,
  country: text,
  zip: text,
}
const refused = (code: string): Verdict => ({ allowed: false, code })
const words = (name: string) => ({ en: name, zh: name })
const personal = new Set(['get_user_details', 'get_order_details'])
const toolName = (name: string) => name.replaceAll('_', '-')

/** The shop's sixteen tools and its policy, as this product's own code. A predicate decides; running changes without asking again. */
export function retailTools(run: () => Run): Tool[] {
  const db = () => run().store
  const receipt = (id: unknown) => ({ output: { ok: true }, receipt: { number: String(id) } })

  const read = <Input extends Record<string, unknown>>(
    name: string,
    input: z.ZodType<Input>,
    find: (input: Input, subject: string | undefined) => unknown,
  ) =>
    defineTool({
      name: toolName(name),
      kind: 'read',
      title: words(name),
      summary: words(name),
      input,
      defaults: { enabled: true },
      async run(given, { customer }) {
        const output = await find(given, customer?.subject)
        // A search that finds nobody is an answer; what is somebody else's is a refusal.
        if (output === undefined && personal.has(name)) throw new ToolRefusal('not-found')
        return { output: output ?? null }
      },
    })

  const write = <Input extends Record<string, unknown>>(
    name: string,
    input: z.ZodType<Input>,
    decide: (input: Input, owner: User) => Verdict,
    change: (input: Input) => unknown,
  ) =>
    defineTool({
      name: toolName(name),
      kind: 'write',
      title: words(name),
      summary: words(name),
      input,
      defaults: { enabled: true },
      policy(given, { customer }) {
        const user = customer?.subject === undefined ? undefined : db().user(customer.subject)
        return user === undefined ? refused('not-yours') : decide(given, user)
      },
      async run(given) {
        return receipt(change(given))
      },
    })

  /** The user's own order in the state it takes. */
  function ownOrder(id: string, user: User, state: 'pending' | 'delivered'): Order | Verdict {
    const order = db().order(id)
    if (order === undefined || order.user_id !== user.user_id) return refused('not-yours')
    return order.status === state ? order : refused('wrong-state')
  }
  const isVerdict = (value: Order | Verdict): value is Verdict => 'allowed' in value

  function swap(order: Order, from: readonly string[], to: readonly string[]): number | string {
    if (from.length !== to.length) return 'items-do-not-match'
    const left = order.items.map((item) => item.item_id)
    let difference = 0
    for (const [index, oldId] of from.entries()) {
      const at = left.indexOf(oldId)
      if (at < 0) return 'item-not-in-order'
      left.splice(at, 1)
      const [old, next] = [db().item(oldId), db().item(to[index] ?? '')]
      if (next === undefined || old?.product !== next.product) return 'another-product'
      if (oldId === to[index]) return 'same-item'
      if (!next.variant.available) return 'not-available'
      const paid = order.items.find((item) => item.item_id === oldId)?.price ?? 0
      difference += next.variant.price - paid
    }
    return cents(difference)
  }

  function swapVerdict(
    given: { order_id: string; item_ids: string[]; new_item_ids: string[]; payment_method_id: string },
    user: User,
    state: 'pending' | 'delivered',
  ): Verdict {
    const order = ownOrder(given.order_id, user, state)
    if (isVerdict(order)) return order
    const difference = swap(order, given.item_ids, given.new_item_ids)
    if (typeof difference === 'string') return refused(difference)
    const method = user.payment_methods[given.payment_method_id]
    if (method === undefined) return refused('payment-not-yours')
    if (method.source === 'gift_card' && (method.balance ?? 0) < difference) return refused('balance-too-low')
    return { allowed: true, amount: Math.abs(difference) }
  }

  function move(user: User | undefined, methodId: string, amount: number): void {
    const method = user?.payment_methods[methodId]
    if (method?.source === 'gift_card') method.balance = cents((method.balance ?? 0) + amount)
  }
  const must = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new ToolRefusal('not-found')
    return value
  }
  const pay = (order: Order, methodId: string, difference: number) => {
    if (difference === 0) return
    const type = difference > 0 ? 'payment' : 'refund'
    order.payment_history.push({
      transaction_type: type,
      amount: Math.abs(difference),
      payment_method_id: methodId,
    })
    move(db().user(order.user_id), methodId, -difference)
  }
  const addressOf = (given: Address): Address => ({
    address1: given.address1,
    address2: given.address2,
    city: given.city,
    state: given.state,
    country: given.country,
    zip: given.zip,
  })
  const swapInput = z.strictObject({
    order_id: text,
    item_ids: ids,
    new_item_ids: ids,
    payment_method_id: text,
  })

  return [
    read('calculate', z.strictObject({ expression: text }), ({ expression }) => ({ expression })),
    read(
      'find_user_id_by_email',
      z.strictObject({ email: text }),
      ({ email }) =>
        Object.values(db().shop.users).find((user) => user.email.toLowerCase() === email.toLowerCase())
          ?.user_id,
    ),
    read(
      'find_user_id_by_name_zip',
      z.strictObject({ first_name: text, last_name: text, zip: text }),
      ({ first_name, last_name, zip }) =>
        Object.values(db().shop.users).find(
          ({ name, address }) =>
            name.first_name.toLowerCase() === first_name.toLowerCase() &&
            name.last_name.toLowerCase() === last_name.toLowerCase() &&
            address.zip === zip,
        )?.user_id,
    ),
    read('get_user_details', z.strictObject({ user_id: text }), ({ user_id }, subject) =>
      user_id === subject ? db().user(user_id) : undefined,
    ),
    read('get_order_details', z.strictObject({ order_id: text }), ({ order_id }, subject) => {
      const order = db().order(order_id)
      return order?.user_id === subject ? order : undefined
    }),
    read(
      'get_product_details',
      z.strictObject({ product_id: text }),
      (given) => db().shop.products[given.product_id],
    ),
    read('get_item_details', z.strictObject({ item_id: text }), ({ item_id }) => db().item(item_id)?.variant),
    read('list_all_product_types', z.strictObject({}), () =>
      Object.values(db().shop.products).map(({ name, product_id }) => ({ name, product_id })),
    ),
    read('transfer_to_human_agents', z.strictObject({ summary: z.string().max(2_000) }), async () => {
      await run().handOver()
      return { transferred: true }
    }),
    write(
      'cancel_pending_order',
      z.strictObject({ order_id: text, reason: text }),
      ({ order_id, reason }, user) => {
        const order = ownOrder(order_id, user, 'pending')
        if (isVerdict(order)) return order
        const accepted = reason === 'no longer needed' || reason === 'ordered by mistake'
        return accepted ? { allowed: true } : refused('reason-not-accepted')
      },
      ({ order_id, reason }) => {
        const order = must(db().order(order_id))
        for (const payment of order.payment_history.filter((one) => one.transaction_type === 'payment')) {
          order.payment_history.push({ ...payment, transaction_type: 'refund' })
          move(db().user(order.user_id), payment.payment_method_id, payment.amount)
        }
        order.status = 'cancelled'
        order.cancel_reason = reason
        return order_id
      },
    ),
    write(
      'modify_pending_order_address',
      z.strictObject({ order_id: text, ...addressFields }),
      ({ order_id }, user) => {
        const order = ownOrder(order_id, user, 'pending')
        return isVerdict(order) ? order : { allowed: true }
      },
      (given) => {
        must(db().order(given.order_id)).address = addressOf(given)
        return given.order_id
      },
    ),
    write(
      'modify_pending_order_payment',
      z.strictObject({ order_id: text, payment_method_id: text }),
      ({ order_id, payment_method_id }, user) => {
        const order = ownOrder(order_id, user, 'pending')
        if (isVerdict(order)) return order
        const method = user.payment_methods[payment_method_id]
        if (method === undefined) return refused('payment-not-yours')
        const [first, ...others] = order.payment_history
        if (first === undefined || others.length > 0) return refused('wrong-state')
        if (first.payment_method_id === payment_method_id) return refused('same-payment')
        const low = method.source === 'gift_card' && (method.balance ?? 0) < first.amount
        return low ? refused('balance-too-low') : { allowed: true, amount: first.amount }
      },
      ({ order_id, payment_method_id }) => {
        const order = must(db().order(order_id))
        const first = must(order.payment_history[0])
        pay(order, payment_method_id, first.amount)
        pay(order, first.payment_method_id, -first.amount)
        return order_id
      },
    ),
    write(
      'modify_pending_order_items',
      swapInput,
      (given, user) => swapVerdict(given, user, 'pending'),
      ({ order_id, item_ids, new_item_ids, payment_method_id }) => {
        const order = must(db().order(order_id))
        const difference = swap(order, item_ids, new_item_ids)
        for (const [index, oldId] of item_ids.entries()) {
          const item = order.items.find((one) => one.item_id === oldId)
          const next = db().item(new_item_ids[index] ?? '')
          if (item === undefined || next === undefined) continue
          item.item_id = next.variant.item_id
          item.price = next.variant.price
          item.options = next.variant.options
        }
        if (typeof difference === 'number') pay(order, payment_method_id, difference)
        order.status = 'pending (item modified)'
        return order_id
      },
    ),
    write(
      'return_delivered_order_items',
      z.strictObject({ order_id: text, item_ids: ids, payment_method_id: text }),
      ({ order_id, item_ids, payment_method_id }, user) => {
        const order = ownOrder(order_id, user, 'delivered')
        if (isVerdict(order)) return order
        const left = order.items.map((item) => item.item_id)
        for (const id of item_ids) {
          const at = left.indexOf(id)
          if (at < 0) return refused('item-not-in-order')
          left.splice(at, 1)
        }
        const method = user.payment_methods[payment_method_id]
        if (method === undefined) return refused('payment-not-yours')
        const original = order.payment_history[0]?.payment_method_id === payment_method_id
        return original || method.source === 'gift_card' ? { allowed: true } : refused('refund-elsewhere')
      },
      ({ order_id, item_ids, payment_method_id }) => {
        const order = must(db().order(order_id))
        order.status = 'return requested'
        order.return_items = [...item_ids].sort()
        order.return_payment_method_id = payment_method_id
        return order_id
      },
    ),
    write(
      'exchange_delivered_order_items',
      swapInput,
      (given, user) => swapVerdict(given, user, 'delivered'),
      ({ order_id, item_ids, new_item_ids, payment_method_id }) => {
        const order = must(db().order(order_id))
        order.exchange_price_difference = swap(order, item_ids, new_item_ids)
        order.status = 'exchange requested'
        order.exchange_items = [...item_ids].sort()
        order.exchange_new_items = [...new_item_ids].sort()
        order.exchange_payment_method_id = payment_method_id
        return order_id
      },
    ),
    write(
      'modify_user_address',
      z.strictObject({ user_id: text, ...addressFields }),
      ({ user_id }, user) => (user_id === user.user_id ? { allowed: true } : refused('not-yours')),
      (given) => {
        must(db().user(given.user_id)).address = addressOf(given)
        return given.user_id
      },
    ),
  ]
}

export { toolName }
