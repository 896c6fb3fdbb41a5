import { describe, expect, it } from 'vitest'
import { processorTime } from '../testing/processor-time.ts'
import {
  deserialiseModel,
  engineVersion,
  serialiseModel,
  type TrainingInput,
  trainModel,
  type WordingOrigin,
} from './index.ts'

const topics: Record<string, string[]> = {
  opening: [
    'When do you open?',
    'What are your opening hours?',
    '几点开门？',
    '你们营业时间是什么时候',
    'are you open on Sunday',
  ],
  parking: [
    'Where can I park my car?',
    'Is there a car park?',
    '在哪里停车？',
    '停车要钱吗',
    'do you have parking spaces',
  ],
  tickets: [
    'How much is a ticket?',
    'What does admission cost?',
    '门票多少钱？',
    '学生票有优惠吗',
    'price of entry for children',
  ],
  dogs: [
    'May I bring my dog?',
    'Are pets allowed inside?',
    '可以带狗进去吗？',
    '宠物能进吗',
    'is my puppy welcome',
  ],
}

function museum(origin: WordingOrigin = 'operator'): TrainingInput {
  const entries = Object.entries(topics).map(([id, texts]) => ({
    id,
    wordings: texts.map((text, at) => ({ id: `${id}-${at}`, text, origin })),
    answers: [`About ${id}.`],
  }))
  return { entries, outOfScope: [] }
}

describe('a trained model', () => {
  it('finds the entry in both languages and names its nearest wording', () => {
    const model = trainModel(museum())
    const english = model.understand('is there a car park here')
    expect(english.language).toBe('en')
    expect(english.candidates[0]?.entryId).toBe('parking')
    expect(english.candidates[0]?.nearestWordingId).toBe('parking-1')
    expect(model.understand('请问门票要多少钱').candidates[0]?.entryId).toBe('tickets')
  })

  it('reads slips of the finger, homophones and two languages in one message', () => {
    const model = trainModel(museum())
    for (const [text, entryId] of [
      ['wher can i prak my crar', 'parking'],
      ['停车要钱马', 'parking'],
      ['可以戴狗近去吗', 'dogs'],
      ['my dog 能进吗', 'dogs'],
      ['学生ticket有优惠吗😀', 'tickets'],
      ['門票多少錢', 'tickets'],
    ] as const)
      expect(model.understand(text).candidates[0]?.entryId, text).toBe(entryId)
  })

  it('keeps every figure between 0 and 1 and the candidates in order', () => {
    const { candidates, confidence, inScope } = trainModel(museum()).understand('can the dog come in', {
      limit: 3,
    })
    expect(candidates).toHaveLength(3)
    for (const share of [confidence, inScope, ...candidates.map((candidate) => candidate.probability)]) {
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(1)
    }
    const shares = candidates.map((candidate) => candidate.probability)
    expect(shares).toEqual(shares.toSorted((a, b) => b - a))
  })

  it('is surer of a literal wording than of foreign matters', () => {
    const model = trainModel(museum())
    expect(model.understand('Is there a car park?').confidence).toBeGreaterThan(0.85)
    expect(model.understand('translate this novel into Portuguese').confidence).toBeLessThan(0.5)
    expect(model.understand('量子力学是什么').confidence).toBeLessThan(0.7)
    expect(model.understand('可以吗').confidence).toBeLessThan(0.7)
  })

  it('is no surer of one word alone than what is said with it allows', () => {
    const entry = (id: string, ...texts: string[]) => ({
      id,
      wordings: texts.map((text, at) => ({ id: `${id}-${at}`, text, origin: 'operator' as const })),
    })
    const model = trainModel({
      entries: [
        entry(
          'where',
          '我的包裹到哪了',
          '查一下包裹',
          '包裹怎么还没到',
          'my parcel is not moving',
          'parcel status',
        ),
        entry('broken', '包裹破了怎么办', '收到的包裹是坏的', '包裹里面碎了', 'what came is broken'),
        entry('address', '改地址', 'change my address', 'wrong address on the parcel'),
        entry('refund', '退钱', 'How do I get a refund?', 'money back please'),
        entry('hours', '几点上班', 'when are you open', '周末有人吗'),
      ],
      outOfScope: [],
    })
    // Each was above .85 by the gate alone; what is offered keeps its order.
    for (const text of ['包裹', '包裹呢', 'parcel', 'my parcel']) {
      const { confidence, candidates } = model.understand(text)
      expect(candidates[0]?.entryId, text).toBe('where')
      expect(confidence, text).toBeLessThan(0.75)
    }
    // The word is somebody's own wording, or stands in a sentence.
    model.addWording('where', { id: 'own', text: '包裹', origin: 'operator' })
    expect(model.understand('包裹').confidence).toBeGreaterThan(0.85)
    expect(model.understand('my parcel status please').confidence).toBeGreaterThan(0.85)
  })

  it('is the same for the same seed and input', () => {
    const first = serialiseModel(trainModel(museum(), { seed: 5 }))
    const second = serialiseModel(trainModel(museum(), { seed: 5 }))
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true)
  })

  it('says that it is not calibrated and how many labels it has', () => {
    expect(trainModel(museum()).calibration).toMatchObject({ state: 'not-yet-calibrated', labelled: 0 })
    expect(trainModel(museum('customer')).calibration).toMatchObject({
      state: 'not-yet-calibrated',
      labelled: 20,
    })
  })

  it('works with no entries at all', () => {
    const model = trainModel({ entries: [], outOfScope: [] })
    expect(model.understand('hello')).toMatchObject({ candidates: [], confidence: 0 })
    model.addWording('first', { id: '1', text: 'Do you sell books?', origin: 'operator' })
    expect(model.understand('do you sell books').candidates[0]?.entryId).toBe('first')
  })

  it('refuses an id given twice', () => {
    const input = museum()
    expect(() => trainModel({ ...input, entries: [...input.entries, ...input.entries] })).toThrow(RangeError)
  })
})

describe('live learning', () => {
  it('answers an added wording at the next call, also under a new entry', () => {
    const model = trainModel(museum())
    model.addWording('toilets', { id: 'new', text: 'Where are the restrooms?', origin: 'operator' })
    const found = model.understand('where are the restrooms')
    expect(found.candidates[0]?.entryId).toBe('toilets')
    expect(found.confidence).toBeGreaterThan(0.85)
    expect(model.entryCount).toBe(5)
    expect(model.wordingCount).toBe(21)
  })

  it('moves a wording that was answered wrongly', () => {
    const model = trainModel(museum())
    const text = 'is the price for the car park included in the ticket'
    model.addWording('parking', { id: 'repair', text, origin: 'customer' })
    expect(model.understand(text).candidates[0]?.entryId).toBe('parking')
    model.addWording('tickets', { id: 'repair', text, origin: 'customer' })
    expect(model.understand(text).candidates[0]?.entryId).toBe('tickets')
  })

  it('forgets a removed wording and a removed entry', () => {
    const model = trainModel(museum())
    const before = model
      .understand('do you lend umbrellas')
      .candidates.map((candidate) => candidate.probability)
    model.addWording('umbrellas', { id: 'u', text: 'Do you lend umbrellas?', origin: 'operator' })
    model.removeWording('u')
    expect(
      model.understand('do you lend umbrellas').candidates.map((candidate) => candidate.entryId),
    ).not.toContain('umbrellas')
    expect(model.understand('do you lend umbrellas').candidates[0]?.probability).toBeCloseTo(
      before[0] as number,
      5,
    )
    model.removeEntry('dogs')
    expect(
      model.understand('May I bring my dog?').candidates.map((candidate) => candidate.entryId),
    ).not.toContain('dogs')
    expect(model.entryCount).toBe(4)
    model.removeWording('never there')
    model.removeEntry('never there')
  })

  it('counts and is forgotten within 0.2 s beside two thousand wordings', () => {
    const words = 'lamp desk tent boat coat shoe ring vase drum kite'.split(' ')
    const entries = Array.from({ length: 100 }, (_, entry) => ({
      id: `e${entry}`,
      wordings: Array.from({ length: 20 }, (_, at) => ({
        id: `e${entry}-${at}`,
        text: `my ${words[entry % 10]} ${words[(entry / 10) | 0]} number ${entry} fails ${at} days on`,
        origin: 'operator' as const,
      })),
    }))
    const model = trainModel({ entries, outOfScope: [] }, { calibrate: false })
    const text = 'do you lend umbrellas on rainy mornings'
    const first = () => model.understand(text).candidates[0]?.entryId
    let begun = processorTime()
    model.addWording('umbrellas', { id: 'u', text, origin: 'customer' })
    expect(first()).toBe('umbrellas')
    expect(processorTime() - begun).toBeLessThan(200)
    begun = processorTime()
    model.removeWording('u')
    expect(first()).not.toBe('umbrellas')
    expect(processorTime() - begun).toBeLessThan(200)
  })

  it('takes a removed entry back', () => {
    const model = trainModel(museum())
    model.removeEntry('dogs')
    model.addWording('dogs', { id: 'dogs-again', text: 'Is my dog allowed in?', origin: 'operator' })
    expect(model.understand('is my dog allowed in').candidates[0]?.entryId).toBe('dogs')
  })
})

describe('context', () => {
  it('reads a follow-up with what was asked before', () => {
    const model = trainModel(museum())
    const alone = model.understand('那孩子呢')
    const together = model.understand('那孩子呢', { previous: ['门票多少钱？'] })
    expect(together.candidates[0]?.entryId).toBe('tickets')
    expect(together.confidence).toBeGreaterThan(alone.confidence)
  })
})

describe('storing', () => {
  it('answers exactly alike after a round trip, live changes included', () => {
    const model = trainModel(museum())
    model.addWording('lockers', { id: 'l1', text: 'Where can I leave my bag?', origin: 'customer' })
    model.addWording('tickets', { id: 't9', text: 'family pass', origin: 'customer' })
    model.removeWording('dogs-0')
    const copy = deserialiseModel(serialiseModel(model))
    for (const text of ['leave my bag', '门票', 'dog', 'family pass please', 'nothing of this kind', '']) {
      expect(copy.understand(text)).toEqual(model.understand(text))
    }
    expect(copy.entryCount).toBe(model.entryCount)
    expect(copy.wordingCount).toBe(model.wordingCount)
    expect(copy.calibration).toEqual(model.calibration)
  })

  it('keeps learning after a round trip', () => {
    const model = deserialiseModel(serialiseModel(trainModel(museum())))
    model.addWording('shop', { id: 's', text: 'Is there a gift shop?', origin: 'operator' })
    expect(model.understand('is there a gift shop').candidates[0]?.entryId).toBe('shop')
  })

  it('refuses foreign, cut, damaged and other versions with a sentence', () => {
    const bytes = serialiseModel(trainModel(museum()))
    expect(() => deserialiseModel(new Uint8Array([1, 2, 3]))).toThrow('not a language model')
    expect(() => deserialiseModel(new TextEncoder().encode('x'.repeat(5000)))).toThrow('not a language model')
    expect(() => deserialiseModel(bytes.subarray(0, bytes.length - 9))).toThrow('damaged')
    const damaged = bytes.slice()
    damaged[bytes.length >> 1] = (damaged[bytes.length >> 1] as number) ^ 0xff
    expect(() => deserialiseModel(damaged)).toThrow('damaged')
    const newer = bytes.slice()
    newer[8] = engineVersion + 1
    expect(() => deserialiseModel(newer)).toThrow(`engine version ${engineVersion + 1}`)
  })
})

describe('any input', () => {
  const inputs: Record<string, string> = {
    empty: '',
    blank: ' \n\t　 ',
    huge: 'where is my parking ticket 停车 '.repeat(35_000),
    hugeWithoutSpaces: 'a'.repeat(1_000_000),
    hugeHan: '票'.repeat(1_000_000),
    surrogates: '\ud800\udc00\ud800 \udfff票',
    emoji: '😀🤷‍♀️🏳️‍🌈👍👍👍👍👍',
    control: '\u0000\u0001\u0007\u001b[31m',
    expansion: '\ufdfa'.repeat(5000),
    marks: `a${'\u0301'.repeat(5000)}`,
    arabic: 'أين موقف السيارات؟',
    digits: '1'.repeat(3000),
  }
  const model = trainModel(museum())
  for (const [name, text] of Object.entries(inputs)) {
    it(`survives ${name} quickly`, () => {
      const begun = processorTime()
      const found = model.understand(text, { previous: [text] })
      expect(processorTime() - begun).toBeLessThan(500)
      expect(Number.isFinite(found.confidence)).toBe(true)
      model.addWording('odd', { id: name, text, origin: 'customer' })
      model.removeWording(name)
    })
  }
})
