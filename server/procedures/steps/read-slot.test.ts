import { describe, expect, it } from 'vitest'
import type { ProcedureSlot } from '../../../contract/index.ts'
import { asksSomething, readField, readSlot } from './read-slot.ts'

const at = { now: new Date('2026-11-22T04:00:00Z'), timeZone: 'Asia/Shanghai', language: 'zh' as const }
const slot = (type: ProcedureSlot['type'], more: Partial<ProcedureSlot> = {}): ProcedureSlot => ({
  name: 'it',
  label: {},
  type,
  options: [],
  days: 'any',
  ...more,
})
const value = (one: ProcedureSlot, text: string) => {
  const read = readSlot(one, text, at)
  return read === undefined ? undefined : 'found' in read ? read.found.value : 'outside'
}

describe('a slot is read from words', () => {
  it.each([
    ['date', '昨天买的', '2026-11-21'],
    ['date', 'November 3rd', '2026-11-03'],
    ['date', '不知道', undefined],
    ['amount', '大概 128.5 元', '128.5'],
    ['amount', '128', '128'],
    ['number', '3件', '3'],
    ['number', 'two or so', undefined],
    ['order-number', '订单号 HM10003', 'HM10003'],
    ['order-number', 'hm10003', 'HM10003'],
    ['order-number', '我忘了', undefined],
    ['phone', '电话 13800138000', '13800138000'],
    ['email', 'write to wang@example.com', 'wang@example.com'],
    ['text', '  拉链坏了 ', '拉链坏了'],
  ] as const)('%s: %s', (type, text, expected) => {
    expect(value(slot(type), text)).toBe(expected)
  })

  it('by the tenant’s own notation alone, where there is one', () => {
    const own = slot('order-number', { notation: 'HM#####' })
    expect(value(own, '是hm10003那单')).toBe('HM10003')
    expect(value(own, 'XY123456')).toBeUndefined()
  })

  it('of a choice by its words, a part of a sentence, or its place', () => {
    const choice = slot('choice', {
      options: [
        { value: 'quality', label: { zh: '质量问题' } },
        { value: 'no-reason', label: { zh: '七天无理由' } },
      ],
    })
    for (const [text, expected] of [
      ['质量问题', 'quality'],
      ['我觉得是质量问题吧', 'quality'],
      ['第二个', 'no-reason'],
      ['2', 'no-reason'],
      ['质量问题和七天无理由', undefined],
      ['都不是', undefined],
    ] as const)
      expect([text, value(choice, text)]).toEqual([text, expected])
    expect(readField(choice, 'quality', at)).toMatchObject({ found: { value: 'quality' } })
    expect(readField(choice, 'made-up', at)).toBeUndefined()
  })

  it('and refused outside of its bounds', () => {
    expect(value(slot('number', { most: 5 }), '6')).toBe('outside')
    expect(value(slot('date', { days: 'past' }), '明天')).toBe('outside')
    expect(value(slot('date', { days: 'future' }), '昨天')).toBe('outside')
    expect(value(slot('text', { least: 4 }), '坏了')).toBe('outside')
    expect(readField(slot('date', { days: 'past' }), '2999-01-01', at)).toEqual({ outside: true })
  })
})

it('tells a question from a statement', () => {
  for (const text of ['退款多久到账', '可以换颜色吗', 'How long does it take', 'is it open?'])
    expect([text, asksSomething(text)]).toEqual([text, true])
  for (const text of ['订单号HM10003', '拉链坏了', 'it is order A1-1001', 'the zip is broken'])
    expect([text, asksSomething(text)]).toEqual([text, false])
})
