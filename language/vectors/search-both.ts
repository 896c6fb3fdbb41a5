import type { FoundPassage, PassageIndex, PassageQuery } from '../match/passage-index.ts'
import type { NearRow } from './dense-index.ts'
import { fuseRanks } from './fuse-ranks.ts'

export interface FoundByBoth extends FoundPassage {
  by: 'words' | 'vectors' | 'both'
}

/** Of each list; what stands lower changes nothing among the first. */
const mostJoined = 20
/** Standard deviations above the mean of all passages. */
const leastStandsOut = 2.5

/**
 * What words found and what vectors found, joined by rank; without rows just what words find. What no word found has to stand out among
 * all passages: the nearest of anything is not near for that.
 */
export function searchBoth(
  index: PassageIndex,
  question: string,
  query: PassageQuery,
  rows: readonly NearRow[],
): FoundByBoth[] {
  const { limit = 5, ofOneGroup = 2 } = query
  if (rows.length === 0) return index.search(question, query).map((one) => ({ ...one, by: 'words' }))
  const most = Math.max(limit, mostJoined)
  const byWords = index.search(question, { ...query, limit: most, ofOneGroup: most })
  const words = new Map(byWords.map((one) => [one.id, one]))
  const near = rows.filter(({ id, standsOut }) => words.has(id) || standsOut >= leastStandsOut)
  const byVectors = index.look(
    near.map(({ id }) => id),
    question,
    query,
  )
  const vectors = new Map(byVectors.slice(0, most).map((one) => [one.id, one]))
  const perGroup = new Map<string, number>()
  const joined: FoundByBoth[] = []
  for (const id of fuseRanks([{ ids: [...words.keys()] }, { ids: [...vectors.keys()] }])) {
    const one = words.get(id) ?? vectors.get(id)
    const group = index.groupOf(id) ?? ''
    const before = perGroup.get(group) ?? 0
    if (one === undefined || before >= ofOneGroup) continue
    perGroup.set(group, before + 1)
    joined.push({ ...one, by: !vectors.has(id) ? 'words' : words.has(id) ? 'both' : 'vectors' })
    if (joined.length >= limit) break
  }
  return joined
}
