import { describe, expect, it } from 'vitest'
import { trainModel, understandInContext } from '../index.ts'
import { pointsOf, readPick } from './read-pick.ts'
import { readReturn } from './read-return.ts'

const texts: Record<string, string[]> = {
  refund: [
    '怎么退款',
    '退款多久到账',
    '申请退款要几天',
    'how long does a refund take',
    'when do I get my refund',
  ],
  postage: ['运费是多少', '邮费谁出', '退货的运费谁承担', 'who pays the postage', 'how much is shipping'],
  stock: ['这款有货吗', '蓝色的背包有货吗', '还有没有库存', 'is this in stock', 'is the blue bag available'],
  hours: [
    '几点上班',
    '营业时间是几点到几点',
    '你们什么时候下班',
    'what are your opening hours',
    'when do you close',
  ],
  invoice: [
    '怎么开发票',
    '电子发票在哪里开',
    '发票抬头怎么写',
    'can I get an invoice',
    'how do I request an invoice',
  ],
}
const model = trainModel({
  entries: Object.entries(texts).map(([id, wordings]) => ({
    id,
    wordings: wordings.map((text, at) => ({ id: `${id}${at}`, text, origin: 'operator' as const })),
  })),
  outOfScope: [],
})
const firstOf = (text: string, turns: Parameters<typeof understandInContext>[2]) => {
  const found = understandInContext(model, text, turns)
  return [found.candidates[0]?.entryId, found.context?.kind, found.context?.turn]
}
const offered = ['refund', 'postage', 'invoice'].map((entryId) => ({
  entryId,
  label: texts[entryId]?.[0] ?? '',
}))

describe('understanding with the turns before', () => {
  it('takes a place in the list of buttons for a click', () => {
    const turns = [{ asked: '有个问题', offered }]
    for (const text of [
      '第二个',
      '第二个呢？',
      '2',
      '选2吧',
      'the second one',
      'option 2 please',
      '运费是多少',
    ])
      expect([text, ...firstOf(text, turns)]).toEqual([text, 'postage', 'option', 0])
    expect(firstOf('最后一个', turns)).toEqual(['invoice', 'option', 0])
    expect(understandInContext(model, '第二个', turns).confidence).toBeGreaterThan(0.9)
    // There is no fourth button, and without buttons no second one.
    expect(understandInContext(model, '第四个', turns).context?.kind).not.toBe('option')
    expect(understandInContext(model, '第二个', []).context).toBeUndefined()
  })

  it('takes a place in an answer for its point', () => {
    const turns = [{ asked: '怎么退', entryId: 'refund', answer: '1. 申请退款\n2. 运费由谁承担看原因' }]
    expect(understandInContext(model, '第二个呢', turns).context).toEqual({ kind: 'point', turn: 0 })
  })

  it('goes back to an earlier matter', () => {
    const turns = [
      { asked: '退款多久到账', entryId: 'refund' },
      { asked: '几点上班', entryId: 'hours' },
    ]
    expect(firstOf('回到刚才的退款', turns)).toEqual(['refund', 'return', 0])
    expect(firstOf('back to my refund', turns)).toEqual(['refund', 'return', 0])
    expect(firstOf('回到刚才的问题', turns)).toEqual(['refund', 'return', 0])
  })

  it('reads a follow-up with the turn before it', () => {
    expect(firstOf('那红色的呢', [{ asked: '蓝色的背包有货吗', entryId: 'stock' }])).toEqual([
      'stock',
      'follow-up',
      0,
    ])
    expect(firstOf('那运费呢', [{ asked: '我要退款', entryId: 'refund' }])[0]).toBe('postage')
  })

  it('holds an unsure follow-up against its subject, and is then too unsure to answer', () => {
    const understood = (before: number, alone: number) => {
      const say = (text: string, confidence: number, ...shares: [string, number][]) => ({
        ...model.understand(text),
        confidence,
        candidates: shares.map(([entryId, probability]) => ({
          entryId,
          probability,
          evidence: { linear: 0, neighbours: 0, lexical: 0.9 },
        })),
      })
      const asked = {
        understand: (text: string) =>
          text === '羊毛的呢'
            ? say(text, alone, ['material', 0.7], ['washing', 0.25])
            : say(text, 0.9, ['washing', before], ['material', 0.01]),
      }
      const turns = [{ asked: '能机洗吗', entryId: 'washing' }]
      const found = understandInContext(asked, '羊毛的呢', turns)
      return [found.candidates[0]?.entryId, found.confidence, found.context?.kind]
    }
    expect(understood(0.95, 0.86)).toEqual(['washing', 0.6, 'follow-up'])
    expect(understood(0.012, 0.86)).toEqual(['material', 0.86, undefined])
    expect(understood(0.95, 0.95)).toEqual(['material', 0.95, undefined])
  })

  it('never pulls a question that says enough to an earlier matter', () => {
    for (const before of ['refund', 'stock', 'invoice'])
      for (const [id, wordings] of Object.entries(texts))
        for (const text of wordings) {
          const found = understandInContext(model, text, [
            { asked: texts[before]?.[0] ?? '', entryId: before },
          ])
          expect([text, found.candidates[0]?.entryId, found.context]).toEqual([text, id, undefined])
        }
  })
})

describe('what points at a place', () => {
  it.each([
    '第二天能到吗',
    '第一次买',
    'my first order is late',
    'the last time I paid twice',
    '12345',
    '第二件半价吗',
  ])('%s does not', (text) => expect(readPick(text, 3)).toBeUndefined())

  it('says what is asked beside it', () => {
    expect(readPick('第二个要多久', 3)).toEqual({ at: 2, rest: '要多久' })
    expect(readPick('how long does the third one take', 3)).toMatchObject({ at: 3 })
  })

  it('reads the points of an answer, and none where it counts nothing up', () => {
    expect(pointsOf('1. 打开订单\n2. 点退款')).toEqual(['打开订单', '点退款'])
    expect(pointsOf('有两种：①原路退回；②退到余额。')).toEqual(['原路退回', '退到余额'])
    expect(pointsOf('3.5 元一件，共 2 件')).toEqual([])
  })
})

it.each(['退货要回到哪个地址', 'when do I get my money back', 'I want to go back home', '刚才付款失败了'])(
  '%s is no return',
  (text) => expect(readReturn(text)).toBeUndefined(),
)
