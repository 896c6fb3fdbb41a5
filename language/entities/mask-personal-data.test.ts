import { describe, expect, it } from 'vitest'
import { maskPersonalData } from '../index.ts'

describe('maskPersonalData', () => {
  it.each([
    ['我的手机是13812345678，谢谢', '我的手机是[phone]，谢谢'],
    ['call +44 7700 900123 please', 'call [phone] please'],
    ['call (212) 555-0188', 'call [phone]'],
    ['座机 010-12345678', '座机 [phone]'],
    ['mail ann.lee+shop@example.co.uk now', 'mail [email] now'],
    ['card 4111 1111 1111 1111 was charged', 'card [bank-card] was charged'],
    ['身份证11010519491231002X', '身份证[id-number]'],
    ['手机１３８１２３４５６７８', '手机[phone]'],
  ])('masks %s', (text, masked) => expect(maskPersonalData(text).text).toBe(masked))

  it.each([
    'card 4111 1111 1111 1112 has a wrong check digit',
    'order 20251120000123',
    '订单号110105194912310021',
    'it cost 1234.56 on 2025-11-20',
    '满200减20',
    '',
  ])('leaves %j alone', (text) => expect(maskPersonalData(text)).toEqual({ text, spans: [] }))

  it('gives spans in the original text, in order', () => {
    const text = 'a@b.io or 13812345678'
    const { spans } = maskPersonalData(text)
    expect(spans.map(({ start, end, type }) => [text.slice(start, end), type])).toEqual([
      ['a@b.io', 'email'],
      ['13812345678', 'phone'],
    ])
  })

  it('stays quick on a huge paste', () => {
    const begun = performance.now()
    for (const text of [
      '1'.repeat(1_000_000),
      'a.'.repeat(500_000),
      '1 '.repeat(500_000),
      '+1-'.repeat(300_000),
    ])
      maskPersonalData(text)
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})
