import type { Action, Order, Shop, Task } from './store.ts'

/**
 * What the right actions of a task should leave behind, worked out from the task files and the written policy alone: no line of
 * the tools is used here. Either the values that differ in the end, by path, or why the policy does not allow the actions.
 */
export type Expectation =
  | { allowed: true; differences: Record<string, unknown> }
  | { allowed: false; action: string; why: string }

const text = (action: Action, name: string) => String(action.arguments[name] ?? '')
const list = (action: Action, name: string) =>
  Array.isArray(action.arguments[name]) ? (action.arguments[name] as unknown[]).map(String) : []

const writes = new Set([
  'cancel_pending_order',
  'modify_pending_order_address',
  'modify_pending_order_items',
  'modify_pending_order_payment',
  'return_delivered_order_items',
  'exchange_delivered_order_items',
  'modify_user_address',
])
export const isWrite = (action: Action): boolean => writes.has(action.name)
export const actionsOf = (task: Task): Action[] => task.evaluation_criteria.actions ?? []

/** Whose task it is: who is found first, else whose order or profile is asked for. */
export function userOf(task: Task, shop: Shop): string | undefined {
  for (const action of actionsOf(task)) {
    const named = Object.values(shop.users).find((user) =>
      action.name === 'find_user_id_by_email'
        ? user.email === text(action, 'email')
        : action.name === 'find_user_id_by_name_zip'
          ? user.name.first_name === text(action, 'first_name') &&
            user.name.last_name === text(action, 'last_name') &&
            user.address.zip === text(action, 'zip')
          : user.user_id === text(action, 'user_id'),
    )
    if (named !== undefined) return named.user_id
    const owner = shop.orders[text(action, 'order_id')]?.user_id
    if (owner !== undefined) return owner
  }
  return undefined
}

const round = (value: number) => Number(value.toFixed(2))
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

export function expectationOf(task: Task, shop: Shop, userId: string | undefined): Expectation {
  const before = (id: string) => shop.orders[id]
  const wallet = userId === undefined ? {} : (shop.users[userId]?.payment_methods ?? {})
  const variants = new Map(
    Object.values(shop.products).flatMap((product) =>
      Object.entries(product.variants).map(([id, one]) => [id, { ...one, of: product.product_id }] as const),
    ),
  )
  const differences: Record<string, unknown> = {}
  /** What has come to or gone from each method so far, and what was written into the books of each order. */
  const moved = new Map<string, number>()
  const books = new Map<string, { transaction_type: string; amount: number; payment_method_id: string }[]>()
  const stateNow = new Map<string, string>()
  const state = (id: string) => stateNow.get(id) ?? before(id)?.status
  const balance = (id: string) => round((wallet[id]?.balance ?? 0) + (moved.get(id) ?? 0))
  const book = (order: string, method: string, amount: number) => {
    if (amount === 0) return
    const entry = {
      transaction_type: amount > 0 ? 'payment' : 'refund',
      amount: round(Math.abs(amount)),
      payment_method_id: method,
    }
    books.set(order, [...(books.get(order) ?? []), entry])
    moved.set(method, (moved.get(method) ?? 0) - amount)
  }
  const become = (id: string, next: string) => {
    stateNow.set(id, next)
    differences[`orders.${id}.status`] = next
  }

  for (const action of actionsOf(task)) {
    const stop = (why: string): Expectation => ({ allowed: false, action: action.action_id, why })
    const id = text(action, 'order_id')
    const order = before(id)
    if (action.name === 'get_order_details' && order?.user_id !== userId) return stop('order-of-another')
    if (action.name === 'get_user_details' && text(action, 'user_id') !== userId)
      return stop('profile-of-another')
    if (!isWrite(action)) continue
    if (action.name === 'modify_user_address') {
      if (text(action, 'user_id') !== userId) return stop('not-yours')
      for (const part of ['address1', 'address2', 'city', 'state', 'country', 'zip'])
        differences[`users.${userId}.address.${part}`] = action.arguments[part]
      continue
    }
    if (order === undefined || order.user_id !== userId) return stop('not-yours')
    const wanted = action.name.includes('pending') ? 'pending' : 'delivered'
    if (state(id) !== wanted) return stop('wrong-state')
    const method = text(action, 'payment_method_id')
    if (method !== '' && wallet[method] === undefined) return stop('payment-not-yours')
    switch (action.name) {
      case 'cancel_pending_order': {
        if (!['no longer needed', 'ordered by mistake'].includes(text(action, 'reason')))
          return stop('reason-not-accepted')
        for (const paid of [...order.payment_history, ...(books.get(id) ?? [])])
          if (paid.transaction_type === 'payment') book(id, paid.payment_method_id, -paid.amount)
        differences[`orders.${id}.cancel_reason`] = text(action, 'reason')
        become(id, 'cancelled')
        break
      }
      case 'modify_pending_order_address':
        for (const part of ['address1', 'address2', 'city', 'state', 'country', 'zip'])
          differences[`orders.${id}.address.${part}`] = action.arguments[part]
        break
      case 'modify_pending_order_payment': {
        const first = order.payment_history[0]
        if (order.payment_history.length !== 1 || first === undefined || books.has(id))
          return stop('wrong-state')
        if (first.payment_method_id === method) return stop('same-payment')
        if (wallet[method]?.source === 'gift_card' && balance(method) < first.amount)
          return stop('balance-too-low')
        book(id, method, first.amount)
        book(id, first.payment_method_id, -first.amount)
        break
      }
      case 'return_delivered_order_items': {
        if (!contains(order, list(action, 'item_ids'))) return stop('item-not-in-order')
        const same = order.payment_history.some(
          (paid, index) => index === 0 && paid.payment_method_id === method,
        )
        if (!same && wallet[method]?.source !== 'gift_card') return stop('refund-elsewhere')
        differences[`orders.${id}.return_items`] = list(action, 'item_ids').sort()
        differences[`orders.${id}.return_payment_method_id`] = method
        become(id, 'return requested')
        break
      }
      default: {
        const [old, fresh] = [list(action, 'item_ids'), list(action, 'new_item_ids')]
        if (old.length !== fresh.length) return stop('items-do-not-match')
        if (!contains(order, old)) return stop('item-not-in-order')
        for (const [place, from] of old.entries()) {
          const to = fresh[place] ?? ''
          const product = order.items.find((item) => item.item_id === from)?.product_id
          if (variants.get(to)?.of !== product) return stop('another-product')
          if (from === to) return stop('same-item')
          if (!variants.get(to)?.available) return stop('not-available')
        }
        const priceOf = (itemId: string) => order.items.find((item) => item.item_id === itemId)?.price ?? 0
        const due = round(sum(fresh.map((one) => variants.get(one)?.price ?? 0)) - sum(old.map(priceOf)))
        if (wallet[method]?.source === 'gift_card' && balance(method) < due) return stop('balance-too-low')
        if (action.name === 'exchange_delivered_order_items') {
          differences[`orders.${id}.exchange_items`] = [...old].sort()
          differences[`orders.${id}.exchange_new_items`] = [...fresh].sort()
          differences[`orders.${id}.exchange_payment_method_id`] = method
          differences[`orders.${id}.exchange_price_difference`] = due
          become(id, 'exchange requested')
        } else {
          const to = [...fresh]
          const from = [...old]
          differences[`orders.${id}.items`] = order.items.map((item) => {
            const place = from.indexOf(item.item_id)
            if (place < 0) return item
            from.splice(place, 1)
            const [next = ''] = to.splice(place, 1)
            const variant = variants.get(next)
            return { ...item, item_id: next, price: variant?.price, options: variant?.options }
          })
          book(id, method, due)
          become(id, 'pending (item modified)')
        }
      }
    }
  }
  for (const [id, entries] of books)
    differences[`orders.${id}.payment_history`] = [...(before(id)?.payment_history ?? []), ...entries]
  for (const [id, amount] of moved)
    if (wallet[id]?.source === 'gift_card' && round(amount) !== 0)
      differences[`users.${userId}.payment_methods.${id}.balance`] = balance(id)
  return { allowed: true, differences: trulyDifferent(differences, shop) }
}

function contains(order: Order, wanted: readonly string[]): boolean {
  const count = (ids: readonly string[], id: string) => ids.filter((one) => one === id).length
  const there = order.items.map((item) => item.item_id)
  return wanted.every((id) => count(wanted, id) <= count(there, id))
}

/** Without what ends as it began. */
function trulyDifferent(differences: Record<string, unknown>, shop: Shop): Record<string, unknown> {
  const valueAt = (path: string) => {
    const [kind, id, ...rest] = path.split('.')
    const root = kind === 'users' ? shop.users[id ?? ''] : shop.orders[id ?? '']
    return rest.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], root)
  }
  return Object.fromEntries(
    Object.entries(differences).filter(
      ([path, value]) => JSON.stringify(valueAt(path)) !== JSON.stringify(value),
    ),
  )
}
