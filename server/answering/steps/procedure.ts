import type { Step } from '../turn.ts'
import { sceneFor } from './decide.ts'

/** A procedure that is under way takes the message, where it is an answer to what it asked. */
export const procedure: Step = {
  name: 'procedure',
  applies: (turn) => turn.procedure !== undefined,
  async run(turn) {
    const taken = await turn.procedure?.(turn)
    if (taken === undefined) return
    turn.taken = taken
    if (taken.kind === 'offers') return
    const handOver = taken.kind === 'says' && taken.handOver
    const { scene, sceneCause } = turn.decision ?? sceneFor(turn)
    turn.decision = {
      outcome: handOver ? 'handover' : 'procedure',
      rule: taken.rule,
      scene,
      ...(sceneCause === undefined ? {} : { sceneCause }),
      tier: 'rule',
      ...(handOver ? { reason: 'procedure' as const } : {}),
    }
  },
}
