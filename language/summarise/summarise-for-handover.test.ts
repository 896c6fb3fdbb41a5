import { describe, expect, it } from 'vitest'
import { type SpokenMessage, summariseForHandover } from '../index.ts'
import { sentencesOf } from './sentences-of.ts'

const askedIn = (messages: readonly SpokenMessage[]) =>
  summariseForHandover(messages).asked.map(({ text }) => text)

describe('summariseForHandover', () => {
  it('keeps what the customer wants and what was answered, without greetings', () => {
    const summary = summariseForHandover([
      { from: 'customer', text: 'Hi there!' },
      { from: 'customer', text: 'My kettle stopped heating after two weeks. Can I get a refund?' },
      { from: 'assistant', text: 'Appliances have a one-year warranty. Open My Orders to ask for a repair.' },
      { from: 'customer', text: 'I want to speak to a human' },
    ])
    expect(summary).toEqual({
      asked: [
        { by: 'customer', at: 1, text: 'My kettle stopped heating after two weeks.' },
        { by: 'customer', at: 1, text: 'Can I get a refund?' },
      ],
      said: [{ by: 'assistant', at: 2, text: 'Appliances have a one-year warranty.' }],
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
    expect(summary.asked.map(({ text }) => text)).toEqual(['我的快递三天没动了。', '怎么回事？'])
    expect(summary.said.map(({ text }) => text)).toEqual(['物流停滞请联系快递公司。'])
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
      expect(askedIn([{ from: 'customer', text }])).toEqual([])
  })

  it('keeps what is asked in one breath with the wish for a person', () => {
    for (const text of [
      'I want to talk to a human because my card was stolen in Lisbon',
      'My card was stolen, get me an agent',
      '刚买三天就坏了，我想直接换新的，找人工',
      '优惠券用不了，帮我转人工',
    ])
      expect(askedIn([{ from: 'customer', text }])).toEqual([text])
  })

  it('is short however long the conversation was', () => {
    const messages = Array.from({ length: 200 }, (_, at) => ({
      from: 'customer' as const,
      text: `Question number ${at}: ${'where is order '.repeat(50)}${at}?`,
    }))
    const asked = askedIn(messages)
    expect(asked.length).toBeLessThanOrEqual(4)
    for (const sentence of asked) expect(sentence.length).toBeLessThanOrEqual(160)
  })

  it('has nothing to say about nothing', () => {
    expect(summariseForHandover([])).toEqual({ asked: [], said: [], language: 'other' })
    expect(summariseForHandover([], { language: 'zh' }).language).toBe('zh')
  })

  it('tells who said what: answers without their courtesies, and what an agent promised', () => {
    const summary = summariseForHandover([
      { from: 'customer', text: '我上周买的电饭煲昨天开始不加热了' },
      { from: 'assistant', text: '您好！非常抱歉给您带来不便。电饭煲享受一年质保。还有什么可以帮您？' },
      { from: 'customer', text: '不想修，才用了5天，能换新的吗' },
      { from: 'assistant', text: '签收7天内出现质量问题可以换新。请提供订单号。' },
      { from: 'customer', text: '订单号 HM20261118007' },
      { from: 'agent', text: '好的，收到。请稍等，我帮您查一下。' },
      { from: 'agent', text: '已经给您申请换货了，48小时内快递员会联系您。' },
      { from: 'agent', text: '这边没有别的颜色。' },
      { from: 'agent', text: '说明书在包装盒里。' },
      { from: 'customer', text: '我明天出差，能改后天取件吗' },
    ])
    expect(summary.asked.map(({ at }) => at)).toEqual([0, 2, 4, 9])
    // Three stand here at most: the promise stays though more was said after it.
    expect(summary.said).toEqual([
      { by: 'agent', at: 6, text: '已经给您申请换货了，48小时内快递员会联系您。' },
      { by: 'agent', at: 7, text: '这边没有别的颜色。' },
      { by: 'agent', at: 8, text: '说明书在包装盒里。' },
    ])
    const english = summariseForHandover([
      { from: 'customer', text: 'It says delivered but nothing is here' },
      {
        from: 'assistant',
        text: 'I understand how frustrating this is. Thank you for reaching out! Parcels may be with a neighbour.',
      },
      { from: 'agent', text: 'Hello, my name is Ana. Let me check that for you.' },
      { from: 'agent', text: "Sorry about the wait. I've opened a search, and I'll email you by Thursday." },
    ])
    expect(english.said).toEqual([
      { by: 'assistant', at: 1, text: 'Parcels may be with a neighbour.' },
      { by: 'agent', at: 3, text: "I've opened a search, and I'll email you by Thursday." },
    ])
  })

  it('takes what is said again with more to it where that was said, and the last of two equal answers', () => {
    const summary = summariseForHandover([
      { from: 'customer', text: 'my card was charged twice' },
      { from: 'assistant', text: 'Pending payments fall away after 3 days.' },
      { from: 'customer', text: 'my card was charged twice at the same shop for $48.20' },
      { from: 'assistant', text: 'Pending payments fall away after 3 days.' },
    ])
    expect(summary.asked).toEqual([
      { by: 'customer', at: 2, text: 'my card was charged twice at the same shop for $48.20' },
    ])
    expect(summary.said.map(({ at }) => at)).toEqual([3])
  })
})

describe('sentencesOf', () => {
  it('ends no sentence behind an abbreviation or before a number', () => {
    expect(sentencesOf('I saw Mr. Hill, e.g. at noon. Order no. 4471 is late. No. I mean it')).toEqual([
      'I saw Mr. Hill, e.g. at noon.',
      'Order no. 4471 is late.',
      'No.',
      'I mean it',
    ])
  })

  it('cuts a long one behind a clause and leaves marks alone out', () => {
    const [cut] = sentencesOf(`${'我等了很久，'.repeat(40)}到底什么时候发`)
    expect(cut?.length).toBeLessThanOrEqual(160)
    expect(cut?.endsWith('很久…')).toBe(true)
    expect(sentencesOf('！！！ ??? …')).toEqual([])
  })
})
