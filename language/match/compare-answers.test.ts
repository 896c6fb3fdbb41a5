import { describe, expect, it } from 'vitest'
import { processorTime } from '../../testing/processor-time.ts'
import { contradictionsOf, likenessOf, WordingIndex } from '../index.ts'

const kinds = (one: string, other: string) => contradictionsOf(one, other).map((found) => found.kind)

describe('likeness', () => {
  it('is 1 but for case, width and spaces, and 0 without anything in common', () => {
    expect(likenessOf('How do I pay?', 'how  do I PAY?')).toBe(1)
    expect(likenessOf('怎么退款？', '怎么退款?')).toBe(1)
    expect(likenessOf('怎么退款', 'zebra')).toBe(0)
    expect(likenessOf('', '')).toBe(0)
  })
  it('is high for near the same and low for other matters, both ways alike', () => {
    const near = [
      ['How do I renew a borrowed book?', 'How can I renew a borrowed book'],
      ['借的书怎么续借？', '借的书如何续借'],
      ['What are your opening hours?', 'your opening hours, what are they'],
    ] as const
    const far = [
      ['How do I renew a borrowed book?', 'What does a new reader card cost?'],
      ['借的书怎么续借？', '读者证丢了怎么办'],
    ] as const
    for (const [one, other] of near) expect([one, likenessOf(one, other)]).toEqual([one, expect.any(Number)])
    for (const [one, other] of near) expect(likenessOf(one, other)).toBeGreaterThan(0.65)
    for (const [one, other] of far) expect(likenessOf(one, other)).toBeLessThan(0.5)
    for (const [one, other] of [...near, ...far]) expect(likenessOf(one, other)).toBe(likenessOf(other, one))
  })
})

describe('the index of wordings', () => {
  it('finds what is alike, leaves out what is excepted or gone, and takes a new text for an old one', () => {
    const index = new WordingIndex()
    index.add('a', 'How do I renew a borrowed book?')
    index.add('b', 'How can I renew my borrowed books?')
    index.add('c', 'What does a reader card cost?')
    const ids = (text: string, except = '') =>
      index.nearest(text, { least: 0.5, except: (id) => id === except }).map((one) => one.id)
    expect(ids('how do i renew a borrowed book')).toEqual(['a', 'b'])
    expect(ids('how do i renew a borrowed book', 'a')).toEqual(['b'])
    index.remove('a')
    index.remove('nobody')
    expect(ids('how do i renew a borrowed book')).toEqual(['b'])
    index.add('b', 'Something else entirely')
    expect(ids('how do i renew a borrowed book')).toEqual([])
    expect(index.size).toBe(2)
    expect(ids('')).toEqual([])
  })
  it('asks ten wordings of 60,000 in well under 100 ms', () => {
    const index = new WordingIndex()
    const goods = [
      'shoe',
      'lamp',
      'table',
      'kettle',
      'carpet',
      'mirror',
      'pillow',
      'bicycle',
      'tent',
      'radio',
    ]
    const asks = ['return', 'repair', 'exchange', 'cancel', 'track', 'pay for']
    for (let at = 0; at < 60_000; at += 1)
      index.add(`${at}`, `How do I ${asks[at % 6]} the ${goods[at % 10]} of model ${at.toString(36)}?`)
    const begun = processorTime()
    for (let at = 0; at < 10; at += 1)
      index.nearest(`how can I ${asks[at % 6]} the ${goods[at]} of model ${(at * 977).toString(36)}`, {
        least: 0.6,
      })
    expect(processorTime() - begun).toBeLessThan(100)
  })
})

describe('contradictions', () => {
  it('are other amounts of the same kind', () => {
    expect(kinds('A new card costs £5.', 'A new card costs £7 at the desk.')).toEqual(['amount'])
    expect(kinds('工本费 5 元。', '工本费十元。')).toEqual(['amount'])
    expect(kinds('Within 7 days.', 'Within seven days.')).toEqual([])
    expect(kinds('运费 10 元，满 99 元包邮。', '满 99 元包邮。')).toEqual([])
    expect(kinds('Wait 7 days.', 'It costs £7.')).toEqual([])
    expect(contradictionsOf('Refunds take 3 working days.', 'Refunds take 10 days.')).toEqual([
      { kind: 'amount', one: '3 working days', other: '10 days' },
    ])
  })
  it('are other dates and times', () => {
    expect(kinds('We open at 9:00.', 'We open at 10:00.')).toEqual(['date'])
    expect(kinds('Until 1 May.', 'Until May 1st.')).toEqual([])
    expect(kinds('Until 1 May.', 'Until 2 June.')).toEqual(['date'])
    expect(kinds('活动到 11月11日 结束', '活动到 2026-11-11 结束')).toEqual([])
    expect(kinds('活动到 11月11日 结束', '活动到 12月12日 结束')).toEqual(['date'])
  })
  it('are yes against no', () => {
    expect(kinds('You can cancel the order.', 'You cannot cancel the order.')).toEqual(['negation'])
    expect(kinds('可以开发票。', '不能开发票。')).toEqual(['negation'])
    expect(kinds('支持七天无理由退货', '不支持退货')).toContain('negation')
    expect(kinds('You can cancel, but you cannot change it.', 'You can cancel.')).toEqual([])
  })
  it('never fail on strange texts', () => {
    for (const text of ['', '\ud800', '0'.repeat(20_000), '%%%', '１２，３元'])
      expect(contradictionsOf(text, text)).toEqual([])
  })
})
