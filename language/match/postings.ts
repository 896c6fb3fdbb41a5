/** A posting: number of a wording and, in the lowest eight bits, what a feature is worth there, 1 … 255. */
export const documentOf = (posting: number): number => posting >>> 8
export const valueIn = (posting: number): number => posting & 255
export const postingOf = (document: number, value: number, norm: number): number =>
  ((document << 8) | Math.max(1, Math.min(255, Math.round((value / norm) * 255)))) >>> 0

/** What a list, in the order of the wordings' numbers, holds for one of them; 0: nothing. */
export function valueAt(postings: ArrayLike<number>, from: number, to: number, document: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (documentOf(postings[middle] as number) < document) low = middle + 1
    else high = middle
  }
  const found = low < to ? (postings[low] as number) : 0
  return documentOf(found) === document ? valueIn(found) : 0
}
