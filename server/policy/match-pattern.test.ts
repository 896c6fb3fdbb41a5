import { describe, expect, it } from 'vitest'
import { processorTime } from '../../testing/processor-time.ts'
import { foldForPattern, hasWord, matchesPattern } from './match-pattern.ts'

const matches = (pattern: string, text: string) =>
  matchesPattern(foldForPattern(pattern), foldForPattern(text))

describe('a pattern', () => {
  it('occurs anywhere in a text, in any case and width', () => {
    expect(matches('refund', 'I want a REFUND now')).toBe(true)
    expect(matches('ｒｅｆｕｎｄ', 'a refund')).toBe(true)
    expect(matches('退款', '我要退款')).toBe(true)
    expect(matches('refund', 'I want a re-fund')).toBe(false)
  })

  it('reads a run, one character and one digit', () => {
    expect(matches('order *lost', 'my order from monday is lost')).toBe(true)
    expect(matches('order*lost', 'orderlost')).toBe(true)
    expect(matches('c?t', 'the cot')).toBe(true)
    expect(matches('c?t', 'ct')).toBe(false)
    expect(matches('no. ########', 'no. 11112222')).toBe(true)
    expect(matches('no. ########', 'no. 1111222x')).toBe(false)
    expect(matches('订单*没到', '我的订单一个星期了还没到')).toBe(true)
  })

  it('lets a run be forty characters long and no longer', () => {
    expect(matches('a*b', `a${'x'.repeat(40)}b`)).toBe(true)
    expect(matches('a*b', `a${'x'.repeat(41)}b`)).toBe(false)
  })

  it('of nothing but runs matches nothing', () => {
    expect(matches('**', 'anything')).toBe(false)
  })

  it('takes bounded time however it is built', () => {
    const begun = processorTime()
    expect(matches(`${'a*'.repeat(59)}b`, 'a'.repeat(2_000))).toBe(false)
    expect(processorTime() - begun).toBeLessThan(1_000)
  })
})

describe('a word', () => {
  it('is whole where words are spaced, and anywhere in Chinese', () => {
    expect(hasWord('card', 'my card is lost')).toBe(true)
    expect(hasWord('card', 'discard it')).toBe(false)
    expect(hasWord('card', 'cards')).toBe(false)
    expect(hasWord('card', 'discard the card')).toBe(true)
    expect(hasWord('发票', '怎么开发票呢')).toBe(true)
    expect(hasWord('app', '打开app就行')).toBe(true)
  })
})
