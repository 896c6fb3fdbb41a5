import { type Language, plainText } from '../../../contract/index.ts'
import type { Step, Turn } from '../turn.ts'
import { openingOf, unreadNotice } from './draft.ts'
import { sayAnswer } from './say-answer.ts'

type Check = {
  name: string
  /** Looked at always where absent. */
  concerns?(turn: Turn): boolean
  passes(turn: Turn): boolean
}

const checks: readonly Check[] = [
  { name: 'has-content', passes: (turn) => plainText(turn.draft?.parts ?? []).trim() !== '' },
  // Evidence or handover: an answer names where it comes from and says exactly that, behind the company's own kind words at most.
  {
    name: 'answer-is-the-entry',
    passes(turn) {
      const { decision, draft } = turn
      if (decision?.outcome !== 'answer' || decision.written !== undefined) return true
      const { entry } = decision
      if (entry === undefined || draft?.sources.length !== 1) return false
      const notice = JSON.stringify(unreadNotice(turn))
      const noticed = turn.attached && JSON.stringify(draft.parts.at(-1)) === notice
      const said = JSON.stringify(noticed ? draft.parts.slice(0, -1) : draft.parts)
      return (Object.keys(entry.answer) as Language[]).some(
        (language) =>
          said ===
          JSON.stringify([...openingOf(turn), ...sayAnswer(entry, language, turn, turn.filling ?? {})]),
      )
    },
  },
  // What a model wrote is said as it passed its guards, with the passages it rests on, or not at all.
  {
    name: 'written-as-checked',
    concerns: ({ decision }) => decision?.written !== undefined,
    passes({ decision, draft }) {
      const written = decision?.written
      if (written === undefined) return true
      const [first] = draft?.parts ?? []
      return (
        decision?.tier === 'large-model' &&
        (decision.confidence !== undefined || decision.outcome === 'notice') &&
        first?.type === 'text' &&
        first.text === written.text &&
        (written.passages.length > 0 || (written.reads ?? 0) > 0 || decision.outcome === 'notice') &&
        written.checks.length > 0 &&
        written.checks.every((one) => one.passed)
      )
    },
  },
  {
    name: 'at-or-above-threshold',
    passes({ decision, understood, held }) {
      if (decision?.outcome !== 'answer' || decision.tier === 'rule') return true
      // What is not sure enough waits for a person, who decides.
      if (held !== undefined && !held.sure) return true
      const confidence = decision.tier === 'local' ? understood?.confidence : decision.confidence
      return (confidence ?? 0) >= decision.scene.threshold
    },
  },
]

/** The last look before sending. What fails becomes a handover. */
export const check: Step = {
  name: 'check',
  run(turn) {
    turn.checks = checks
      .filter(({ concerns }) => concerns === undefined || concerns(turn))
      .map(({ name, passes }) => ({ name, passed: passes(turn) }))
  },
}
