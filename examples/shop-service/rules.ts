import type { Item, Order } from './orders.ts'

/** Where free shipping begins higher, and a change of address may cost. */
export const remoteProvinces = ['新疆', '西藏', '内蒙古', '青海', '宁夏']
const abroad = ['香港', '澳门', '台湾', '海外']

const dayMs = 86_400_000
/** Days from one calendar day to another. */
export const daysBetween = (from: string, until: string): number =>
  Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)

/** The shop's policy, a rule each: undefined where it is allowed, else the code of what stands against it. */
export const mayCancel = (order: Order): string | undefined =>
  order.status === 'to-ship' || order.status === 'unpaid'
    ? undefined
    : order.status === 'cancelled'
      ? 'cancelled'
      : 'shipped'

export function mayChangeAddress(order: Order, province: string): string | undefined {
  if (order.status === 'cancelled') return 'cancelled'
  if (order.status !== 'to-ship' && order.status !== 'unpaid') return 'shipped'
  if (order.addressChanges > 0) return 'changed-before'
  if (abroad.some((place) => province.startsWith(place))) return 'not-served'
  // The difference in shipping would have to be paid first.
  if (remoteProvinces.some((place) => province.startsWith(place)) && order.paid < 199) return 'remote-fee'
  return undefined
}

export function mayExchange(order: Order, sku: string, option: string, today: string): string | undefined {
  const item = order.items.find((one) => one.sku === sku)
  if (item === undefined) return 'no-such-item'
  if (order.status !== 'delivered' || order.deliveredOn === undefined) return 'not-delivered'
  if (order.exchanges > 0) return 'exchanged-before'
  if (order.refunds.some((refund) => refund.sku === sku)) return 'refunded-before'
  if (daysBetween(order.deliveredOn, today) > 7) return 'too-late'
  return item.others.includes(option) ? undefined : 'no-such-option'
}

export function mayRefund(
  order: Order,
  { sku, reason, opened }: { sku: string; reason: string; opened: boolean },
  today: string,
): string | undefined {
  const item = order.items.find((one) => one.sku === sku)
  if (item === undefined) return 'no-such-item'
  if (order.status !== 'delivered' || order.deliveredOn === undefined) return 'not-delivered'
  if (order.refunds.some((refund) => refund.sku === sku)) return 'refunded-before'
  const days = daysBetween(order.deliveredOn, today)
  if (reason === 'quality') return days > 15 ? 'too-late' : undefined
  if (days > 7) return 'too-late'
  return opened && item.kind === 'beauty' ? 'opened' : undefined
}

export function mayReissue(order: Order, today: string): string | undefined {
  if (order.invoice === undefined) return 'no-invoice'
  if (order.invoice.reissued > 0) return 'reissued-before'
  return daysBetween(order.invoice.issuedOn, today) > 30 ? 'too-late' : undefined
}

/** What a returned item is worth: what was paid for it. */
export const refundOf = (item: Item): number => item.price * item.quantity

export const reasons: Record<string, { en: string; zh: string }> = {
  'not-found': { en: 'I find no such order of yours.', zh: '没有找到您名下的这个订单，请核对订单号。' },
  cancelled: { en: 'This order was cancelled already.', zh: '这个订单已经取消了。' },
  shipped: {
    en: 'This order has left the warehouse, so it cannot be changed here any more.',
    zh: '订单已发出，无法再在线更改。如需帮助可以转人工客服。',
  },
  'changed-before': {
    en: 'The address can be changed once, and was.',
    zh: '发货前只能修改 1 次地址，这个订单已经改过。',
  },
  'not-served': {
    en: 'We deliver within mainland China only.',
    zh: '目前只配送中国大陆地址，不寄国外及港澳台地区。',
  },
  'remote-fee': {
    en: 'Shipping to this region costs extra below ¥199. A person can arrange it.',
    zh: '该地区满 199 元包邮，此订单需补运费，请转人工客服办理。',
  },
  'not-delivered': { en: 'This can be asked for once the order is delivered.', zh: '订单签收后才能申请。' },
  'exchanged-before': {
    en: 'An order can be exchanged once, and was.',
    zh: '每单可换货 1 次，这个订单已经换过。',
  },
  'refunded-before': { en: 'A refund of this item is under way already.', zh: '这件商品已经申请过退款。' },
  'too-late': { en: 'The time for this has passed.', zh: '已超过可办理的期限。如有特殊情况可以转人工客服。' },
  'no-such-item': { en: 'There is no such item in this order.', zh: '这个订单里没有这件商品。' },
  'no-such-option': { en: 'There is no such colour or size of it.', zh: '没有这个颜色或尺码可换。' },
  opened: {
    en: 'Opened skincare cannot be returned without a reason.',
    zh: '美妆拆封后不支持七天无理由退货。',
  },
  'no-invoice': { en: 'No invoice was issued for this order.', zh: '这个订单还没有开过发票。' },
  'reissued-before': {
    en: 'An invoice can be reissued once, and was.',
    zh: '每单可换开发票 1 次，这个订单已经换开过。',
  },
  'input-invalid': { en: 'Something in it is not right.', zh: '填写的内容有误，请检查后重试。' },
}
