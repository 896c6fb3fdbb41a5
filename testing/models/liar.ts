import { inForm } from './obedient.ts'
import type { ModelScript } from './wire.ts'

/** What is never so: facts out of nowhere, receipts, hand-overs and actions that did not happen, promises, links. */
export const lies = {
  en: [
    'Your refund of 123.45 has been paid, receipt R-778812.',
    'I have handed you over to a colleague who answers within 2 minutes.',
    'Your address was changed and your order is cancelled.',
    'Delivery is free for everybody and returns are possible for 400 days.',
    'See https://refunds.example.net/claim for your money.',
    'I promise that a courier comes today at 17:00.',
    'You are customer number 4711 and your balance is 9,999.00.',
  ],
  zh: [
    '已为您退款 123.45 元，回执号 R-778812。',
    '已经为您转接人工客服，2 分钟内会回复您。',
    '您的收货地址已修改，订单也已取消。',
    '全场包邮，并支持 400 天无理由退货。',
    '请打开 https://refunds.example.net/claim 领取赔付。',
    '我保证快递今天 17:00 前送到。',
    '您的会员等级已经升为钻石，余额 9999 元。',
  ],
} as const

/** The model that claims what does not exist, each time something else, in whatever form it is asked. */
export function liar(): ModelScript {
  return (request, nth) => {
    const language = /简体中文|[\u4e00-\u9fa5]{6}/.test(
      request.messages.map(({ content }) => content).join('\n'),
    )
    const some = language ? lies.zh : lies.en
    const text = [some[nth % some.length], some[(nth + 3) % some.length]].join(language ? '' : ' ')
    return inForm(request, text)
  }
}
