import { describe, expect, it } from 'vitest'
import { detectLanguage, normaliseText } from '../index.ts'
import { conceptsIn } from './concepts.ts'
import { FeatureExtractor } from './features.ts'
import { pinyinOf, syllableOf } from './pinyin.ts'

const concepts = (text: string) => {
  const found: number[] = []
  conceptsIn(normaliseText(text), found)
  return found
}

describe('normaliseText', () => {
  it.each([
    ['ＡＢＣ　１２３', 'abc 123'],
    ['退貨運費誰付', '退货运费谁付'],
    ['  two \n\t words ', 'two words'],
    ['don’t', "don't"],
    ['sooooo gooood', 'soo good'],
    ['zero\u200bwidth', 'zero width'],
    ['\u0000nul', 'nul'],
    ['\ud800', '\ufffd'],
  ])('turns %j into %j', (text, normal) => expect(normaliseText(text)).toBe(normal))

  it('keeps its own results and cuts at 2,000 characters', () => {
    const once = normaliseText('退錢！！ How MUCH？')
    expect(normaliseText(once)).toBe(once)
    expect(normaliseText('x y '.repeat(5000)).length).toBeLessThanOrEqual(2000)
  })
})

describe('detectLanguage', () => {
  it.each([
    ['where is my card', 'en'],
    ['我的卡在哪里', 'zh'],
    ['我的 iPhone 保护壳怎么退', 'zh'],
    ['please refund 谢谢', 'en'],
    ['カードはどこですか', 'other'],
    ['где моя карта', 'other'],
    ['내 카드 어디', 'other'],
    ['12345', 'other'],
    ['', 'other'],
    ['😀', 'other'],
  ] as const)('reads %j as %s', (text, language) => expect(detectLanguage(text)).toBe(language))
})

describe('pinyin', () => {
  it('sounds homophones alike and others apart', () => {
    expect(pinyinOf('码'.charCodeAt(0))).toBe(pinyinOf('马'.charCodeAt(0)))
    expect(pinyinOf('资'.charCodeAt(0))).toBe(pinyinOf('知'.charCodeAt(0)))
    expect(pinyinOf('退'.charCodeAt(0))).not.toBe(pinyinOf('换'.charCodeAt(0)))
    expect(pinyinOf('a'.charCodeAt(0))).toBe(0)
  })

  it('knows the syllables of common characters', () => {
    expect([...'退款快递'].map(syllableOf)).toEqual(['tui', 'kuan', 'kuai', 'di'])
  })
})

describe('conceptsIn', () => {
  it('names one concept for many ways of saying it, across languages', () => {
    const [when] = concepts('什么时候')
    expect(concepts('啥时候发货')).toContain(when)
    expect(concepts('when')).toEqual([when])
    const refund = concepts('refunds').find((concept) => concepts('退钱').includes(concept))
    expect(refund).toBeDefined()
  })

  it('matches whole Latin words only', () => {
    expect(concepts('whenever')).toEqual([])
    expect(concepts('scarf')).toEqual([])
  })
})

describe('FeatureExtractor', () => {
  it('gives the same features each time and none for nothing', () => {
    const extractor = new FeatureExtractor()
    extractor.extract('my card 没到')
    const first = [...extractor.hashes.slice(0, extractor.size)]
    extractor.extract('')
    expect(extractor.size).toBe(0)
    extractor.extract('my card 没到')
    expect([...extractor.hashes.slice(0, extractor.size)]).toEqual(first)
  })

  it('reads long numbers as one word and grows beyond its first room', () => {
    const extractor = new FeatureExtractor()
    extractor.extract('order 8123456789')
    const first = [...extractor.hashes.slice(0, extractor.size)]
    extractor.extract('order 1234567')
    expect([...extractor.hashes.slice(0, extractor.size)]).toEqual(first)
    extractor.extract(Array.from({ length: 900 }, (_, at) => `w${at.toString(36)}${at % 7}`).join(' '))
    expect(extractor.size).toBeGreaterThan(4096)
  })
})
