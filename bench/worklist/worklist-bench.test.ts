import { describe, expect, it } from 'vitest'
import { type AskedMessage, halve } from './halves.ts'
import { chooseFor } from './operator.ts'

const messages: AskedMessage[] = [
  ...['a', 'b', 'c'].flatMap((key) => Array.from({ length: 7 }, (_, at) => ({ key, text: `${key} ${at}` }))),
  ...Array.from({ length: 6 }, (_, at) => ({ text: `foreign ${at}` })),
  { key: 'a', text: 'b 1' },
]

describe('halving', () => {
  it('puts half of every entry’s messages in each, and no words in both', () => {
    const [one, other] = halve(messages, 3)
    for (const key of ['a', 'b', 'c', undefined]) {
      const count = (half: AskedMessage[]) => half.filter((message) => message.key === key).length
      expect(Math.abs(count(one) - count(other))).toBeLessThan(2)
    }
    const texts = new Set(one.map((message) => message.text))
    expect(other.filter((message) => texts.has(message.text))).toEqual([])
    expect(one.length + other.length).toBe(27)
    expect(halve(messages, 3)).toEqual([one, other])
    expect(halve(messages, 4)).not.toEqual([one, other])
  })
})

describe('the operator', () => {
  const questions = ['x', 'y', 'z', 'w'].map((text) => ({ id: `id-${text}`, text }))

  it('goes by what most questions mean and leaves the others out', () => {
    const meanings: Record<string, string | null> = { x: 'refund', y: 'hours', z: 'refund' }
    expect(chooseFor(questions, (text) => meanings[text])).toEqual({
      entryId: 'refund',
      questionIds: ['id-x', 'id-z'],
    })
  })
  it('says what belongs to none, and nothing where it knows nothing', () => {
    expect(chooseFor(questions, () => null)).toEqual({
      entryId: undefined,
      questionIds: questions.map((question) => question.id),
    })
    expect(chooseFor(questions, () => undefined)).toBeUndefined()
  })
})
