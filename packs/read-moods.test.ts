import { describe, expect, it } from 'vitest'
import { deserialiseMood, serialiseMood } from '../language/index.ts'
import { processorTime } from '../testing/processor-time.ts'
import { moodModel } from './mood.ts'

const model = moodModel()

describe('reading a mood', () => {
  it.each([
    ['请问周日营业吗', 'neutral', 'normal'],
    ['谢谢你，问题都解决了', 'grateful', undefined],
    ['你们这群骗子，马上退钱，不然12315见！！', 'furious', 'high'],
    ['YOU THIEVES, give me my money back NOW or I will sue', 'furious', 'high'],
    ['没看懂，这个补差价是什么意思', 'confused', 'normal'],
    ['银行卡好像被盗刷了，怎么办，快帮我冻结', 'anxious', 'high'],
    ['I am worried that my parcel is lost', 'anxious', 'normal'],
    ['跟描述的差好多，有点失望', 'disappointed', undefined],
    ['do you have this in blue', 'neutral', 'normal'],
    ['thank you, everything works now', 'grateful', undefined],
    ['no rush, just wondering whether you ship abroad', 'neutral', 'low'],
  ])('of %s', (text, emotion, urgency) => {
    const mood = model.read(text)
    expect(mood.emotion).toBe(emotion)
    if (urgency !== undefined) expect(mood.urgency).toBe(urgency)
    expect(mood.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
  })

  it('takes anything', () => {
    for (const text of ['', ' ', '\ud83d', '!'.repeat(100_000), 'Ａ'.repeat(50_000), '💢'.repeat(500)])
      expect(model.read(text).shares.every(Number.isFinite)).toBe(true)
  })

  it('is the same when stored and read, and refuses damaged bytes', () => {
    const bytes = serialiseMood(model)
    const copy = deserialiseMood(Buffer.from(bytes))
    for (const text of ['马上退款', 'where is it???', '']) expect(copy.read(text)).toEqual(model.read(text))
    expect(() => deserialiseMood(bytes.slice(0, -1))).toThrow(RangeError)
    expect(() => deserialiseMood(new Uint8Array(100))).toThrow(RangeError)
  })

  it('is quick', () => {
    const begun = processorTime()
    for (let at = 0; at < 2_000; at++) model.read('我都等了三天了怎么还不发货，你们到底管不管')
    expect(processorTime() - begun).toBeLessThan(2_000)
  })
})
