import type { EntryExpansion } from '../../../contract/index.ts'
import { normaliseText } from '../../../language/index.ts'
import { decideOn } from '../../answering/index.ts'
import type { TenantTransaction } from '../../platform/db/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { Policy } from '../../policy/index.ts'
import type { LoadedKnowledge } from '../../understanding/index.ts'
import { withBreaths } from '../likely-entries.ts'
import type { WrittenWording } from './sift-wordings.ts'

export interface LabelledQuestion {
  text: string
  /** Null: no entry answers it. */
  entryId: string | null
}

const mostQuestions = 400
/** Losses that chance alone would bring less often than this are no chance. */
const byChance = 0.05

/** The latest questions that everybody who labelled them gave to the same entry, or to none. */
export async function readLabelled(transaction: TenantTransaction): Promise<LabelledQuestion[]> {
  const rows = await transaction
    .selectFrom('question_labels as l')
    .innerJoin('customer_questions as q', (join) =>
      join.onRef('q.tenant_id', '=', 'l.tenant_id').onRef('q.id', '=', 'l.question_id'),
    )
    .select(['q.text', 'l.verdict', 'l.entry_id'])
    .orderBy('l.created_at', 'desc')
    .orderBy('l.id')
    .limit(3 * mostQuestions)
    .execute()
  const byText = Map.groupBy(rows, (row) => normaliseText(row.text))
  return [...byText.values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined || first.verdict === 'wrong') return []
      if (others.some((one) => one.verdict !== first.verdict || one.entry_id !== first.entry_id)) return []
      return [{ text: first.text, entryId: first.entry_id }]
    })
    .slice(0, mostQuestions)
}

interface Judged {
  right: boolean
  wrong: boolean
}

/**
 * Asks labelled questions of a copy of the knowledge before and after an entry is given wordings, by the steps that answer
 * customers. The copy forgets these questions first, or it would know them by heart.
 */
export async function measureHeldOut(
  at: { now: Date; policy: Policy },
  copy: LoadedKnowledge,
  labelled: readonly LabelledQuestion[],
  entryId: string,
  wordings: readonly WrittenWording[],
): Promise<{ heldOut: NonNullable<EntryExpansion['heldOut']>; suffers: boolean }> {
  const texts = new Set(labelled.map(({ text }) => normaliseText(text)))
  for (const entry of copy.entries.values())
    for (const wording of entry.wordings)
      if (texts.has(normaliseText(wording.text))) copy.model.removeWording(wording.id)
  const judge = () =>
    withBreaths(labelled, async ({ text, entryId: truth }): Promise<Judged> => {
      const { entryId: answered } = await decideOn({ ...at, knowledge: copy }, text)
      const right = answered !== undefined && answered === truth
      return { right, wrong: answered !== undefined && !right }
    })
  const before = await judge()
  for (const { text } of wordings) copy.model.addWording(entryId, { id: newId(), text, origin: 'pack' })
  const after = await judge()
  const count = (judged: readonly Judged[], what: keyof Judged) => judged.filter((one) => one[what]).length
  return {
    heldOut: {
      labelled: labelled.length,
      rightBefore: count(before, 'right'),
      rightAfter: count(after, 'right'),
      wrongBefore: count(before, 'wrong'),
      wrongAfter: count(after, 'wrong'),
    },
    suffers: hasSuffered(before, after),
  }
}

/** Whether right answers went, or wrong ones came, more often than chance alone would have it. */
export function hasSuffered(before: readonly Judged[], after: readonly Judged[]): boolean {
  const moved = (what: keyof Judged, then: boolean) =>
    before.filter((one, at) => one[what] === then && after[at]?.[what] === !then).length
  return (
    isBeyondChance(moved('right', true), moved('right', false)) ||
    isBeyondChance(moved('wrong', false), moved('wrong', true))
  )
}

/** One-sided sign test: so many for the worse, or more, of all that moved. */
function isBeyondChance(worse: number, better: number): boolean {
  const moved = worse + better
  let term = 0.5 ** moved
  let tail = 0
  for (let count = 0; count <= moved; count++) {
    if (count >= worse) tail += term
    term *= (moved - count) / (count + 1)
  }
  return worse > better && tail < byChance
}
