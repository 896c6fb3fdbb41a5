import type { Consultation } from '../../../contract/index.ts'
import { cueThreshold } from '../../../language/index.ts'
import { actWithTools } from '../tiers/act-with-tools.ts'
import type { Advice } from '../tiers/advice.ts'
import { answerFromPassages } from '../tiers/answer-from-passages.ts'
import { chooseAmong } from '../tiers/choose-among.ts'
import type { Tiers } from '../tiers/tiers.ts'
import type { Decision, Step, Turn } from '../turn.ts'

/** What the local tier decides when it is not sure; everything else is decided for good. */
export const openRules: readonly string[] = [
  'right-entry-likely-among-the-first',
  'confidence-below-threshold',
  'scene-hands-over-below-threshold',
]

/** Decided, but of an entry that may lead to a tool: what the customer is told in general can be looked up for them. */
const entryRules: readonly string[] = ['confidence-at-or-above-threshold', 'customer-chose-the-entry']

/** The local decision, where a model may be asked about it. */
export function openDecision({ decision, cues, tools }: Turn): Decision | undefined {
  if (decision === undefined) return undefined
  const toolWanted = entryRules.includes(decision.rule) && tools?.proven === true
  if (!openRules.includes(decision.rule) && !toolWanted) return undefined
  if (toolWanted && (decision.scene.modelTools ?? 'off') === 'off') return undefined
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
  async applies(turn) {
    const { tiers } = turn
    const open = tiers === undefined ? undefined : openDecision(turn)
    if (tiers === undefined || open === undefined) return false
    if (open.outcome === 'answer' && !(await leadsToTool(turn, open))) return false
    return tiers.available(open.scene.key)
  },
  async run(turn) {
    const local = openDecision(turn)
    if (local === undefined || turn.tiers === undefined) return
    const { tiers } = turn
    const { decision, consulted, suggestion, answerable } = await askInTurn(turn, tiers, local).catch(
      (error: unknown): Advices => {
        tiers.onError(error)
        return { consulted: [] }
      },
    )
    if (tiers.retrieval !== undefined) turn.retrieval = tiers.retrieval
    if (answerable !== undefined) turn.answerable = answerable
    noteConsulted(turn, tiers, local, consulted)
    if (decision !== undefined) turn.decision = decision
    if (suggestion !== undefined) turn.suggestion = suggestion
  },
}

/** Adds to what the turn has asked; what would have been decided without is what was decided before the first. */
export function noteConsulted(turn: Turn, tiers: Tiers, local: Decision, asked: Consultation[]): void {
  if (asked.length > 0)
    turn.consulted = {
      local: turn.consulted?.local ?? local,
      confidence: turn.consulted?.confidence ?? turn.understood?.confidence ?? 0,
      asked: [...(turn.consulted?.asked ?? []), ...asked],
    }
  const looking = turn.retrieval?.cost ?? 0
  if (turn.consulted === undefined && looking === 0) return
  const amount = (turn.consulted?.asked ?? []).reduce((sum, one) => sum + one.cost, looking)
  turn.cost = { currency: tiers.currency, amount: Number(amount.toPrecision(6)) }
}

type Advices = Omit<Advice, 'consultation'> & { consulted: Consultation[] }

const leadsToTool = async ({ tools, language }: Turn, { entry }: Decision): Promise<boolean> =>
  entry !== undefined && (await tools?.toolOf(entry.key, language ?? 'en')) !== undefined

async function askInTurn(turn: Turn, tiers: Tiers, local: Decision): Promise<Advices> {
  if (local.outcome === 'answer') return gathered([], await actWithTools(turn, tiers, local))
  const chosen = await chooseAmong(turn, tiers, local)
  const consulted = chosen.consultation === undefined ? [] : [chosen.consultation]
  // What a button would lead to may be looked up at once; an entry's own answer stays, unless it leads to a tool.
  const settled = chosen.decision?.outcome === 'answer' && !(await leadsToTool(turn, chosen.decision))
  if (!settled) {
    const acted = await actWithTools(turn, tiers, local)
    if (acted.consultation !== undefined) consulted.push(acted.consultation)
    if (acted.decision !== undefined || (acted.suggestion !== undefined && chosen.decision === undefined))
      return { ...gathered(consulted, acted) }
  }
  // An entry's own words go before anything that is written; what it cannot be used for, documents cannot mend.
  if (chosen.decision !== undefined || chosen.consultation?.use === 'not-used')
    return { consulted, ...(chosen.decision === undefined ? {} : { decision: chosen.decision }) }
  const written = await answerFromPassages(turn, tiers, local)
  return gathered(
    written.consultation === undefined ? consulted : [...consulted, written.consultation],
    written,
  )
}

const gathered = (consulted: Consultation[], { consultation, ...rest }: Advice): Advices => ({
  ...rest,
  consulted: consulted.length === 0 && consultation !== undefined ? [consultation] : consulted,
})
