import type { Action, Shop, Store } from './store.ts'

/** A right action made wrong in one way, and the reason for which it has to be refused. */
export interface Variant {
  kind:
    | 'another'
    | 'wrongState'
    | 'unconfirmed'
    | 'twice'
    | 'afterHandover'
    | 'takenMeanwhile'
    | 'amount'
    | 'unproven'
  action: Action
  subject: string | undefined
  wanted: string
  prepare(store: Store): void
}

const nothing = () => undefined

export function variantsOf(action: Action, subject: string, shop: Shop): Variant[] {
  const orderId = String(action.arguments.order_id ?? '')
  const order = shop.orders[orderId]
  const stranger = Object.keys(shop.users).find((id) => id !== subject) ?? ''
  const wanted = action.name.includes('pending') ? 'pending' : 'delivered'
  const method = String(action.arguments.payment_method_id ?? '')
  const variants: Variant[] = [
    { kind: 'another', action, subject: stranger, wanted: 'not-yours', prepare: nothing },
    { kind: 'unproven', action, subject: undefined, wanted: 'identity-required', prepare: nothing },
    { kind: 'unconfirmed', action, subject, wanted: 'tool/card-changed', prepare: nothing },
    { kind: 'twice', action, subject, wanted: 'tool/card-used', prepare: nothing },
    { kind: 'afterHandover', action, subject, wanted: 'owner-changed', prepare: nothing },
    { kind: 'takenMeanwhile', action, subject, wanted: 'owner-changed', prepare: nothing },
  ]
  if (order !== undefined)
    variants.push({
      kind: 'wrongState',
      action,
      subject,
      wanted: 'wrong-state',
      prepare(store) {
        const mine = store.order(orderId)
        if (mine !== undefined) mine.status = wanted === 'pending' ? 'processed' : 'cancelled'
      },
    })
  // Money that is not theirs to move, or not there.
  if (method !== '') {
    const foreign = Object.values(shop.users).find(
      (user) => user.user_id !== subject && user.payment_methods[method] === undefined,
    )
    const theirs = Object.keys(foreign?.payment_methods ?? {})[0]
    if (theirs !== undefined)
      variants.push({
        kind: 'amount',
        action: { ...action, arguments: { ...action.arguments, payment_method_id: theirs } },
        subject,
        wanted: 'payment-not-yours',
        prepare: nothing,
      })
    const due = dueOf(action, shop)
    if (due > 0)
      variants.push({
        kind: 'amount',
        action: { ...action, arguments: { ...action.arguments, payment_method_id: 'gift_card_0000001' } },
        subject,
        wanted: 'balance-too-low',
        prepare(store) {
          const user = store.user(subject)
          if (user !== undefined)
            user.payment_methods.gift_card_0000001 = {
              id: 'gift_card_0000001',
              source: 'gift_card',
              balance: Math.max(0, due - 0.01),
            }
        },
      })
  }
  return variants
}

/** What has to be paid on top, from the price lists alone. */
function dueOf(action: Action, shop: Shop): number {
  const order = shop.orders[String(action.arguments.order_id ?? '')]
  const [from, to] = [action.arguments.item_ids, action.arguments.new_item_ids]
  if (order === undefined || !Array.isArray(from) || !Array.isArray(to)) return 0
  const now = from.reduce<number>(
    (sum, id) => sum + (order.items.find((item) => item.item_id === id)?.price ?? 0),
    0,
  )
  const price = (id: unknown) =>
    Object.values(shop.products).flatMap((product) => product.variants[String(id)]?.price ?? [])[0] ?? 0
  return Math.round((to.reduce<number>((sum, id) => sum + price(id), 0) - now) * 100) / 100
}
