import { describe, expect, it } from 'vitest'
import { mayDiffer } from './different-meaning.ts'
import { type EntryToLearnFrom, learnSynonyms } from './learn-synonyms.ts'

/** Frames in which any word of a matter may stand, so that what is said in its place stands in the same ones. */
const frames = {
  en: [
    'where is my * now',
    'my * has not come',
    'when will the * arrive',
    'change the address of my *',
    'the * was broken',
    'track the *',
  ],
  zh: ['我的*到哪里了', '*什么时候到', '怎么查*', '*破了', '能改*的地址吗', '*丢了'],
}
const others = {
  en: [
    ['invoice', ['how do i get an invoice', 'invoice with our company name', 'send the invoice again']],
    ['size', ['which size fits me', 'is the size true', 'the size table please']],
    ['coupon', ['my coupon does not work', 'where do i enter a coupon', 'coupon for new customers']],
  ],
  zh: [
    ['invoice', ['怎么开发票', '发票抬头写错了', '发票寄到哪里']],
    ['size', ['尺码偏大吗', '我该穿什么尺码', '尺码表在哪']],
    ['coupon', ['优惠券用不了', '哪里领优惠券', '优惠券过期了']],
  ],
} as const

function material(
  language: 'en' | 'zh',
  own: string,
  said: string,
  asked = 6,
  customers = 6,
): EntryToLearnFrom[] {
  const put = (word: string) => frames[language].map((frame) => frame.replace('*', word))
  const rest = others[language].map(([id, texts]) => ({
    id,
    own: [...texts],
    labelled: texts.map((text, at) => ({
      id: `${id}-${at}`,
      text: `${text}${language === 'en' ? ' please help' : '谢谢'}`,
    })),
  }))
  const labelled = put(said)
    .slice(0, asked)
    .map((text, at) => ({ id: `parcel-${at}`, text, customer: `c${at % customers}` }))
  return [{ id: 'parcel', own: put(own), labelled }, ...rest]
}
const pairs = (entries: EntryToLearnFrom[], traffic: string[] = []) =>
  learnSynonyms({ entries, traffic }).map(({ term, standsFor }) => `${term}=${standsFor}`)

describe('learning synonyms', () => {
  it('finds the word of customers that stands where the knowledge has another, with what speaks for it', () => {
    const [found, ...more] = learnSynonyms({
      entries: material('en', 'parcel', 'bundle'),
      traffic: ['my bundle is late'],
    })
    expect(more).toEqual([])
    expect(found).toMatchObject({
      term: 'bundle',
      standsFor: 'parcel',
      wordings: 6,
      customers: 6,
      entries: 1,
      messages: 7,
    })
    expect(found?.confidence).toBeGreaterThan(0.8)
    expect(found?.examples).toEqual(['parcel-0', 'parcel-1', 'parcel-2'])
    expect(pairs(material('zh', '包裹', '邮包'))).toEqual(['邮包=包裹'])
  })

  it('wants several questions of several customers', () => {
    expect(pairs(material('en', 'parcel', 'bundle', 2))).toEqual([])
    expect(pairs(material('en', 'parcel', 'bundle', 6, 1))).toEqual([])
    expect(pairs(material('zh', '包裹', '邮包', 2))).toEqual([])
  })

  it('learns nothing where the two words belong to two entries', () => {
    const entries = material('en', 'parcel', 'bundle')
    const told = entries.map((entry) =>
      entry.id === 'size'
        ? {
            ...entry,
            own: [
              ...entry.own,
              'which bundle fits me',
              'the bundle table',
              'bundle for two',
              'a bundle price',
            ],
          }
        : entry,
    )
    expect(pairs(told)).toEqual([])
  })

  it('learns nothing of words said together', () => {
    const entries = material('en', 'parcel', 'bundle')
    const traffic = frames.en.map((frame) => frame.replace('*', 'parcel bundle'))
    expect(pairs(entries, traffic)).toEqual([])
  })

  it('never takes contraries, members of one kind, figures or denials for the same', () => {
    for (const [own, said] of [
      ['debit', 'credit'],
      ['monday', 'friday'],
      ['cancelled', 'activated'],
      ['deposit', 'withdrawal'],
    ] as const)
      expect(mayDiffer(said, own)).toBe(true)
    for (const [own, said] of [
      ['充值', '提现'],
      ['微信支付', '支付宝'],
      ['收到', '没收到'],
      ['红色', '蓝色'],
      ['第二件', '第一件'],
    ] as const)
      expect(mayDiffer(said, own)).toBe(true)
    for (const [own, said] of [
      ['parcel', 'package'],
      ['taxi', 'cab'],
      ['包裹', '快件'],
      ['发票', '单据'],
    ] as const)
      expect(mayDiffer(said, own)).toBe(false)
    expect(pairs(material('en', 'deposit', 'refund'))).toEqual([])
    expect(pairs(material('zh', '充值', '提现'))).toEqual([])
  })

  it('says the same however often it is asked', () => {
    const entries = material('zh', '包裹', '邮包')
    expect(learnSynonyms({ entries, traffic: [] })).toEqual(learnSynonyms({ entries, traffic: [] }))
    expect(learnSynonyms({ entries: [], traffic: ['hello'] })).toEqual([])
  })
})
