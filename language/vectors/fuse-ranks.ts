/** Softens how much the first place is worth beside the tenth: as in the paper, where it mattered little. */
const softening = 60

export interface RankedList {
  ids: readonly string[]
  weight?: number
}

/**
 * Joins lists that were ranked by scores which cannot be compared (Cormack and others, reciprocal rank fusion): what stands high in
 * several comes first. Equal ones in the order of the first list.
 */
export function fuseRanks(lists: readonly RankedList[]): string[] {
  const sums = new Map<string, number>()
  for (const { ids, weight = 1 } of lists)
    for (const [rank, id] of ids.entries())
      sums.set(id, (sums.get(id) ?? 0) + weight / (softening + rank + 1))
  return [...sums].sort((a, b) => b[1] - a[1]).map(([id]) => id)
}
