/** Numbers in [0, 1), always the same for the same seed (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A copy in an order that the seed alone decides. */
export function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const draw = numbersFrom(seed)
  const copy = [...items]
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(draw() * (last + 1))
    const kept = copy[last] as Item
    copy[last] = copy[other] as Item
    copy[other] = kept
  }
  return copy
}
