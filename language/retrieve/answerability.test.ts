import { describe, expect, it } from 'vitest'
import { PassageIndex, type PassageToIndex } from '../match/passage-index.ts'
import { answerabilityOf, leastAnswerLabels, shiftBy, shifted } from './answerability.ts'

const passage = (id: string, title: string, text: string, language = 'en'): PassageToIndex => ({
  id,
  group: id,
  title,
  headings: '',
  text,
  language,
  audience: 'public',
})
const documents = [
  passage(
    'scanner',
    'Scanner',
    'The scanner stands on the second floor. A scan of forty pages costs two pounds.',
  ),
  passage(
    'cards',
    'Reader cards',
    'A reader card is free for residents. A lost card is replaced for three pounds.',
  ),
  passage(
    'rooms',
    'Study rooms',
    'Study rooms are booked at the desk, for two hours at most. Groups go first.',
  ),
  passage('loans', 'Loans', 'Books are lent for four weeks. Films are lent for one week and not renewed.'),
  passage(
    'hours',
    'Opening hours',
    'We are open from nine to six. On Sundays the reading room alone is open.',
  ),
  passage('快递', '配送', '现货商品付款后四十八小时内发出。偏远地区另加三天。', 'zh'),
  passage('退货', '退换货', '签收后七天内可以无理由退货，吊牌须完好。运费由买家承担。', 'zh'),
]

function sureOf(index: PassageIndex, text: string): number {
  const ids = index.search(text, { limit: 4, least: 0 }).map(({ id }) => id)
  return answerabilityOf(index, text, ids).probability
}
function filled(without?: string): PassageIndex {
  const index = new PassageIndex()
  for (const document of documents) if (document.id !== without) index.add(document)
  return index
}

describe('how likely passages hold the answer', () => {
  it('is higher with what answers a question than without, and lowest for what is of no company', () => {
    for (const [own, question] of [
      ['scanner', 'How much does a scan of forty pages cost on the scanner?'],
      ['cards', 'I have lost my reader card, what is a new one?'],
      ['loans', 'For how long are films lent?'],
      ['退货', '签收了还能无理由退货吗，运费谁出'],
    ] as const) {
      const there = sureOf(filled(), question)
      expect(there, question).toBeGreaterThan(0.35)
      expect(sureOf(filled(own), question), question).toBeLessThan(there - 0.1)
    }
    for (const foreign of ['who wrote hamlet and macbeth', 'play some jazz please', '明天北京天气怎么样'])
      expect(sureOf(filled(), foreign), foreign).toBeLessThan(0.15)
  })

  it('is nothing where nothing was found, and says by what it was judged', () => {
    const index = filled()
    expect(answerabilityOf(index, 'films', []).probability).toBe(0)
    expect(answerabilityOf(new PassageIndex(), 'films', []).probability).toBe(0)
    const { features } = answerabilityOf(index, 'zebra films', ['loans'])
    expect(features.unknown).toBeGreaterThan(0)
    expect(features.covered).toBeGreaterThan(0)
    expect(features.covered + features.unknown).toBeLessThanOrEqual(1)
  })

  it('moves with a company’s own labels, not before there are enough and little while they are few', () => {
    const wrong = (many: number) => Array.from({ length: many }, () => ({ probability: 0.6, right: false }))
    expect(shifted(0.6, shiftBy(wrong(leastAnswerLabels - 1)))).toBe(0.6)
    const few = shifted(0.6, shiftBy(wrong(leastAnswerLabels)))
    const many = shifted(0.6, shiftBy(wrong(300)))
    expect(few).toBeLessThan(0.6)
    expect(few).toBeGreaterThan(many)
    expect(many).toBeLessThan(0.1)
    // What comes true as often as was said changes nothing.
    const asSaid = Array.from({ length: 300 }, (_, at) => ({ probability: 0.6, right: at % 5 < 3 }))
    expect(shifted(0.6, shiftBy(asSaid))).toBeCloseTo(0.6, 1)
    expect(shifted(0.2, shiftBy(asSaid))).toBeLessThan(0.3)
  })
})
