import { describe, expect, it } from 'vitest'
import { findNeeds } from '../index.ts'
import { withoutCourtesies } from './courtesies.ts'

const asked: Record<string, string[]> = {
  invoice: [
    '怎么开电子发票',
    '电子发票在哪里开',
    '你好，开电子发票怎么弄',
    '电子发票能开吗',
    '我要开电子发票，谢谢',
  ],
  courier: ['快递到哪了', '我的快递到哪里了', '请问我的快递到哪了', '快递到哪儿了呀', '查一下快递到哪了'],
  password: [
    'I forgot my password',
    'Hi, I forgot the password',
    'forgot my password, please help',
    'forgot password',
    'hello, forgot my password again',
  ],
}
const strangers = ['what is the capital of peru', '今天天气真好']
const messages = [...Object.values(asked).flat(), ...strangers].map((text) => ({ text }))

describe('finding needs', () => {
  it('puts what is asked for together, names it, and leaves the rest aside', () => {
    const { needs, aside } = findNeeds(messages)
    const found = needs.map((need) => need.members.toSorted((a, b) => a - b))
    expect(found).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
      [10, 11, 12, 13, 14],
    ])
    expect(aside).toEqual([15, 16])
    expect(needs[0]?.phrases[0]).toContain('发票')
    expect(needs[2]?.phrases.join()).toContain('password')
  })

  it('gives the same needs again, and counts the same words said again', () => {
    expect(findNeeds(messages)).toEqual(findNeeds(messages))
    const again = findNeeds([
      { text: '怎么退款' },
      { text: '怎么退款' },
      { text: '怎么退款' },
      { text: 'opening hours' },
    ])
    expect(again.needs.map((need) => need.members)).toEqual([[0, 1, 2]])
    expect(again.aside).toEqual([3])
  })

  it('takes nothing, blanks and what no language has', () => {
    expect(findNeeds([])).toEqual({ needs: [], aside: [] })
    expect(findNeeds([{ text: '' }, { text: '？' }, { text: '\ud800' }]).needs).toEqual([])
  })

  it('gives what was not compared to what was found', () => {
    const many = Array.from({ length: 240 }, (_, at) => ({
      text: `${['where is', 'please find', 'hello, track'][at % 3]} my ${['parcel', 'refund', 'voucher'][(at >> 3) % 3]} number ${at} ${['now', 'today', 'soon', ''][at % 4]}`,
    }))
    const { needs } = findNeeds(many, { compared: 120 })
    const found = needs.flatMap((need) => need.members)
    expect(found.length).toBeGreaterThan(216)
    expect(new Set(found).size).toBe(found.length)
    // Those that were compared alone would be half of them.
    for (const need of needs.slice(0, 3)) expect(need.members.length).toBeGreaterThan(40)
  })
})

it('takes courtesies off, but never all', () => {
  expect(withoutCourtesies('hello, i would like to get a quote please')).toBe(', quote')
  expect(withoutCourtesies('hello')).toBe('hello')
  expect(withoutCourtesies('你好')).toBe('你好')
})
