import { describe, expect, it } from 'vitest'
import { fillText, handoverReasons, type MessagePart, plainText } from '../../../contract/index.ts'
import { makeTurn, type TurnChange, turnEntry } from '../../../testing/turns.ts'
import { defaultPolicy } from '../../policy/index.ts'
import type { Decision } from '../turn.ts'
import { draft, withoutPromise } from './draft.ts'

const [scene] = defaultPolicy.scenes
if (scene === undefined) throw new Error('the default policy has no scene')

function drafted(decision: Partial<Decision>, change: TurnChange = {}) {
  const whole: Decision = {
    outcome: 'handover',
    rule: 'test',
    scene: scene as Decision['scene'],
    tier: 'human',
    ...decision,
  }
  const turn = makeTurn({ decision: whole, ...change })
  draft.run(turn)
  return turn.draft ?? { parts: [] as MessagePart[], sources: [] }
}

const promises = /pass|transfer|connect|to a person|转接|转人工/i

describe('the text of a handover', () => {
  it('promises to pass on only while somebody is there', () => {
    for (const reason of handoverReasons) {
      for (const language of ['en', 'zh'] as const) {
        const there = drafted({ reason }, { language, onDuty: true })
        expect(plainText(there.parts)).toMatch(promises)
        expect(there.parts).toHaveLength(1)
        const away = drafted({ reason }, { language, onDuty: false })
        expect([reason, language, plainText(away.parts)]).toEqual([
          reason,
          language,
          expect.not.stringMatching(promises),
        ])
        expect(plainText(away.parts)).toContain(fillText(defaultPolicy.texts.nobodyOnDuty[language], {}))
        expect(away.parts.at(-1)).toEqual({ type: 'form', form: 'leave-message' })
      }
    }
  })

  it('keeps the reason that is still true', () => {
    const text = plainText(drafted({ reason: 'low-confidence' }, { language: 'en', onDuty: false }).parts)
    expect(text).toMatch(/^I am not sure enough to answer this well\. Nobody is on duty/)
    const chinese = plainText(drafted({ reason: 'out-of-scope' }, { language: 'zh', onDuty: false }).parts)
    expect(chinese).toMatch(/^这个问题超出了我掌握的资料。/)
  })

  it('leaves out an operator’s own promise, however it is put', () => {
    for (const text of [
      'I am transferring you to our team now.',
      'Please hold; an agent will take over.',
      'Let me connect you with a colleague!',
      '马上为您转接客服。',
      '请稍候，马上由人工客服为您服务。',
      '我帮您转人工',
    ])
      expect([text, withoutPromise(text)]).toEqual([
        text,
        expect.not.stringMatching(/team|agent|colleague|客服|人工/),
      ])
    expect(withoutPromise('That is beyond me. I will hand you over to a person.')).toBe('That is beyond me.')
    expect(withoutPromise('很抱歉，我不太确定。正在为您转接人工客服。')).toBe('很抱歉，我不太确定。')
    expect(withoutPromise('')).toBe('')
  })
})

describe('an answer', () => {
  it('is the entry verbatim in the customer’s language, with its source', () => {
    const entry = turnEntry('a', { version: 7 })
    const made = drafted({ outcome: 'answer', entry }, { language: 'zh' })
    expect(made).toEqual({
      parts: [{ type: 'text', text: 'a是这样。' }],
      sources: [{ entryId: 'a', entryVersion: 7, title: 'a怎么办？' }],
    })
  })

  it('falls back to the language there is', () => {
    const entry = turnEntry('a', { question: { en: 'Only English?' }, answer: { en: 'Only English.' } })
    expect(plainText(drafted({ outcome: 'answer', entry }, { language: 'zh' }).parts)).toBe('Only English.')
  })
})

describe('options', () => {
  it('end with the way to a person, in the customer’s language', () => {
    const options = [turnEntry('a'), turnEntry('b')]
    const { parts } = drafted({ outcome: 'options', options }, { language: 'zh' })
    expect(parts[1]).toEqual({
      type: 'choice',
      options: [
        { id: 'a', label: 'a怎么办？', action: 'entry' },
        { id: 'b', label: 'b怎么办？', action: 'entry' },
        { id: 'human', label: defaultPolicy.texts.human.zh, action: 'human' },
      ],
    })
  })
})
