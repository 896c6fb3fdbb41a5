import { plainText } from '../../../contract/index.ts'
import type { Step, Turn } from '../turn.ts'

type Check = { name: string; passes(turn: Turn): boolean }

const checks: readonly Check[] = [
  { name: 'has-content', passes: (turn) => plainText(turn.draft?.parts ?? []).trim() !== '' },
  // Evidence or handover: an answer names where it comes from and says exactly that.
  {
    name: 'answer-is-the-entry',
    passes({ decision, draft }) {
      if (decision?.outcome !== 'answer') return true
      const answers = Object.values(decision.entry?.answer ?? {})
      return draft?.sources.length === 1 && answers.includes(plainText(draft.parts))
    },
  },
  {
    name: 'at-or-above-threshold',
    passes({ decision, understood }) {
      if (decision?.outcome !== 'answer' || decision.tier !== 'local') return true
      return (understood?.confidence ?? 0) >= decision.scene.threshold
    },
  },
]

/** The last look before sending. What fails becomes a handover. */
export const check: Step = {
  name: 'check',
  run(turn) {
    turn.checks = checks.map(({ name, passes }) => ({ name, passed: passes(turn) }))
  },
}
