import type { Consultation } from '../../../contract/index.ts'
import { cueThreshold } from '../../../language/index.ts'
import { answerFromPassages } from '../tiers/answer-from-passages.ts'
import { chooseAmong } from '../tiers/choose-among.ts'
import type { Tiers } from '../tiers/tiers.ts'
import type { Decision, Step, Turn, WrittenAnswer } from '../turn.ts'

/** What the local tier decides when it is not sure; everything else is decided for good. */
export const openRules: readonly string[] = [
  'right-entry-likely-among-the-first',
  'confidence-below-threshold',
  'scene-hands-over-below-threshold',
]

/** The local decision, where a model may be asked about it. */
function openDecision({ decision, cues }: Turn): Decision | undefined {
  if (decision === undefined || !openRules.includes(decision.rule)) return undefined
  // An old policy in the memory of a process knows nothing of models.
  if ((decision.scene.models ?? 'off') === 'off') return undefined
  // Who tries to command a model does not get one.
  if ((cues?.injection ?? 0) >= cueThreshold) return undefined
  return decision
}

/**
 * Asks models about what the local tier was not sure of, the cheaper first. Whatever they say or fail to say, a decision stands: the
 * local one where they bring nothing better. Nothing is asked, and nothing recorded, where the scene or the tenant has no model.
 */
export const consult: Step = {
  name: 'consult',
  applies(turn) {
    const { tiers } = turn
    const open = tiers === undefined ? undefined : openDecision(turn)
    return tiers !== undefined && open !== undefined && tiers.available(open.scene.key)
  },
  async run(turn) {
    const local = openDecision(turn)
    if (local === undefined || turn.tiers === undefined) return
    const { tiers } = turn
    const { decision, consulted, suggestion } = await askInTurn(turn, tiers, local).catch(
      (error: unknown): Advice => {
        tiers.onError(error)
        return { consulted: [] }
      },
    )
    if (consulted.length > 0) {
      turn.consulted = { local, asked: consulted }
      const amount = consulted.reduce((sum, one) => sum + one.cost, 0)
      turn.cost = { currency: tiers.currency, amount: Number(amount.toPrecision(6)) }
    }
    if (decision !== undefined) turn.decision = decision
    if (suggestion !== undefined) turn.suggestion = suggestion
  },
}

interface Advice {
  decision?: Decision
  suggestion?: WrittenAnswer
  consulted: Consultation[]
}

async function askInTurn(turn: Turn, tiers: Tiers, local: Decision): Promise<Advice> {
  const chosen = await chooseAmong(turn, tiers, local)
  const consulted = chosen.consultation === undefined ? [] : [chosen.consultation]
  // An entry's own words go before anything that is written; what it cannot be used for, documents cannot mend.
  if (chosen.decision !== undefined || chosen.consultation?.use === 'not-used')
    return { consulted, ...(chosen.decision === undefined ? {} : { decision: chosen.decision }) }
  const { consultation, ...written } = await answerFromPassages(turn, tiers, local)
  return { ...written, consulted: consultation === undefined ? consulted : [...consulted, consultation] }
}
