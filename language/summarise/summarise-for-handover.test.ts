import { describe, expect, it } from 'vitest'
import { summariseForHandover } from '../index.ts'

describe('summariseForHandover', () => {
  it('keeps what the customer wants and what was answered, without greetings', () => {
    const summary = summariseForHandover([
      { from: 'customer', text: 'Hi there!' },
      { from: 'customer', text: 'My kettle stopped heating after two weeks. Can I get a refund?' },
      { from: 'assistant', text: 'Appliances have a one-year warranty. Open My Orders to ask for a repair.' },
      { from: 'customer', text: 'I want to speak to a human' },
    ])
    expect(summary).toEqual({
      asked: ['My kettle stopped heating after two weeks.', 'Can I get a refund?'],
      said: ['Appliances have a one-year warranty.'],
      language: 'en',
    })
  })

  it('works in Chinese, without repeating', () => {
    const summary = summariseForHandover([
      { from: 'customer', text: '你好' },
      { from: 'customer', text: '我的快递三天没动了。怎么回事？' },
      { from: 'assistant', text: '您好！物流停滞请联系快递公司。' },
      { from: 'customer', text: '我的快递三天没动了' },
      { from: 'customer', text: '转人工' },
    ])
    expect(summary.asked).toEqual(['我的快递三天没动了。', '怎么回事？'])
    expect(summary.said).toEqual(['物流停滞请联系快递公司。'])
    expect(summary.language).toBe('zh')
  })

  it('finds nothing asked where only a person was asked for', () => {
    for (const text of [
      'I would like to talk to a person',
      'Please put me through to a real person',
      '我要转人工客服',
      '你好，麻烦转人工，谢谢',
      'Hi, I want an agent please',
    ])
      expect(summariseForHandover([{ from: 'customer', text }]).asked).toEqual([])
  })

  it('keeps what is asked in one breath with the wish for a person', () => {
    for (const text of [
      'I want to talk to a human because my card was stolen in Lisbon',
      'My card was stolen, get me an agent',
      '刚买三天就坏了，我想直接换新的，找人工',
      '优惠券用不了，帮我转人工',
    ])
      expect(summariseForHandover([{ from: 'customer', text }]).asked).toEqual([text])
  })

  it('is short however long the conversation was', () => {
    const messages = Array.from({ length: 200 }, (_, at) => ({
      from: 'customer' as const,
      text: `Question number ${at}: ${'where is order '.repeat(50)}${at}?`,
    }))
    const { asked } = summariseForHandover(messages)
    expect(asked.length).toBeLessThanOrEqual(4)
    for (const sentence of asked) expect(sentence.length).toBeLessThanOrEqual(160)
  })

  it('has nothing to say about nothing', () => {
    expect(summariseForHandover([])).toEqual({ asked: [], said: [], language: 'other' })
    expect(summariseForHandover([], { language: 'zh' }).language).toBe('zh')
  })
})
