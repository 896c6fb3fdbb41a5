import { describe, expect, it } from 'vitest'
import type { QuickPhrase } from '../../../contract/workspace/quick-phrases.ts'
import { unknownVariables } from '../../../contract/workspace/quick-phrases.ts'
import { askForPhrase, blankNames, fillPhrase, findPhrases, nextBlank, phraseText } from './phrase.ts'

const phrase = (code: string, change: Partial<QuickPhrase> = {}) =>
  ({ code, title: code, folder: '', shared: true, texts: { en: '', zh: '' }, ...change }) as QuickPhrase

describe('a quick phrase', () => {
  it('fills in what is known and leaves the rest as blanks to walk through', () => {
    const text = fillPhrase(
      '{{customer.name}}您好，订单 {{order.number}} 已于{{ order.date }}发出，{{agent.name}}',
      {
        'customer.name': '王芳',
        'agent.name': '  ',
      },
    )
    expect(text).toBe('王芳您好，订单 {{order.number}} 已于{{order.date}}发出，{{agent.name}}')
    expect(blankNames(text)).toEqual(['order.number', 'order.date', 'agent.name'])
    const first = nextBlank(text, 0)
    expect(first && text.slice(...first)).toBe('{{order.number}}')
    const second = nextBlank(text, first?.[1] ?? 0)
    expect(second && text.slice(...second)).toBe('{{order.date}}')
    expect(nextBlank(text, text.length)).toEqual(first)
    expect(nextBlank(text, second?.[0] ?? 0, true)).toEqual(first)
    // Braces a customer's text may hold are no blanks.
    expect(nextBlank('{{ }} {{whatever}}', 0)).toBeUndefined()
  })
  it('speaks the customer’s language, or the one it has', () => {
    expect(phraseText({ texts: { en: 'Hello', zh: '您好' } }, 'zh')).toBe('您好')
    expect(phraseText({ texts: { en: 'Hello', zh: ' ' } }, 'zh')).toBe('Hello')
  })
  it('is asked for at the beginning of a word, by either sign', () => {
    expect(askForPhrase('好的 ;tuik')).toEqual({ from: 3, query: 'tuik' })
    expect(askForPhrase('/退款')).toEqual({ from: 0, query: '退款' })
    expect(askForPhrase('您好；')).toBeUndefined()
    expect(askForPhrase('您好。；tk')).toEqual({ from: 3, query: 'tk' })
    for (const text of ['http://a', 'and/or', '1/2', 'hello; ', ''])
      expect(askForPhrase(text)).toBeUndefined()
  })
  it('is found by code, then title, then words; one’s own hides the shared one of the same code', () => {
    const all = [
      phrase('hello', { texts: { en: 'Hello, refund', zh: '' } }),
      phrase('refund2'),
      phrase('refund', { title: 'shared' }),
      phrase('Refund', { shared: false, title: 'mine' }),
      phrase('tk', { title: '退款说明' }),
    ]
    expect(findPhrases(all, 'refund').map((one) => `${one.code} ${one.title}`)).toEqual([
      'Refund mine',
      'refund2 refund2',
      'hello hello',
    ])
    expect(findPhrases(all, '退款').map((one) => one.code)).toEqual(['tk'])
    expect(findPhrases(all, '')).toHaveLength(4)
  })
  it('names only what exists', () => {
    expect(unknownVariables('{{customer.name}} {{ agent.name }}')).toEqual([])
    expect(unknownVariables('{{customer.nam}} {{}}')).toEqual(['customer.nam', ''])
    expect(unknownVariables('{{customer.name')).toEqual(['{{customer.name'])
  })
})
