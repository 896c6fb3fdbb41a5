import { describe, expect, it } from 'vitest'
import type { PastTurn } from '../conversations/index.ts'
import { questionsOf } from './questions-of.ts'

let seq = 0
const turn = (outcome: string, message: string, more: Partial<PastTurn> = {}): PastTurn => {
  seq += 2
  return {
    id: `turn-${seq}`,
    conversationId: 'c',
    occurredAt: new Date(Date.UTC(2026, 10, 21, 9, 0, seq)),
    inputFrom: seq,
    inputTo: seq,
    replySeq: seq + 1,
    outcome,
    reason: null,
    rule: '',
    entryId: null,
    confidence: 0.5,
    language: 'en',
    inScope: 0.9,
    found: [{ entryId: 'hours', probability: 0.7 }],
    messages: [message],
    ...more,
  }
}
const kinds = (...turns: PastTurn[]) => questionsOf(turns).map((question) => [question.text, question.kind])

describe('the questions of a conversation', () => {
  it('tells by the reply what became of each', () => {
    expect(
      kinds(
        turn('small-talk', 'hello'),
        turn('answer', 'When are you open?', { entryId: 'hours' }),
        turn('options', 'the fee?'),
        turn('handover', 'who was Plato', { reason: 'out-of-scope' }),
        turn('handover', 'renewal', { reason: 'low-confidence' }),
      ),
    ).toEqual([
      ['When are you open?', 'answered'],
      ['the fee?', 'low-confidence'],
      ['who was Plato', 'unanswered'],
      ['renewal', 'low-confidence'],
    ])
  })

  it('reads clicks as words about the question before', () => {
    const offered = () => turn('options', 'the fee?')
    expect(
      questionsOf([
        offered(),
        turn('answer', 'Late fee', { rule: 'customer-chose-the-entry', entryId: 'late-fee' }),
      ]),
    ).toMatchObject([{ text: 'the fee?', kind: 'chosen', entryId: 'late-fee' }])
    expect(
      kinds(offered(), turn('handover', 'None of these', { rule: 'customer-declined-the-options' })),
    ).toEqual([['the fee?', 'unanswered']])
  })

  it('counts who was let down, and keeps what they asked', () => {
    const asks = { rule: 'customer-asked-for-a-person', reason: 'customer-asked' }
    expect(kinds(turn('answer', 'my card'), turn('handover', 'I want a human', asks))).toEqual([
      ['my card', 'handed-over'],
    ])
    expect(kinds(turn('handover', '转人工', asks))).toEqual([])
    expect(kinds(turn('handover', '我的快递丢了怎么赔，转人工', asks))).toEqual([
      ['我的快递丢了怎么赔，转人工', 'handed-over'],
    ])
    expect(kinds(turn('answer', 'my card', { solved: false }), turn('handover', 'human', asks))).toEqual([
      ['my card', 'disliked'],
    ])
    const late = turn('handover', 'human', { ...asks, occurredAt: new Date(Date.UTC(2026, 10, 21, 12)) })
    expect(kinds(turn('answer', 'my card'), late)).toEqual([['my card', 'answered']])
  })

  it('masks personal data, leaves out courtesies and forgets what was redacted', () => {
    expect(
      kinds(turn('answer', '', { messages: ['你好', '我手机号13800001234，到哪了'] }), {
        ...turn('answer', ''),
        messages: [],
      }),
    ).toEqual([['我手机号[phone]，到哪了', 'answered']])
  })
})
