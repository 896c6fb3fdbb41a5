import { plainText } from '../../../contract/index.ts'
import type { Step, Turn } from '../turn.ts'
import { unreadNotice } from './draft.ts'

type Check = { name: string; passes(turn: Turn): boolean }

const checks: readonly Check[] = [
  { name: 'has-content', passes: (turn) => plainText(turn.draft?.parts ?? []).trim() !== '' },
  // Evidence or handover: an answer names where it comes from and says exactly that.
  {
    name: 'answer-is-the-entry',
    passes(turn) {
      const { decision, draft } = turn
      if (decision?.outcome !== 'answer') return true
      const answers = Object.values(decision.entry?.answer ?? {})
      const [answer, ...more] = draft?.parts ?? []
      const known = more.every(
        (part) => turn.attached && plainText([part]) === plainText([unreadNotice(turn)]),
      )
      return draft?.sources.length === 1 && answer?.type === 'text' && answers.includes(answer.text) && known
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
