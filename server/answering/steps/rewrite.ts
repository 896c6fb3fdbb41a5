import { isOpenFollowUp, rewriteFollowUp } from '../tiers/rewrite-follow-up.ts'
import type { Step } from '../turn.ts'
import { noteConsulted, openDecision } from './consult.ts'

/**
 * A follow-up that the local tier does not understand surely is written as a question of its own by a model, and read and decided again.
 * Where no model may be asked, or what it writes does not help, the message stays what it was.
 */
export const rewrite: Step = {
  name: 'rewrite',
  applies(turn) {
    const open = turn.tiers === undefined ? undefined : openDecision(turn)
    if (turn.tiers === undefined || open === undefined || open.outcome === 'answer') return false
    return isOpenFollowUp(turn) && turn.tiers.available(open.scene.key)
  },
  async run(turn) {
    const { tiers } = turn
    const local = openDecision(turn)
    if (tiers === undefined || local === undefined) return
    try {
      const { consultation, decision, reading } = await rewriteFollowUp(turn, tiers, local)
      if (consultation !== undefined) noteConsulted(turn, tiers, local, [consultation])
      Object.assign(turn, reading)
      if (decision !== undefined) turn.decision = decision
    } catch (error) {
      tiers.onError(error)
    }
  },
}
