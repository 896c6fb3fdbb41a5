/** Who buys at 禾木生活, and what: all invented. Days are counted back from the moment the service starts, so that it stays true. */

export type OrderStatus = 'unpaid' | 'to-ship' | 'shipped' | 'delivered' | 'cancelled'

export interface Item {
  sku: string
  name: string
  option: string
  kind: 'clothing' | 'appliance' | 'beauty'
  price: number
  quantity: number
  /** What else there is of the same thing at the same price. */
  others: string[]
}

export interface Order {
  number: string
  customer: string
  status: OrderStatus
  placed: string
  paid: number
  items: Item[]
  address: { name: string; phone: string; province: string; line: string }
  addressChanges: number
  exchanges: number
  parcel?: { courier: string; number: string; scans: { at: string; text: string }[] }
  deliveredOn?: string
  refunds: { number: string; sku: string; amount: number; at: number }[]
  invoice?: { title: string; taxNumber?: string; issuedOn: string; reissued: number }
}

const dayMs = 86_400_000

/** How long the shop looks at a refund, and how long until it has arrived: minutes, so that a visitor sees the end of it. */
const reviewMs = 40_000
const arrivalMs = 120_000

/** How far a refund has come. */
export function refundState(at: number, now: Date): 'reviewing' | 'started' | 'arrived' {
  const age = now.getTime() - at
  return age < reviewMs ? 'reviewing' : age < arrivalMs ? 'started' : 'arrived'
}

/** The calendar day so many days ago, in the shop's zone. */
export const daysAgo = (now: Date, days: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(
    new Date(now.getTime() - days * dayMs),
  )

const cardigan: Item = {
  sku: 'C-101',
  name: '云朵棉针织开衫',
  option: '燕麦色 M',
  kind: 'clothing',
  price: 169,
  quantity: 1,
  others: ['燕麦色 S', '燕麦色 L', '雾蓝色 M'],
}
const cooker: Item = {
  sku: 'A-201',
  name: '小禾慢炖锅 1.5L',
  option: '米白',
  kind: 'appliance',
  price: 199,
  quantity: 1,
  others: ['抹茶绿'],
}
const lotion: Item = {
  sku: 'B-301',
  name: '山茶润肤乳 250ml',
  option: '单瓶',
  kind: 'beauty',
  price: 89,
  quantity: 1,
  others: [],
}

const homes: Record<string, Order['address']> = {
  'hm-lin': { name: '林小满', phone: '13900000001', province: '浙江', line: '杭州市西湖区栗树路 8 号' },
  'hm-zhou': { name: '周也', phone: '13900000002', province: '四川', line: '成都市青羊区芙蓉巷 21 号' },
  'hm-tang': { name: '唐穗', phone: '13900000003', province: '新疆', line: '乌鲁木齐市天山区石榴街 3 号' },
}

/** How the shop reaches them: where one-time codes go. */
const emails: Record<string, string> = {
  'hm-lin': 'lin@hemu.example',
  'hm-zhou': 'zhou@hemu.example',
  'hm-tang': 'tang@hemu.example',
}

/** Whose contact it is in the shop's own books. */
export function customerBy(contact: { email?: string | null; phone?: string | null }) {
  const found = Object.entries(homes).find(
    ([id, home]) =>
      (contact.email != null && emails[id] === contact.email.toLowerCase()) ||
      (contact.phone != null && home.phone === contact.phone.replace(/^\+86/, '')),
  )
  if (found === undefined) return undefined
  const [id, { phone }] = found
  return { id, contact: contact.email == null ? phone : emails[id] }
}

/** People who can be signed in as on the demo page. */
export const demoCustomers = Object.entries(homes).map(([id, { name }]) => ({ id, name }))

function order(
  now: Date,
  [number, customer, status, days]: [string, string, OrderStatus, number],
  items: Item[],
  rest: Partial<Order> = {},
): Order {
  const address = homes[customer] as Order['address']
  const goods = items.reduce((sum, item) => sum + item.price * item.quantity, 0)
  return {
    number,
    customer,
    status,
    placed: daysAgo(now, days),
    paid: goods,
    items: items.map((item) => ({ ...item, others: [...item.others] })),
    address: { ...address },
    addressChanges: 0,
    exchanges: 0,
    refunds: [],
    ...rest,
  }
}

const parcel = (
  now: Date,
  courier: string,
  number: string,
  ...texts: [number, string][]
): Order['parcel'] & object => ({
  courier,
  number,
  scans: texts.map(([days, text]) => ({ at: daysAgo(now, days), text })),
})

export function demoOrders(now: Date): Order[] {
  const invoice = (days: number, reissued = 0) => ({ title: '个人', issuedOn: daysAgo(now, days), reissued })
  return [
    order(now, ['HM10001', 'hm-lin', 'to-ship', 1], [cardigan]),
    order(now, ['HM10002', 'hm-lin', 'shipped', 3], [cooker], {
      parcel: parcel(now, '顺丰', 'SF7700100200', [2, '佛山仓已揽收'], [1, '到达杭州转运中心']),
    }),
    order(now, ['HM10003', 'hm-lin', 'delivered', 6], [cardigan, lotion], {
      deliveredOn: daysAgo(now, 3),
      parcel: parcel(now, '中通', 'ZT5500100200', [5, '嘉兴仓已揽收'], [3, '已签收']),
      invoice: invoice(2),
    }),
    order(now, ['HM10004', 'hm-lin', 'delivered', 45], [lotion], {
      deliveredOn: daysAgo(now, 41),
      invoice: invoice(40),
    }),
    order(now, ['HM10005', 'hm-lin', 'cancelled', 20], [lotion]),
    order(now, ['HM20001', 'hm-zhou', 'to-ship', 0], [cooker, lotion]),
    order(now, ['HM20002', 'hm-zhou', 'delivered', 13], [cardigan], {
      deliveredOn: daysAgo(now, 10),
      invoice: invoice(9, 1),
    }),
    order(now, ['HM20003', 'hm-zhou', 'delivered', 5], [cooker], {
      deliveredOn: daysAgo(now, 2),
      exchanges: 1,
    }),
    order(now, ['HM30001', 'hm-tang', 'to-ship', 1], [cooker], { addressChanges: 1 }),
    order(now, ['HM30002', 'hm-tang', 'delivered', 8], [lotion], { deliveredOn: daysAgo(now, 4) }),
  ]
}

export const refundTexts = {
  reviewing: { en: 'Being looked at', zh: '审核中' },
  started: { en: 'On its way', zh: '退款中' },
  arrived: { en: 'Arrived', zh: '已到账' },
} as const

export const statusTexts: Record<OrderStatus, { en: string; zh: string }> = {
  unpaid: { en: 'Waiting for payment', zh: '待付款' },
  'to-ship': { en: 'To be shipped', zh: '待发货' },
  shipped: { en: 'On its way', zh: '运输中' },
  delivered: { en: 'Delivered', zh: '已签收' },
  cancelled: { en: 'Cancelled', zh: '已取消' },
}

/** Single items of an order, as they can be chosen: `HM10003.C-101`. */
export const itemsOf = (order: Order) =>
  order.items.map((item) => ({
    id: `${order.number}.${item.sku}`,
    label: `${item.name}（${item.option}）· ${order.number}`,
  }))

/** What each item can be exchanged for: `HM10003.C-101.0`. */
export const exchangesOf = (order: Order) =>
  order.items.flatMap((item) =>
    item.others.map((option, index) => ({
      id: `${order.number}.${item.sku}.${index}`,
      label: `${item.name}：${item.option} → ${option} · ${order.number}`,
      sku: item.sku,
      option,
    })),
  )

/** The order and the item behind such an id. */
export function readPlace(id: string): { number: string; sku: string } {
  const [number = '', sku = ''] = id.split('.')
  return { number, sku }
}
