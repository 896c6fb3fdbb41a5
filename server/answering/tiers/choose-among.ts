import type { Consultation } from '../../../contract/index.ts'
import { normaliseText } from '../../../language/index.ts'
import type { LiveEntry } from '../../knowledge/index.ts'
import { chooseEntry } from '../../models/index.ts'
import { answering, sceneFor } from '../steps/decide.ts'
import { titleOf } from '../steps/draft.ts'
import { answerLanguage } from '../steps/say-answer.ts'
import type { Decision, Turn } from '../turn.ts'
import type { Advice } from './advice.ts'
import { clears } from './measured-share.ts'
import { sureOf } from './tier-ledger.ts'
import type { Tiers } from './tiers.ts'

const mostCandidates = 8
const longestAnswer = 300
const longestMessage = 2_000

/**
 * Lets the small tier choose among the entries that were found and may answer this customer. What is said stays the entry's own
 * words. It answers by itself only where the scene lets it and such choices were measured to be right often enough;
 * otherwise the choice stands first among the buttons.
 */
export async function chooseAmong(turn: Turn, tiers: Tiers, local: Decision): Promise<Advice> {
  const entries = (turn.understood?.candidates ?? [])
    .flatMap(({ entryId }) => answering(turn, entryId) ?? [])
    .filter((entry) => sceneFor(turn, entry).scene.models !== 'off')
    .slice(0, mostCandidates)
  if (entries.length === 0) return {}
  const language = turn.language ?? 'en'
  const { scene } = local
  const scenes = [...new Set(entries.map((entry) => sceneFor(turn, entry).scene.key))]
  const asked = await tiers.ask(
    chooseEntry,
    { tier: 'small', scene: scene.key, scenes, budgetMs: scene.modelsBudgetMs },
    {
      message: turn.text.slice(0, longestMessage).toWellFormed(),
      facts: (await turn.tools?.facts(scene.key, language)) ?? [],
      earlier: earlierOf(turn),
      candidates: entries.map((entry) => ({
        question: titleOf(entry, language).slice(0, 500),
        answer: (entry.answer[answerLanguage(entry, language)] ?? '').slice(0, longestAnswer).toWellFormed(),
      })),
    },
  )
  const { candidate, sure } = asked.output
  const noted = (use: Consultation['use'], more: Partial<Consultation> = {}) => ({
    ...asked.consultation,
    ...more,
    use,
  })
  if (asked.by === 'fallback') return { consultation: noted('failed') }
  const entry = entries[candidate - 1]
  if (entry === undefined) return { consultation: noted('nothing-fits', { sure }) }
  const agrees = entry.id === turn.understood?.candidates[0]?.entryId
  const measured = await tiers.shareOf({
    tier: 'small',
    task: chooseEntry.name,
    model: asked.model ?? '',
    sure: sureOf(sure, agrees),
  })
  const told = { sure, agrees, entryId: entry.id as NonNullable<Consultation['entryId']>, measured }
  const found = sceneFor(turn, entry)
  if (found.scene.models === 'answer' && clears(measured, found.scene.threshold))
    return {
      decision: {
        outcome: 'answer',
        rule: 'model-chose-the-entry',
        ...found,
        tier: 'small-model',
        confidence: measured.least,
        entry,
      },
      consultation: noted('answered', told),
    }
  if (turn.holds && found.scene.review?.models && sure !== 'unsure')
    return {
      decision: {
        outcome: 'answer',
        rule: 'model-choice-to-approve',
        ...found,
        tier: 'small-model',
        confidence: measured.least,
        entry,
        toApprove: true,
      },
      consultation: noted('drafted', told),
    }
  const options = optionsWith(turn, entry, local, entries, found.scene.offerCount)
  // A guess that even its maker does not trust is no reason to offer what would not have been offered.
  const worthless = sure === 'unsure' && local.outcome !== 'options'
  if (options === undefined || found.scene.below === 'handover' || worthless)
    return { consultation: noted('not-used', told) }
  return {
    decision: {
      outcome: 'options',
      rule: 'model-chose-what-to-offer',
      ...found,
      tier: 'small-model',
      options,
    },
    consultation: noted('offered', told),
  }
}

/** The chosen one first, then what would have been offered anyway, or the likeliest. */
function optionsWith(
  turn: Turn,
  chosen: LiveEntry,
  local: Decision,
  entries: readonly LiveEntry[],
  most: number,
): LiveEntry[] {
  const others = (local.options ?? entries).filter((entry) => entry.id !== chosen.id)
  const titles = new Set<string>()
  return [chosen, ...others].slice(0, Math.max(1, most)).filter((entry) => {
    const title = normaliseText(titleOf(entry, turn.language ?? 'en'))
    return titles.has(title) ? false : titles.add(title)
  })
}

const mostEarlier = 4

/** The last few turns, oldest first; what was answered is told where it is known. */
export function earlierOf(turn: Turn): { by: 'customer' | 'assistant'; text: string }[] {
  const earlier = turn.earlier ?? turn.previous.map((asked) => ({ asked, answer: undefined }))
  return earlier
    .slice(-mostEarlier)
    .flatMap(({ asked, answer }) => [
      { by: 'customer' as const, text: asked.slice(0, 1_000).toWellFormed() },
      ...(answer === undefined
        ? []
        : [{ by: 'assistant' as const, text: answer.slice(0, 500).toWellFormed() }]),
    ])
}
