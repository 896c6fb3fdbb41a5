export interface AskedPair {
  one: number
  other: number
  count: number
}

/** Words that follow each other, and how often. */
export function pairsOf(sequence: readonly number[]): Map<number, AskedPair> {
  const pairs = new Map<number, AskedPair>()
  for (let place = 1; place < sequence.length; place++) {
    const one = sequence[place - 1] as number
    const other = sequence[place] as number
    if (one === 0 || other === 0) continue
    const pair = pairs.get(keyOfPair(one, other))
    if (pair === undefined) pairs.set(keyOfPair(one, other), { one, other, count: 1 })
    else pair.count += 1
  }
  return pairs
}

export function keyOfPair(one: number, other: number): number {
  // A double holds 53 bits whole.
  return (one & 0x1f_ffff) * 2 ** 32 + other
}
