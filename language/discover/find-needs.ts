import { FeatureExtractor } from '../text/features.ts'
import { normaliseText } from '../text/normalise.ts'
import { withoutCourtesies } from './courtesies.ts'
import { phrasesOf } from './key-phrases.ts'
import { LatentSpace } from './latent-space.ts'
import { likenessesOf, linkAll } from './link-all.ts'

export interface Need {
  /** Places in the given list: the most typical wording first, the most unusual last. */
  members: number[]
  /** What its messages say and others do not, most telling first. */
  phrases: string[]
}

export interface NeedOptions {
  /** Messages are of one need when they are on average at least this alike (0..1). Default .4. */
  alike?: number
  /** Needs of fewer messages are noise. Default 3, or one message in a thousand. */
  least?: number
  /** Texts compared each with each; the others go to what is found among these. Default 2,500. */
  compared?: number
}

/** Chosen on NATCS insurance and samples of training splits; see language/README.md. */
const defaultAlike = 0.4
/** A message may be so much less alike to its need than messages of one need are on average. */
const asideBelow = 0.5
/** Of a message that says what others say, at least so much lies in their common directions, measured by the median. */
const commonShare = 0.5
const depths = [24, 48, 96]
const blended = 8
const defaultCompared = 2500
const mostRounds = 3

/**
 * Finds what customers want, its number unknown, and leaves aside what fits nowhere. Texts are seen twice, with and without
 * the courtesies around the matter, and at three depths of their latent space. The same messages give the same needs.
 */
export function findNeeds(
  messages: readonly { text: string }[],
  options: NeedOptions = {},
): { needs: Need[]; aside: number[] } {
  const alike = options.alike ?? defaultAlike
  const compared = options.compared ?? defaultCompared
  const least = options.least ?? Math.max(3, Math.ceil(messages.length / 1000))
  const places = new Map<string, number[]>()
  messages.forEach(({ text }, place) => {
    const normal = normaliseText(text)
    const held = places.get(normal)
    if (held === undefined) places.set(normal, [place])
    else held.push(place)
  })
  const texts = [...places.keys()].filter((text) => text !== '')
  const needs: { texts: number[]; count: number }[] = []
  let open = texts.map((_, at) => at)
  for (let round = 0; round < mostRounds && open.length >= Math.min(least, 2); round++) {
    const { found, rest } = oneRound(
      texts,
      open,
      alike,
      (at) => (places.get(texts[at] as string) ?? []).length,
      least,
      compared,
    )
    needs.push(...found)
    // What was not looked at closely may hold rarer needs.
    if (open.length <= compared || found.length === 0) {
      open = rest
      break
    }
    open = rest
  }
  needs.sort((a, b) => b.count - a.count || (a.texts[0] as number) - (b.texts[0] as number))
  const sample = strided(texts, 2 * compared)
  const named = phrasesOf(
    needs.map((need) => need.texts.slice(0, 200).map((at) => texts[at] as string)),
    sample,
  )
  return {
    needs: needs.map((need, at) => ({
      members: need.texts.flatMap((text) => places.get(texts[text] as string) ?? []),
      phrases: named[at] ?? [],
    })),
    aside: [...open.flatMap((at) => places.get(texts[at] as string) ?? []), ...(places.get('') ?? [])].sort(
      (a, b) => a - b,
    ),
  }
}

/** Evenly spread over the list, at most so many. */
function strided<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list]
  return Array.from({ length: most }, (_, at) => list[Math.floor((at * list.length) / most)] as T)
}

function oneRound(
  texts: readonly string[],
  open: readonly number[],
  alike: number,
  timesSaid: (text: number) => number,
  least: number,
  compared: number,
): { found: { texts: number[]; count: number }[]; rest: number[] } {
  const all = strided(open, compared)
  const places = new Places(all.map((at) => texts[at] as string))
  const { width } = places
  const here = new Float32Array(width)
  const shares = all.map((at) => places.locate(texts[at] as string, here, 0))
  const enough = commonShare * (shares.toSorted((a, b) => a - b)[shares.length >> 1] ?? 0)
  const sample = all.filter((_, at) => (shares[at] as number) >= enough)
  const values = new Float32Array(sample.length * width)
  sample.forEach((at, row) => {
    places.locate(texts[at] as string, values, row * width)
  })
  const moved = blend(values, width)
  const groups = linkAll(likenessesOf(moved, width), sample.length, alike)
  // In a sample a need of `least` messages may stand once; what stands alone is no need yet.
  const share = all.length / open.length
  const kept = groups.filter((group) => {
    const said = group.reduce((sum, row) => sum + timesSaid(sample[row] as number), 0)
    return said >= Math.max(Math.min(2, least), least * share)
  })
  const centres = new Float32Array(kept.length * width)
  kept.forEach((group, need) => {
    for (const row of group)
      for (let at = 0; at < width; at++)
        centres[need * width + at] =
          (centres[need * width + at] as number) + (moved[row * width + at] as number)
    scale(centres, need * width, width)
  })
  const inSample = new Map<number, number>()
  kept.forEach((group, need) => {
    for (const row of group) inSample.set(sample[row] as number, need)
  })
  const members: { text: number; likeness: number }[][] = kept.map(() => [])
  const rest: number[] = []
  for (const text of open) {
    if (places.locate(texts[text] as string, here, 0) < enough) {
      rest.push(text)
      continue
    }
    const known = inSample.get(text)
    let best = -1
    let likeness = alike * asideBelow
    for (let need = known ?? 0; need < (known === undefined ? kept.length : known + 1); need++) {
      let dot = 0
      for (let at = 0, from = need * width; at < width; at++, from++)
        dot += (here[at] as number) * (centres[from] as number)
      if (dot < likeness) continue
      likeness = dot
      best = need
    }
    if (best < 0) rest.push(text)
    else members[best]?.push({ text, likeness })
  }
  const found: { texts: number[]; count: number }[] = []
  for (const list of members) {
    const count = list.reduce((sum, { text }) => sum + timesSaid(text), 0)
    if (count < least) rest.push(...list.map(({ text }) => text))
    else {
      list.sort((a, b) => b.likeness - a.likeness || a.text - b.text)
      found.push({ texts: list.map(({ text }) => text), count })
    }
  }
  return { found, rest: rest.sort((a, b) => a - b) }
}

/** Where texts lie: two readings of each, at several depths, each of equal say. */
class Places {
  readonly width: number
  private readonly plain: LatentSpace
  private readonly bare: LatentSpace
  private readonly depths: number[]
  private readonly scratch: Float32Array

  constructor(texts: readonly string[]) {
    const extractor = new FeatureExtractor()
    const deepest = Math.max(...depths)
    this.plain = new LatentSpace(texts, extractor, deepest)
    this.bare = new LatentSpace(texts.map(withoutCourtesies), extractor, deepest)
    const directions = Math.min(this.plain.directions, this.bare.directions)
    this.depths = [...new Set(depths.map((depth) => Math.min(depth, directions)))]
    this.width = 2 * this.depths.reduce((sum, depth) => sum + depth, 0)
    this.scratch = new Float32Array(2 * Math.max(this.plain.directions, this.bare.directions))
  }

  /** Writes where a text lies, and tells how much of it, 0 to 1, lies in the common directions at all. */
  locate(text: string, into: Float32Array, from: number): number {
    const { scratch } = this
    const half = scratch.length / 2
    this.plain.locate(text, scratch, 0)
    this.bare.locate(withoutCourtesies(text), scratch, half)
    let square = 0
    for (let at = 0; at < this.plain.directions; at++) square += (scratch[at] as number) ** 2
    let at = from
    for (const start of [0, half])
      for (const depth of this.depths) {
        into.set(scratch.subarray(start, start + depth), at)
        scale(into, at, depth)
        at += depth
      }
    scale(into, from, this.width)
    return Math.sqrt(square)
  }
}

/** Moves every row towards those nearest to it: who is asked about in different words shares neighbours. */
function blend(values: Float32Array, width: number): Float32Array {
  const count = values.length / width
  const likenesses = likenessesOf(values, width)
  const moved = new Float32Array(values)
  const near = new Int32Array(blended)
  for (let row = 0; row < count; row++) {
    const base = row * count
    let size = 0
    for (let other = 0; other < count; other++) {
      const likeness = likenesses[base + other] as number
      if (other === row || likeness <= 0) continue
      if (size === blended && likeness <= (likenesses[base + (near[size - 1] as number)] as number)) continue
      let place = size < blended ? size++ : size - 1
      while (place > 0 && (likenesses[base + (near[place - 1] as number)] as number) < likeness) {
        near[place] = near[place - 1] as number
        place--
      }
      near[place] = other
    }
    let total = 0
    for (let at = 0; at < size; at++) total += likenesses[base + (near[at] as number)] as number
    for (let at = 0; at < size; at++) {
      const other = near[at] as number
      const share = (likenesses[base + other] as number) / total
      for (let column = 0; column < width; column++)
        moved[row * width + column] =
          (moved[row * width + column] as number) + share * (values[other * width + column] as number)
    }
    scale(moved, row * width, width)
  }
  return moved
}

function scale(values: Float32Array, from: number, width: number): void {
  let square = 0
  for (let at = from; at < from + width; at++) square += (values[at] as number) ** 2
  if (square === 0) return
  const factor = 1 / Math.sqrt(square)
  for (let at = from; at < from + width; at++) values[at] = (values[at] as number) * factor
}
