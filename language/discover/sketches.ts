import { finish, hashText, seedOf, step } from '../text/hash.ts'

/** Short dense stand-ins for vectors: rows of `width` numbers of length 1, whose products approximate the likeness. */
export interface Sketches {
  width: number
  values: Float32Array
}

const wordWidth = 1024
const leaningWidth = 128
/** How much what a model took messages for counts beside their words. */
const leaningShare = 0.65
/** Neighbours that are less alike than this pull less. */
const nearEnough = 0.3

/** Hashes every vector, and what a model took the message for beside it, into few signed places. */
export function sketchOf(
  rows: { starts: Int32Array; ids: Int32Array; values: Float32Array },
  leanings: readonly (readonly { entryId: string; probability: number }[] | undefined)[],
): Sketches {
  const width = wordWidth + leaningWidth
  const count = rows.starts.length - 1
  const values = new Float32Array(count * width)
  for (let row = 0; row < count; row++) {
    const base = row * width
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at++) {
      const hash = finish(step(seedOf(9), rows.ids[at] as number))
      add(values, base + (hash % wordWidth), hash, rows.values[at] as number)
    }
    scale(values, base, wordWidth, 1)
    const list = leanings[row]
    if (list === undefined || list.length === 0) continue
    for (const { entryId, probability } of list) {
      const hash = hashText(entryId) % 0x80000000
      add(values, base + wordWidth + (hash % leaningWidth), hash, probability)
    }
    // A model that is torn between many says little.
    const strength = Math.sqrt(list.reduce((sum, { probability }) => sum + probability * probability, 0))
    const share = leaningShare * Math.min(1, strength)
    scale(values, base, wordWidth, Math.sqrt(1 - share))
    scale(values, base + wordWidth, leaningWidth, Math.sqrt(share))
  }
  return { width, values }
}

/** Moves every sketch towards its nearest ones: who is asked about in different words shares neighbours. */
export function blendNeighbours(
  sketches: Sketches,
  near: readonly { other: number; likeness: number }[][],
): Sketches {
  const { width, values } = sketches
  const blended = new Float32Array(values)
  near.forEach((list, row) => {
    const base = row * width
    const total = list.reduce((sum, { likeness }) => sum + likeness, 0)
    if (total === 0) return
    // Who is near to nobody keeps their own place.
    const part = Math.min(1, (list[0]?.likeness ?? 0) / nearEnough) ** 2
    for (const { other, likeness } of list) {
      const share = (part * likeness) / total
      const from = other * width
      for (let at = 0; at < width; at++)
        blended[base + at] = (blended[base + at] as number) + share * (values[from + at] as number)
    }
    scale(blended, base, width, 1)
  })
  return { width, values: blended }
}

function add(values: Float32Array, place: number, hash: number, value: number): void {
  values[place] = (values[place] as number) + ((hash & 0x10000) === 0 ? value : -value)
}

function scale(values: Float32Array, from: number, width: number, length: number): void {
  let square = 0
  for (let at = from; at < from + width; at++) square += (values[at] as number) ** 2
  if (square === 0) return
  const factor = length / Math.sqrt(square)
  for (let at = from; at < from + width; at++) values[at] = (values[at] as number) * factor
}
