import { describe, expect, it } from 'vitest'
import { spokenDeeds } from './spoken-deeds.ts'

const kinds = (text: string) => spokenDeeds(text).map((one) => one.kind)

describe('spokenDeeds', () => {
  it.each([
    ['I have refunded the fee.', 'done'],
    ["I've cancelled your order for you.", 'done'],
    ['Your subscription has been cancelled.', 'done'],
    ['Your refund of $19.50 has been paid.', 'done'],
    ['We have already updated your address.', 'done'],
    ['已为您取消订单。', 'done'],
    ['地址帮您改好了。', 'done'],
    ['您的退款已经到账。', 'done'],
    ['A colleague will call you within the hour.', 'handover'],
    ["I'll transfer you to an agent now.", 'handover'],
    ['You will hear from our team tomorrow.', 'handover'],
    ['正在为您转接人工客服，请稍等。', 'handover'],
    ['专员会尽快联系您。', 'handover'],
    ['I will make sure it arrives today.', 'promise'],
    ['We guarantee approval.', 'promise'],
    ['我们保证今天给您退款。', 'promise'],
  ])('%s', (text, kind) => expect(kinds(text)).toContain(kind))

  it.each([
    'You can cancel the order in the app.',
    'If your order has been cancelled, the money returns in 3 days.',
    'Tap Refund, and the shop is asked.',
    'Refunds are made to the card you paid with.',
    '已发货的订单不能取消。',
    '如果退款已到账，请忽略这条消息。',
    '退款会原路退回，一般1-3个工作日。',
    '请在「我的订单」申请取消。',
    'Once your request has been approved, you get a message.',
  ])('nothing: %s', (text) => expect(kinds(text)).toEqual([]))
})
