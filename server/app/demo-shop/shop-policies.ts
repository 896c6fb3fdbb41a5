import type { Order } from '../../../examples/shop-service/orders.ts'
import { daysAgo, exchangesOf, readPlace } from '../../../examples/shop-service/orders.ts'
import {
  mayCancel,
  mayChangeAddress,
  mayExchange,
  mayRefund,
  mayReissue,
  refundOf,
} from '../../../examples/shop-service/rules.ts'
import type { Predicate, ToolContext, Verdict } from '../../tools/index.ts'

type Input = Record<string, unknown>
const text = (input: Input, name: string) => String(input[name] ?? '')
const yuan = (amount: number) => `¥${amount}`
const words = ({ language }: ToolContext, en: string, zh: string) => (language === 'zh' ? zh : en)

/** A rule of the shop as a predicate: the order is looked up for whoever is proven to be asking, and nobody else's is found. */
function onOrder(
  decide: (order: Order, input: Input, context: ToolContext, today: string) => Verdict,
): Predicate {
  return async (input, context) => {
    const { number } = readPlace(text(input, 'number') || text(input, 'item') || text(input, 'exchange'))
    const order = (await context.read('get-order', { number })) as Order
    if (order.customer !== context.customer?.subject) return { allowed: false, code: 'not-found' }
    return decide(order, input, context, daysAgo(context.now, 0))
  }
}

const orRefuse = (code: string | undefined, allowed: () => Verdict): Verdict =>
  code === undefined ? allowed() : { allowed: false, code }

const goods = (order: Order) => order.items.map((item) => `${item.name}（${item.option}）`).join('、')

/** The policy of 禾木生活 as code, by the names under which tools choose them. The shop's own system holds to the same rules. */
export const shopPolicies: Readonly<Record<string, Predicate>> = {
  'shop/cancel': onOrder((order, _input, context) =>
    orRefuse(mayCancel(order), () => ({
      allowed: true,
      amount: order.paid,
      lines: [
        { label: words(context, 'Items', '商品'), value: goods(order) },
        { label: words(context, 'Refund', '退款金额'), value: yuan(order.paid) },
        {
          label: words(context, 'Arrives', '到账时间'),
          value: words(context, 'in 1–3 working days, the way you paid', '1-3 个工作日原路退回'),
        },
      ],
    })),
  ),
  'shop/change-address': onOrder((order, input, context) =>
    orRefuse(mayChangeAddress(order, text(input, 'province')), () => ({
      allowed: true,
      lines: [{ label: words(context, 'Items', '商品'), value: goods(order) }],
    })),
  ),
  'shop/exchange': onOrder((order, input, context, today) => {
    const wish = exchangesOf(order).find((one) => one.id === input.exchange)
    const against = wish === undefined ? 'no-such-option' : mayExchange(order, wish.sku, wish.option, today)
    return orRefuse(against, () => ({
      allowed: true,
      lines: [
        { label: words(context, 'Exchange', '换货'), value: wish?.label ?? '' },
        {
          label: words(context, 'Postage', '运费'),
          value: words(context, 'yours to us, ours to you', '寄回由您承担，换出由本店承担'),
        },
      ],
    }))
  }),
  'shop/refund': onOrder((order, input, context, today) => {
    const wish = {
      sku: readPlace(text(input, 'item')).sku,
      reason: text(input, 'reason'),
      opened: text(input, 'opened') !== 'no',
    }
    const item = order.items.find((one) => one.sku === wish.sku)
    return orRefuse(item === undefined ? 'no-such-item' : mayRefund(order, wish, today), () => ({
      allowed: true,
      amount: item === undefined ? 0 : refundOf(item),
      lines: [
        { label: words(context, 'Item', '商品'), value: `${item?.name}（${item?.option}）` },
        { label: words(context, 'Refund', '退款金额'), value: yuan(item === undefined ? 0 : refundOf(item)) },
      ],
    }))
  }),
  'shop/reissue-invoice': onOrder((order, _input, _context, today) =>
    orRefuse(mayReissue(order, today), () => ({ allowed: true })),
  ),
}
