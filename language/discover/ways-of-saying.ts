import { buildSpace, type Rows, vectoriseAll } from '../match/vector-space.ts'
import { FeatureExtractor } from '../text/features.ts'
import { bareOf, groupWordings } from './group-wordings.ts'

/** What is looked for: a name and a few messages that say it. */
export interface NamedNeed {
  name: string
  examples: readonly string[]
}

export interface WaysOfSaying {
  /** Places of all messages that want it. */
  members: number[]
  /** The same by wording, the commonest first: within one the words are the same but for courtesies, order and slips. */
  ways: { members: number[]; text: string }[]
}

export interface WayOptions {
  /** A message belongs to the need when it is at least this alike to what is known of it (0..1). */
  alike?: number
}

/** Chosen on needs of BANKING77's training split that the benchmark does not ask for; see language/README.md. */
const defaultAlike = 0.34
/** What is so alike is learned from, too. */
const learnFrom = 0.55
const mostLearned = 24
const nameWeight = 0.5
const blockWeights = new Float32Array([1.5, 1])
const mostSampled = 20_000
const mostFeatures = 400_000
const mostOthers = 4_000
const nearOthers = 3
const otherShare = 0.7

/**
 * In how many ways do they say this: finds the messages of a named need, and groups them by wording. First those most alike to
 * name and examples; then, once, those alike to what was found so.
 */
export function waysOfSaying(
  need: NamedNeed,
  messages: readonly { text: string }[],
  options: WayOptions = {},
): WaysOfSaying {
  const places = new Map<string, number[]>()
  messages.forEach(({ text }, place) => {
    const bare = bareOf(text)
    if (bare === '') return
    const held = places.get(bare)
    if (held === undefined) places.set(bare, [place])
    else held.push(place)
  })
  const texts = [...places.keys()]
  const asked = [need.name, ...need.examples].map(bareOf)
  const extractor = new FeatureExtractor()
  const stride = Math.max(1, Math.ceil(texts.length / mostSampled))
  const sample = [...asked, ...texts.filter((_, at) => at % stride === 0)]
  const { space } = buildSpace(sample, extractor, blockWeights, 1, mostFeatures)
  const rows = vectoriseAll(texts, extractor, space)
  const known = vectoriseAll(asked, extractor, space)
  const scores = new Float32Array(texts.length)
  for (let one = 0; one < asked.length; one++) raiseBy(scores, rows, known, one, one === 0 ? nameWeight : 1)
  const alike = options.alike ?? defaultAlike
  const learned = [...scores.keys()]
    .filter((row) => (scores[row] as number) >= learnFrom)
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
    .slice(0, mostLearned)
  // Found ones tell less than given ones.
  for (const row of learned) raiseBy(scores, rows, rows, row, Math.min(1, (scores[row] as number) + 0.2))
  const candidates = [...scores.keys()].filter((row) => (scores[row] as number) >= alike * 0.7)
  const others = likenessToOthers(rows, candidates, scores, alike)
  const members = candidates.filter(
    (row, at) => (scores[row] as number) - otherShare * (others[at] as number) >= alike * (1 - otherShare),
  )
  const found = members.flatMap((row) => places.get(texts[row] as string) ?? []).sort((a, b) => a - b)
  const ways = groupWordings(found.map((place) => messages[place]?.text ?? '')).map((way) => {
    const members = way.map((at) => found[at] as number)
    return { members, text: messages[members[0] as number]?.text ?? '' }
  })
  return { members: found, ways }
}

/** How alike candidates are to the messages that nothing speaks for, the nearest few of a sample: what lies amid other talk needs more to belong. */
function likenessToOthers(
  rows: Rows,
  candidates: readonly number[],
  scores: Float32Array,
  alike: number,
): Float32Array {
  const stride = Math.max(1, Math.floor(scores.length / mostOthers))
  const postings = new Map<number, { other: number; value: number }[]>()
  for (let other = 0; other < scores.length; other += stride) {
    if ((scores[other] as number) >= alike) continue
    for (let at = rows.starts[other] as number; at < (rows.starts[other + 1] as number); at++) {
      const list = postings.get(rows.ids[at] as number)
      const held = { other, value: rows.values[at] as number }
      if (list === undefined) postings.set(rows.ids[at] as number, [held])
      else list.push(held)
    }
  }
  return Float32Array.from(candidates, (row) => {
    const found = new Map<number, number>()
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at++)
      for (const { other, value } of postings.get(rows.ids[at] as number) ?? [])
        found.set(other, (found.get(other) ?? 0) + value * (rows.values[at] as number))
    found.delete(row)
    const top = [...found.values()].sort((a, b) => b - a).slice(0, nearOthers)
    return top.reduce((sum, value) => sum + value, 0) / nearOthers
  })
}

/** Raises every row's score to its likeness with one row of others. */
function raiseBy(scores: Float32Array, rows: Rows, others: Rows, other: number, weight: number): void {
  const wanted = new Map<number, number>()
  for (let at = others.starts[other] as number; at < (others.starts[other + 1] as number); at++)
    wanted.set(others.ids[at] as number, others.values[at] as number)
  for (let row = 0; row < scores.length; row++) {
    let dot = 0
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at++) {
      const value = wanted.get(rows.ids[at] as number)
      if (value !== undefined) dot += value * (rows.values[at] as number)
    }
    if (weight * dot > (scores[row] as number)) scores[row] = weight * dot
  }
}
