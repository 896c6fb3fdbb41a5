import { expect, test } from 'vitest'
import { factsNamed } from './facts-named.ts'
import type { Spoken } from './session-words.ts'

const said = (seq: number, text: string, from: Spoken['from'] = 'customer'): Spoken => ({
  seq,
  from,
  text,
  at: '2026-11-20T17:30:00.000Z',
})

test('order numbers, dates and amounts of the customer, each once, with the day that was meant where they are', () => {
  const messages = [
    said(1, '昨天下的单，订单号 HM20261118007，付了299元'),
    said(2, 'Your refund of $10 is on its way', 'assistant'),
    said(3, '订单号HM20261118007还没发货'),
  ]
  expect(factsNamed(messages, 'Asia/Shanghai')).toEqual([
    { seq: 1, type: 'date', text: '昨天', from: '2026-11-20', to: '2026-11-20' },
    { seq: 1, type: 'amount', text: '299元' },
    { seq: 3, type: 'order-number', text: expect.stringContaining('HM20261118007') },
  ])
})

test('what was named last stays when there is too much', () => {
  const many = Array.from({ length: 20 }, (_, at) => said(at, `order number AB-${1000 + at}`))
  const facts = factsNamed(many, 'UTC')
  expect(facts).toHaveLength(8)
  expect(facts.at(-1)?.text).toContain('AB-1019')
})

test('telephone numbers and the like are nobody’s order number', () => {
  expect(factsNamed([said(1, '我的手机号是13800138000，订单在哪')], 'Asia/Shanghai')).toEqual([])
})
