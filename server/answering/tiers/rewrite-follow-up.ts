import type { Consultation } from '../../../contract/index.ts'
import { leansOnEarlier, normaliseText } from '../../../language/index.ts'
import { rewrite } from '../../models/index.ts'
import { answering, decideUnsure, sceneFor } from '../steps/decide.ts'
import { understandAlone } from '../steps/retrieve.ts'
import type { Decision, Turn } from '../turn.ts'
import type { Advice } from './advice.ts'
import { earlierOf } from './choose-among.ts'
import { clears } from './measured-share.ts'
import { sureOf } from './tier-ledger.ts'
import type { Tiers } from './tiers.ts'

const longestMessage = 2_000

/** What a follow-up came to when it was written as a question of its own. */
export interface Rewritten extends Advice {
  /** Read in its place from here on; absent where it told no more than the message. */
  reading?: Pick<Turn, 'understood' | 'evidence' | 'rewritten'>
}

/** Whether a message seems to leave out what was said before, and was not understood with it either. */
export function isOpenFollowUp({ text, choice, smallTalk, previous, understood }: Turn): boolean {
  // “That did not help” is no question, whatever it leans on.
  if (smallTalk !== undefined) return false
  if (choice !== undefined || previous.length === 0 || understood === undefined) return false
  const { context } = understood
  // A button, a point or a matter that was named is what it is.
  if (context !== undefined && context.kind !== 'follow-up') return false
  return context !== undefined || leansOnEarlier(normaliseText(text))
}

/**
 * Lets the small tier write a follow-up as a question that can be understood alone, and has the local tier read that. The question is
 * never said to anybody; what is said stays an entry's own words. The entry answers by itself only where the scene lets models
 * answer and such readings were measured to be right often enough; else it is offered, and the click is counted.
 */
export async function rewriteFollowUp(turn: Turn, tiers: Tiers, local: Decision): Promise<Rewritten> {
  const { scene } = local
  const asked = await tiers.ask(
    rewrite,
    {
      tier: 'small',
      scene: scene.key,
      scenes: [scene.key, sceneFor(turn).scene.key],
      budgetMs: scene.modelsBudgetMs,
    },
    { earlier: earlierOf(turn), message: turn.text.slice(0, longestMessage).toWellFormed() },
  )
  const noted = (use: Consultation['use'], more: Partial<Consultation> = {}): Consultation => ({
    ...asked.consultation,
    ...more,
    use,
  })
  if (asked.by === 'fallback')
    return { consultation: noted(asked.failure === 'invalid-output' ? 'stopped' : 'failed') }
  const { question } = asked.output
  if (normaliseText(question) === normaliseText(turn.text)) return { consultation: noted('not-used') }
  const reading = understandAlone(turn, question)
  const before = turn.understood
  if (before !== undefined && (reading.understood?.confidence ?? 0) <= before.confidence)
    return { consultation: noted('not-used') }

  const first = reading.understood?.candidates[0]
  const entry = first === undefined ? undefined : answering(turn, first.entryId)
  const found = sceneFor(turn, entry)
  // What is not to be told with a model's help is not told so.
  if (entry === undefined || (found.scene.models ?? 'off') === 'off')
    return { consultation: noted('not-used') }
  const agrees = entry.id === before?.candidates[0]?.entryId
  const measured = await tiers.shareOf({
    tier: 'small',
    task: rewrite.name,
    model: asked.model ?? '',
    sure: sureOf('', agrees),
  })
  const told = { agrees, entryId: entry.id as NonNullable<Consultation['entryId']>, measured }
  const confidence = Math.min(reading.understood?.confidence ?? 0, measured.least)
  if (
    found.scene.models === 'answer' &&
    clears(measured, found.scene.threshold) &&
    confidence >= found.scene.threshold
  )
    return {
      reading,
      decision: {
        outcome: 'answer',
        rule: 'follow-up-understood-when-rewritten',
        ...found,
        tier: 'small-model',
        confidence,
        entry,
      },
      consultation: noted('answered', told),
    }
  const decision = decideUnsure({ ...turn, ...reading })
  return {
    reading,
    decision,
    consultation: noted(decision.outcome === 'options' ? 'offered' : 'not-used', told),
  }
}
