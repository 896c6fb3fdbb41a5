import { describe, expect, it } from 'vitest'
import type { ConversationEvent } from '../../contract/events.ts'
import { dayOf, marksOf, mergeEvents, textOf } from './events.ts'

const event = (seq: number, type: string, body: object, more: object = {}) =>
  ({ seq, type, body, occurredAt: '2026-11-20T10:00:00Z', ...more }) as unknown as ConversationEvent
const words = (seq: number, text: string, more: object = {}) =>
  event(seq, 'customer-message', { parts: [{ type: 'text', text }] }, more)

describe('mergeEvents', () => {
  it('keeps each event once and in order, whichever way they come', () => {
    const merged = mergeEvents([words(3, 'c'), words(4, 'd')], [words(4, 'd'), words(1, 'a'), words(5, 'e')])
    expect(merged.map((one) => one.seq)).toEqual([1, 3, 4, 5])
  })
  it('takes the later form of an event, as it may have been erased', () => {
    const merged = mergeEvents([words(1, 'secret')], [words(1, '', { redacted: true })])
    expect(merged[0]?.redacted).toBe(true)
  })
})

describe('marksOf', () => {
  it('finds the option chosen and the last feedback of a message', () => {
    const marks = marksOf([
      event(5, 'customer-message', { parts: [], choice: { ofSeq: 4, optionId: 'b' } }),
      event(6, 'feedback-given', { ofSeq: 3, solved: false }),
      event(7, 'feedback-given', { ofSeq: 3, solved: true }),
    ])
    expect(marks.chosen.get(4)).toBe('b')
    expect(marks.solved.get(3)).toBe(true)
  })
  it('knows the cards that a newer one has taken the place of', () => {
    const first = event(2, 'tool-confirmation-asked', { callId: 'a' })
    expect(marksOf([first]).replaced).toEqual(new Set())
    const newer = event(3, 'tool-confirmation-asked', { callId: 'b', replaces: ['a'] })
    expect(marksOf([first, newer]).replaced).toEqual(new Set(['a']))
  })
})

describe('textOf', () => {
  it('joins text parts and leaves options to be drawn', () => {
    const parts = [
      { type: 'text', text: 'One' },
      { type: 'choice', options: [{ id: 'a', label: 'Two', action: 'entry' }] },
      { type: 'text', text: 'Three' },
    ]
    expect(textOf(event(1, 'assistant-message', { parts }))).toBe('One\nThree')
    expect(textOf(event(2, 'owner-changed', {}))).toBe('')
  })
})

describe('dayOf', () => {
  it('changes at midnight of the tenant’s zone', () => {
    expect(dayOf('2026-11-20T15:59:00Z', 'Asia/Shanghai')).toBe('2026-11-20')
    expect(dayOf('2026-11-20T16:01:00Z', 'Asia/Shanghai')).toBe('2026-11-21')
  })
})
