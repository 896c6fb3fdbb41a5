import { describe, expect, it } from 'vitest'
import { hitSentence } from './hit-sentence.ts'

/** The sentence with its marks in brackets. */
function shown(text: string, query: string): string {
  const { text: sentence, marks } = hitSentence(text, query)
  let out = ''
  let at = 0
  for (const [from, to] of marks) {
    out += `${sentence.slice(at, from)}[${sentence.slice(from, to)}]`
    at = to
  }
  return out + sentence.slice(at)
}

describe('hitSentence', () => {
  it('shows the sentence of the hit and marks every hit in it', () => {
    expect(shown('您好。我的退款还没到，退款要多久？谢谢', '退款')).toBe('我的[退款]还没到，[退款]要多久？')
    expect(shown('Hello there. My card was lost! Please help.', 'card')).toBe('My [card] was lost!')
    expect(shown('I lost my card. What now?', 'card')).toBe('I lost my [card].')
    expect(shown('Dear all,\nmy card is gone\nBye', 'card')).toBe('my [card] is gone')
  })
  it('marks whatever the spelling: width, capitals', () => {
    expect(shown('订单号ＡＢ１２３在这里', 'ab123')).toBe('订单号[ＡＢ１２３]在这里')
    expect(shown('REFUND please', 'refund')).toBe('[REFUND] please')
  })
  it('marks words of letters only where they begin', () => {
    expect(shown('discard the card', 'card')).toBe('discard the [card]')
    expect(shown('many cards', 'card')).toBe('many [card]s')
  })
  it('marks the pieces of a query each, and pairs where the piece was written apart', () => {
    expect(shown('My refund of the second order', 'order refund')).toBe('My [refund] of the second [order]')
    expect(shown('退款，申请了', '退款申请')).toBe('[退款]，[申请]了')
  })
  it('cuts a long sentence around its hit and keeps the marks right', () => {
    const long = `${'字'.repeat(300)}退款${'字'.repeat(300)}`
    const { text, marks } = hitSentence(long, '退款')
    expect(text.length).toBeLessThanOrEqual(162)
    expect(text.startsWith('…') && text.endsWith('…')).toBe(true)
    expect(marks.map(([from, to]) => text.slice(from, to))).toEqual(['退款'])
  })
  it('never cuts a character in two, and says something where nothing is marked', () => {
    const { text } = hitSentence(`${'😀'.repeat(200)} help`, 'help')
    expect(text.isWellFormed()).toBe(true)
    expect(shown('nothing of that', 'zebra')).toBe('nothing of that')
  })
})
