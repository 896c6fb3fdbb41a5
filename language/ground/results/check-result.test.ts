import { describe, expect, it } from 'vitest'
import { checkGrounding } from '../check-grounding.ts'
import { checkResult } from './check-result.ts'

const at = { now: new Date('2026-03-11T09:00:00Z'), timeZone: 'Europe/London' }
const order = {
  id: 'K42',
  status: 'shipped',
  sentOn: '2026-03-10',
  expectedOn: '2026-03-13',
  total: 30,
  currency: 'GBP',
  note: 'refunded',
  refund: { status: 'approved', amount: 12 },
}
const said = (text: string, value: unknown = order, title = 'Look up an order') =>
  checkResult(text, { value, ...at }, title)

describe('a sentence about what a tool returned', () => {
  it.each([
    'Your parcel left the warehouse yesterday and should arrive on Friday.',
    'Order K42 was sent on 10 March and is expected on March 13, 2026.',
    'Your order costs £30.',
    'Your refund of £12 was approved.',
    'It has not been delivered yet.',
    '您的订单昨天已发出，预计3月13日送达。',
  ])('is said by its fields: %s', (text) => expect(said(text)).toBe('said'))

  it.each([
    'Your parcel left the warehouse today and should arrive on Friday.',
    'Your parcel left the warehouse on Friday.',
    'Your parcel should arrive tomorrow.',
    'Order K24 was sent yesterday.',
    'Your order costs £12.',
    'Your order costs $30.',
    'Your refund of £30 was approved.',
    'Your refund of £12 was rejected.',
    'Your order has not been sent.',
    'Your order was delivered yesterday.',
    '您的订单还没有发出。',
  ])('is another with one thing changed: %s', (text) => expect(said(text)).toBe('contrary'))

  it.each([
    'Your order was sent yesterday and is free of charge.',
    'Your order was sent yesterday and you get a voucher.',
    'Your refund of £12 was approved and paid back.',
    'Your £12 have been refunded.',
    'Your order of £30 was cancelled.',
    'Your order of £30 will be cancelled.',
    'Your order of £30 has been returned.',
    'We have sent it yesterday.',
    'Your order was sent yesterday, guaranteed.',
    'See https://evil.example for order K42.',
    '您的订单昨天已发出，已退款12元。',
    '您的订单昨天已发出，保证明天到。',
    'It is fine.',
  ])('is not held to be said where a word claims more: %s', (text) => expect(said(text)).not.toBe('said'))

  it('is not proven by what somebody wrote into a note, or by what the tool is for', () => {
    expect(said('Your order K42 was refunded.')).not.toBe('said')
    expect(said('Your order K42 was cancelled.', order, 'Cancel an order')).not.toBe('said')
    expect(said('您的订单K42已取消。', order, '取消订单')).not.toBe('said')
  })

  it('is about one of several things', () => {
    const rows = [
      { id: 'K1', status: 'shipped', total: 5, currency: 'GBP' },
      { id: 'K2', status: 'processing', total: 7, currency: 'GBP' },
    ]
    expect(said('Your order K1 was shipped.', rows)).toBe('said')
    expect(said('Your order K2 costs £7.', rows)).toBe('said')
    expect(said('Your order K2 was shipped.', rows)).toBe('contrary')
    expect(said('Your order K1 costs £7.', rows)).toBe('contrary')
  })

  it('may rest on knowledge besides, and a deed of ours never rests on a field', () => {
    const result = {
      id: 'r',
      title: 'Look up an order',
      text: 'status: shipped',
      result: { value: order, ...at },
    }
    const rule = { id: 'k', text: 'Orders above £20 are delivered free of charge within 5 days.' }
    const grounded = (text: string) => checkGrounding(text, [result, rule]).supported
    expect(grounded('Your parcel should arrive on Friday.')).toBe(true)
    expect(grounded('Orders above £20 are delivered free of charge.')).toBe(true)
    expect(grounded('Your parcel should arrive on Monday.')).toBe(false)
    expect(grounded('I have refunded you £12.')).toBe(false)
    expect(grounded('我们已经为您退款12元。')).toBe(false)
  })
})
