import type { NeighbourIndex } from '../../match/neighbours.ts'
import { normaliseText } from '../../text/normalise.ts'
import type { Wording } from '../../types.ts'
import type { Material } from '../material.ts'
import { chineseStrangers } from './chinese.ts'
import { englishStrangers } from './english.ts'

/**
 * Messages of other trades and of none, written by us: linear expert and networks learn that they belong to no entry, whoever the tenant is. The
 * gate is never asked about them (it has `foreign-messages.ts`), so that it sees strangers the experts have not.
 */
export const strangers: readonly Wording[] = [...englishStrangers, ...chineseStrangers].map((text, at) => ({
  id: `stranger ${at}`,
  text: normaliseText(text),
  origin: 'pack',
}))

/** As near as this to a wording a stranger may be what the tenant is there for: a garage is asked about oil. */
const alike = 0.4
/** What one counts beside a wording of the tenant's. */
const weight = 1

/** Takes the weight from strangers that are like some wording of the tenant's. */
export function leaveOutAlike(
  { rows, texts, givenCount, weights }: Material,
  wordings: NeighbourIndex,
): void {
  for (let row = givenCount; row < texts.length; row++) {
    const [from, to] = [rows.starts[row] as number, rows.starts[row + 1] as number]
    const { similarities, size } = wordings.search(rows.ids, rows.values, from, to)
    weights[row] = size > 0 && (similarities[0] as number) >= alike ? 0 : weight
  }
}
