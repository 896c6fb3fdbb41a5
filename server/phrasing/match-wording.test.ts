import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { processorTime } from '../../testing/processor-time.ts'
import { compilePattern, compileWords, fold, WordingExpressionError } from './match-wording.ts'

const inText = (matcher: ReturnType<typeof compileWords>, text: string) =>
  matcher.find(fold(text)).map(({ from, to }) => text.slice(from, to))
const words = (expression: string, text: string) => inText(compileWords(expression), text)
const pattern = (expression: string, text: string) => inText(compilePattern(expression), text)

describe('plain words', () => {
  it('are found in Chinese wherever they stand, and however they were spread or disguised', () => {
    expect(words('加微信\n私下', '您可以加微信，或者私下联系')).toEqual(['加微信', '私下'])
    expect(words('加微信', '加 微\u200b 信吧')).toEqual(['加 微\u200b 信'])
    expect(words('vx', '加ＶＸ聊')).toEqual(['ＶＸ'])
    expect(words('加微信', '微信支付')).toEqual([])
  })
  it('are whole words in English, in any case', () => {
    expect(words('ass\ndamn it', 'Class dismissed. DAMN  it, ass!')).toEqual(['DAMN  it', 'ass'])
    expect(words('guarantee', 'guaranteed')).toEqual([])
    expect(words('100%', 'a 100% refund')).toEqual(['100%'])
  })
})

describe('patterns', () => {
  it('know gaps, single characters, digits and alternatives', () => {
    expect(pattern('(保证|承诺)*(退款|赔偿)', '我保证一定给您全额退款。')).toEqual(['保证一定给您全额退款'])
    expect(pattern('1##########', '打 13800138000 给我')).toEqual(['13800138000'])
    expect(pattern('i promise * refund', 'I promise you a full refund')).toEqual([
      'I promise you a full refund',
    ])
    expect(pattern('第?天', '第七天、第十二天')).toEqual(['第七天'])
    expect(pattern('a\\*b', 'a*b axb')).toEqual(['a*b'])
  })
  it('do not reach over a line or over more than thirty characters', () => {
    expect(pattern('保证*退款', '保证\n退款')).toEqual([])
    expect(pattern('保证*退款', `保证${'好'.repeat(30)}退款`)).toHaveLength(1)
    expect(pattern('保证*退款', `保证${'好'.repeat(31)}退款`)).toEqual([])
  })
  it('are refused when they say nothing, never end, or would be too much work', () => {
    const reason = (expression: string) => {
      try {
        compilePattern(expression)
      } catch (error) {
        return (error as WordingExpressionError).reason
      }
      return undefined
    }
    expect(['', ' * ? ', '(a', 'a)', '((a)b)', 'x'.repeat(301), 'a*b*c*d*e*f*g*h'].map(reason)).toEqual([
      'empty',
      'empty',
      'unbalanced',
      'unbalanced',
      'unbalanced',
      'too-long',
      'too-many-gaps',
    ])
    expect(() => compileWords(' \n ')).toThrow(WordingExpressionError)
  })
  it('take no longer for what would send a backtracking matcher into the woods', () => {
    const nasty = compilePattern('(a|a)*(a|a)*(a|a)*(a|a)*(a|a)*(a|a)*b')
    const text = fold('a'.repeat(8_000))
    const begun = processorTime()
    expect(nasty.find(text)).toEqual([])
    const spread = fold('a '.repeat(4_000))
    expect(nasty.find(spread)).toEqual([])
    // Steps are bounded by 8,000 characters times some 400 states.
    expect(processorTime() - begun).toBeLessThan(4_000)
  })
  it('find what a regular expression of the same meaning finds, on any text', () => {
    const letters = fc.string({ unit: fc.constantFrom('好', '退', '款', '，'), maxLength: 24 })
    fc.assert(
      fc.property(letters, (text) => {
        const expected = /退.{0,30}?款/.test(text)
        expect(pattern('退*款', text).length > 0).toBe(expected)
      }),
    )
  })
  it('say where a match stands in the text as it was written', () => {
    const text = '😀 ＡＢＣ  保 证'
    const [at] = compileWords('abc 保证').find(fold(text))
    expect(at && text.slice(at.from, at.to)).toBe('ＡＢＣ  保 证')
  })
})
