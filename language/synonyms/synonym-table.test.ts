import { describe, expect, it } from 'vitest'
import { trainModel } from '../index.ts'
import { SynonymTable } from './synonym-table.ts'

const table = (...pairs: [string, string][]) =>
  new SynonymTable(pairs.map(([term, standsFor]) => ({ term, standsFor })))

describe('a table of synonyms', () => {
  it('rewords a message by whole words, their plurals and the longest that fits', () => {
    const words = table(['payslip', 'pay statement'], ['cash machine', 'ATM'], ['cash', 'money'])
    expect(words.reword('where are my payslips?')).toBe('where are my pay statement?')
    expect(words.reword('the cash machine gave no cash')).toBe('the atm gave no money')
    expect(words.reword('a cashier at the payslipping desk')).toBeUndefined()
    expect(words.reword('')).toBeUndefined()
  })

  it('rewords Chinese wherever the word stands, but not inside the word it stands for', () => {
    const words = table(['快件', '包裹'], ['码', '尺码'], ['花呗', '分期付款'])
    expect(words.reword('我的快件到哪了')).toBe('我的包裹到哪了')
    expect(words.reword('这个尺码偏大吗')).toBeUndefined()
    expect(words.reword('这个码偏大，尺码准吗')).toBe('这个尺码偏大，尺码准吗')
    expect(words.reword('能用花呗吗')).toBe('能用分期付款吗')
  })

  it('normalises what it is given and leaves out what says nothing', () => {
    expect(table(['ＡＴＭ', 'Atm'], ['', 'x'], ['y', ' ']).size).toBe(0)
    expect(table(['快遞', '包裹']).reword('快递')).toBe('包裹')
  })

  it('neither repeats itself nor grows beyond what is analysed', () => {
    expect(table(['a', 'a a'], ['b', 'a']).reword('a b')).toBe('a a a')
    const long = table(['x', 'y'.repeat(60)]).reword('x '.repeat(900).trim())
    expect(long?.length).toBe(2_000)
  })
})

describe('a model with synonyms', () => {
  const wording = (id: string, text: string) => ({ id, text, origin: 'operator' as const })
  const entries = [
    { id: 'parcel', wordings: [wording('1', '我的包裹到哪里了'), wording('2', '包裹什么时候到')] },
    { id: 'invoice', wordings: [wording('3', '怎么开发票'), wording('4', '发票抬头能改吗')] },
    { id: 'parking', wordings: [wording('5', 'Where can I park?'), wording('6', 'Is there a car park?')] },
  ]
  const model = () => trainModel({ entries, outOfScope: [] }, { calibrate: false })
  const first = (from: ReturnType<typeof model>, text: string) => from.understand(text).candidates[0]?.entryId

  it('answers in the words of the knowledge from the next message on, and forgets them as fast', () => {
    const taught = model()
    const before = taught.understand('单据抬头写错了想改单据')
    taught.setSynonyms([{ term: '单据', standsFor: '发票' }])
    const after = taught.understand('单据抬头写错了想改单据')
    expect(after.candidates[0]?.entryId).toBe('invoice')
    expect(after.confidence).toBeGreaterThan(before.confidence)
    expect(after.features.withSynonyms).toBe(1)
    taught.setSynonyms([])
    expect(taught.understand('单据抬头写错了想改单据')).toEqual(before)
  })

  it('keeps to what was said where that is literally a wording, or was refused', () => {
    const taught = model()
    taught.refuse('包裹能停吗')
    taught.setSynonyms([
      { term: '包裹', standsFor: '发票' },
      { term: 'park', standsFor: '发票抬头能改吗' },
    ])
    expect(first(taught, '包裹什么时候到')).toBe('parcel')
    expect(taught.understand('包裹能停吗').confidence).toBeLessThan(0.3)
    expect(taught.understand('包裹能停吗').features.withSynonyms).toBeUndefined()
  })
})
