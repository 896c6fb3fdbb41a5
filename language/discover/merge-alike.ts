import type { Sketches } from './sketches.ts'

/** One pair of clusters that may become one; out of date when either has changed since. */
interface Pair {
  likeness: number
  a: number
  b: number
  stampA: number
  stampB: number
}

/**
 * Average linkage along likely pairs: the two clusters whose messages are most alike on average become one, until none
 * are alike enough. Returns the places of each cluster's texts; a text said often weighs as often.
 */
export function mergeAlike(
  sketches: Sketches,
  sizes: Int32Array,
  pairs: readonly (readonly [number, number])[],
  alike: number,
): number[][] {
  const { width, values } = sketches
  const count = sizes.length
  const sums = new Float32Array(values)
  for (let row = 0; row < count; row++) {
    const size = sizes[row] as number
    if (size > 1)
      for (let at = row * width; at < (row + 1) * width; at++) sums[at] = (sums[at] as number) * size
  }
  const weights = Float64Array.from(sizes)
  const stamps = new Int32Array(count)
  const members: number[][] = Array.from({ length: count }, (_, row) => [row])
  const near: Set<number>[] = Array.from({ length: count }, () => new Set<number>())
  const heap = new PairHeap()

  const likeness = (a: number, b: number): number => {
    let dot = 0
    const fromB = b * width
    for (let at = 0, left = a * width; at < width; at++, left++)
      dot += (sums[left] as number) * (sums[fromB + at] as number)
    return dot / ((weights[a] as number) * (weights[b] as number))
  }
  const offer = (a: number, b: number): void => {
    const found = likeness(a, b)
    if (found < alike) return
    heap.push({ likeness: found, a, b, stampA: stamps[a] as number, stampB: stamps[b] as number })
  }

  for (const [a, b] of pairs) {
    if (a === b || near[a]?.has(b)) continue
    near[a]?.add(b)
    near[b]?.add(a)
    offer(a, b)
  }
  for (let pair = heap.pop(); pair !== undefined; pair = heap.pop()) {
    const { a, b, stampA, stampB } = pair
    if (stamps[a] !== stampA || stamps[b] !== stampB) continue
    for (let at = 0; at < width; at++)
      sums[a * width + at] = (sums[a * width + at] as number) + (sums[b * width + at] as number)
    weights[a] = (weights[a] as number) + (weights[b] as number)
    members[a]?.push(...(members[b] as number[]))
    members[b] = []
    stamps[a] = (stamps[a] as number) + 1
    stamps[b] = -1
    const joined = near[a] as Set<number>
    for (const other of near[b] as Set<number>) {
      near[other]?.delete(b)
      if (other === a) continue
      joined.add(other)
      near[other]?.add(a)
    }
    near[b] = new Set()
    joined.delete(b)
    for (const other of joined) offer(a, other)
  }
  return members.filter((list) => list.length > 0).map((list) => list.sort((x, y) => x - y))
}

/** The most alike pair first; ties by place, so that the order never depends on chance. */
class PairHeap {
  readonly #pairs: Pair[] = []

  push(pair: Pair): void {
    const pairs = this.#pairs
    let at = pairs.push(pair) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!before(pair, pairs[above] as Pair)) break
      pairs[at] = pairs[above] as Pair
      at = above
    }
    pairs[at] = pair
  }

  pop(): Pair | undefined {
    const pairs = this.#pairs
    const first = pairs[0]
    const last = pairs.pop()
    if (first === undefined || last === undefined || pairs.length === 0) return first
    let at = 0
    for (;;) {
      let below = at * 2 + 1
      if (below >= pairs.length) break
      if (below + 1 < pairs.length && before(pairs[below + 1] as Pair, pairs[below] as Pair)) below++
      if (!before(pairs[below] as Pair, last)) break
      pairs[at] = pairs[below] as Pair
      at = below
    }
    pairs[at] = last
    return first
  }
}

function before(one: Pair, other: Pair): boolean {
  if (one.likeness !== other.likeness) return one.likeness > other.likeness
  return one.a !== other.a ? one.a < other.a : one.b < other.b
}
