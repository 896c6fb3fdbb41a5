/** Start of a 32-bit FNV-style rolling hash; mix characters in with `step`, close with `finish`. */
export const seedOf = (kind: number): number => (0x811c9dc5 ^ Math.imul(kind + 1, 0x9e3779b1)) | 0

export const step = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193) ^ (hash >>> 15)

/** Spreads the bits; never 0, which marks an empty slot in the tables. */
export function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  mixed = (mixed ^ (mixed >>> 16)) >>> 0
  return mixed === 0 ? 1 : mixed
}

/** Two independent 32-bit hashes of a whole text as one number below 2^53, for recognising an identical wording. */
export function hashText(text: string): number {
  let low = seedOf(101)
  let high = seedOf(202)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    low = step(low, code)
    high = step(high, code + 7)
  }
  return (finish(high) & 0x1fffff) * 0x100000000 + finish(low)
}

/** A small deterministic generator (mulberry32): numbers in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
