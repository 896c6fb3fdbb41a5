import { describe, expect, it } from 'vitest'
import { detectLanguage, normaliseText } from '../index.ts'
import { buildSpace, emptyVector, mostFeatures } from '../match/vector-space.ts'
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

  it.each([
    'Hi,\n\nI’d like to know \tWHY  it’s `declined`',
    ' £20 — “charged” twiceeee ??? !!!! ',
    "''’’’’ a\u0000\u0000b  \u007f c",
    '\n',
    '',
  ])('reads typed text as it reads any other: %j', (text) =>
    // A soft hyphen is nothing, and makes it go the long way.
    expect(normaliseText(text)).toBe(normaliseText(`${text} \u00ad`)),
  )

  it('keeps its own results and cuts at 2,000 characters', () => {
    const once = normaliseText('退錢！！ How MUCH？')
    expect(normaliseText(once)).toBe(once)
    expect(normaliseText('x y '.repeat(5000)).length).toBeLessThanOrEqual(2000)
  })
})

describe('long messages', () => {
  it('are read by what tells most of them, at the same length', () => {
    const extractor = new FeatureExtractor()
    const common = Array.from({ length: 90 }, (_, at) => `word${at}x`).join(' ')
    const telling = 'my parcel was stolen from the porch yesterday evening'
    const long = `${common} ${telling}`
    const texts = [common, common, common, common, long, telling]
    const { space } = buildSpace(texts, extractor, new Float32Array([1.5, 1]), 1, 1e5)
    extractor.extract(long)
    const { ids, values, size } = space.vectorise(extractor, emptyVector())
    expect(extractor.size).toBeGreaterThan(600)
    expect(size).toBe(mostFeatures)
    expect(values.subarray(0, size).reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 4)
    extractor.extract('stolen')
    expect(ids.subarray(0, size)).toContain(space.table.find(extractor.hashes[0] as number))
    extractor.extract(telling)
    expect(space.vectorise(extractor, emptyVector()).size).toBeLessThan(mostFeatures)
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

  it('reads what is typed by the first letters of its pinyin', () => {
    for (const [typed, meant] of [
      ['yhq在哪领', '优惠券'],
      ['qjm发我', '取件码'],
      ['tk到zfb', '退款'],
      ['kf在吗', '客服'],
    ] as const)
      expect(concepts(typed).filter((concept) => concepts(meant).includes(concept))).not.toEqual([])
    expect(concepts('ptk yhqs')).toEqual([])
  })

  it('matches whole Latin words only', () => {
    expect(concepts('whenever')).toEqual([])
    expect(concepts('scarf')).toEqual([])
  })
})

describe('FeatureExtractor', () => {
  it('tells a message of one term from one that says more', () => {
    const extractor = new FeatureExtractor()
    const lone = (text: string) => {
      extractor.extract(text)
      return extractor.loneTerm(text)
    }
    expect(lone('parcel')).toBeGreaterThan(0)
    expect(lone('my parcel!')).toBe(lone('parcel'))
    expect(lone('包裹')).toBeGreaterThan(0)
    expect(lone('要包裹')).toBe(lone('包裹'))
    for (const text of [
      '',
      '!!',
      'parcel status',
      'where is my parcel',
      '包裹破',
      '包 裹',
      '包裹在哪里',
      'my 包裹',
    ])
      expect(lone(text), text).toBe(0)
  })

  it('sees signs that are older than emoji, and no punctuation', () => {
    const extractor = new FeatureExtractor()
    const sizeOf = (text: string) => {
      extractor.extract(text)
      return extractor.size
    }
    for (const sign of ['❤', '⭐', '✅', '⏰', '→']) expect(sizeOf(sign), sign).toBe(1)
    for (const sign of ['—', '…', '“', '。', '！']) expect(sizeOf(sign), sign).toBe(0)
  })

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

  it('reads a text alike whatever words came before, also while what is kept of words starts anew', () => {
    const extractor = new FeatureExtractor()
    const text = 'where is the refund for order 1234567, the banana I sent back? 退款呢'
    const read = (whole: string) => {
      extractor.extract(whole)
      const { size, hashes, sorts, counts } = extractor
      return [hashes, sorts, counts].map((numbers) => [...numbers.subarray(0, size)])
    }
    const first = read(text)
    const begun = extractor.generation
    for (let word = 0; word < 9_000; word += 10)
      read(Array.from({ length: 10 }, (_, at) => `w${(word + at).toString(36)}x`).join(' '))
    expect(extractor.generation).toBeGreaterThan(begun)
    expect(read(text)).toEqual(first)
    // What was seen before a new start within a message has no place any more.
    const long = Array.from({ length: 300 }, (_, at) => `v${at.toString(36)}`).join(' ')
    const { space } = buildSpace([long], extractor, Float32Array.of(1, 1), 1, 10_000)
    let renewed = 0
    for (let round = 0; round < 40; round++) {
      const before = extractor.generation
      extractor.extract(`${long} ${long.replaceAll('v', `r${round}u`)} ${long}`)
      if (extractor.generation > before) renewed++
      const [by, without] = [space.vectorise(extractor, emptyVector()), emptyVector()]
      extractor.places.fill(-1)
      expect(space.vectorise(extractor, without)).toEqual(by)
    }
    expect(renewed).toBeGreaterThan(0)
  })

  it('gives a text the same vector by the places of its words as without them', () => {
    const texts = ['where is my refund', 'my card was stolen', 'refund for a stolen card', 'top up by card']
    const extractor = new FeatureExtractor()
    const { space } = buildSpace(texts, extractor, Float32Array.of(1, 1), 1, 1_000)
    for (const text of [...texts, 'refund my refunded cards, unheard of', ...texts]) {
      extractor.extract(text)
      const [by, without] = [emptyVector(), emptyVector()]
      space.vectorise(extractor, by)
      expect(extractor.places.subarray(0, extractor.size).some((place) => place >= 0)).toBe(true)
      extractor.places.fill(-1)
      expect(space.vectorise(extractor, without)).toEqual(by)
      // A space that grows forgets what it did not know.
      if (text.includes('unheard')) {
        extractor.extract(text)
        space.vectorise(extractor, emptyVector(), true)
        expect(space.vectorise(extractor, by).unknown).toBe(0)
      }
    }
  })
})
