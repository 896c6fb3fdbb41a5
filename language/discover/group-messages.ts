import { NeighbourIndex } from '../match/neighbours.ts'
import { buildSpace, vectoriseAll } from '../match/vector-space.ts'
import { FeatureExtractor } from '../text/features.ts'
import { normaliseText } from '../text/normalise.ts'
import { phrasesOf } from './key-phrases.ts'
import { mergeAlike } from './merge-alike.ts'
import { blendNeighbours, type Sketches, sketchOf } from './sketches.ts'

/** A message to be grouped with others of the same need. */
export interface GroupedMessage {
  text: string
  /** What a model took it for: entries with their probability. Messages alike in this count as nearer. */
  leanings?: readonly { entryId: string; probability: number }[]
  /** Group it stood in before: groups keep their names from run to run. */
  group?: string
}

export interface MessageGroup {
  /** Places in the given list, the most typical first. */
  members: number[]
  /** What its messages say and others do not, most telling first. */
  phrases: string[]
  /** The earlier group this one goes on. */
  group?: string
}

export interface GroupingOptions {
  /** Two groups are one when their messages are on average at least this alike (0..1). Default .35. */
  alike?: number
  /** Groups with fewer messages are noise. Default 2. */
  least?: number
}

const blockWeights = new Float32Array([1.5, 1])
/** Found on written wordings and training splits; see language/README.md. */
const defaultAlike = 0.35
/** Nearest messages that each one is blended with. */
const blended = 6
const mostFeatures = 400_000
/** A group goes on under an earlier name when it holds at least this share of either. */
const inheritShare = 0.3

/**
 * Finds what messages want: those of one need together, whatever their number, and what stands alone aside (`alone`).
 * The same messages in the same order give the same groups.
 */
export function groupMessages(
  messages: readonly GroupedMessage[],
  options: GroupingOptions = {},
): { groups: MessageGroup[]; alone: number[] } {
  const { alike = defaultAlike, least = 2 } = options
  const { texts, places, leanings } = distinctTexts(messages)
  if (texts.length === 0) return { groups: [], alone: [] }
  const extractor = new FeatureExtractor()
  const { space, frequent } = buildSpace(
    texts,
    extractor,
    blockWeights,
    texts.length > 3000 ? 2 : 1,
    mostFeatures,
  )
  const rows = vectoriseAll(texts, extractor, space)
  const first = sketchOf(rows, leanings)
  const pairs = likelyPairs(NeighbourIndex.build(rows, frequent, texts.length), rows, leanings)
  const sketches = blendNeighbours(first, nearestOf(first, pairs))
  const sizes = Int32Array.from(places, (list) => list.length)
  const clusters = mergeAlike(sketches, sizes, pairs, alike)
  const groups: MessageGroup[] = []
  const alone: number[] = []
  for (const cluster of clusters) {
    const members = cluster.flatMap((text) => places[text] as number[])
    if (members.length < least) alone.push(...members)
    else groups.push({ members: typicalFirst(sketches, cluster, places), phrases: [] })
  }
  groups.sort(
    (a, b) => b.members.length - a.members.length || (a.members[0] as number) - (b.members[0] as number),
  )
  const named = phrasesOf(
    groups.map((group) => [...new Set(group.members.map((place) => normaliseText(textAt(messages, place))))]),
    texts,
  )
  groups.forEach((group, at) => {
    group.phrases = named[at] as string[]
  })
  inheritNames(messages, groups)
  return { groups, alone: alone.sort((a, b) => a - b) }
}

const textAt = (messages: readonly GroupedMessage[], place: number): string =>
  (messages[place] as GroupedMessage).text

/** The same words said twice are one text with two places. */
function distinctTexts(messages: readonly GroupedMessage[]) {
  const byText = new Map<string, number>()
  const texts: string[] = []
  const places: number[][] = []
  const leanings: (GroupedMessage['leanings'] | undefined)[] = []
  messages.forEach((message, place) => {
    const text = normaliseText(message.text)
    const known = byText.get(text)
    if (known !== undefined) {
      places[known]?.push(place)
      return
    }
    byText.set(text, texts.length)
    texts.push(text)
    places.push([place])
    leanings.push(message.leanings)
  })
  return { texts, places, leanings }
}

/** Pairs worth comparing: nearest neighbours by words, and messages taken for the same entry. */
function likelyPairs(
  index: NeighbourIndex,
  rows: { starts: Int32Array; ids: Int32Array; values: Float32Array },
  leanings: readonly (GroupedMessage['leanings'] | undefined)[],
): [number, number][] {
  const pairs: [number, number][] = []
  const count = rows.starts.length - 1
  for (let row = 0; row < count; row++) {
    const found = index.search(
      rows.ids,
      rows.values,
      rows.starts[row] as number,
      rows.starts[row + 1] as number,
    )
    for (let at = 0; at < found.size; at++) {
      const other = found.documents[at] as number
      if (other !== row) pairs.push(row < other ? [row, other] : [other, row])
    }
  }
  const byEntry = new Map<string, { row: number; probability: number }[]>()
  leanings.forEach((list, row) => {
    for (const { entryId, probability } of list ?? []) {
      if (probability < 0.2) continue
      const held = byEntry.get(entryId) ?? []
      held.push({ row, probability })
      byEntry.set(entryId, held)
    }
  })
  for (const list of byEntry.values()) {
    list.sort((a, b) => b.probability - a.probability || a.row - b.row)
    // A chain is enough: groups grow along it.
    for (let at = 0; at < list.length; at++) {
      for (let next = at + 1; next < Math.min(list.length, at + 6); next++) {
        const a = list[at]?.row as number
        const b = list[next]?.row as number
        pairs.push(a < b ? [a, b] : [b, a])
      }
    }
  }
  return pairs
}

/** Of the pairs each text is in, the most alike by sketch. */
function nearestOf(sketches: Sketches, pairs: readonly (readonly [number, number])[]) {
  const { width, values } = sketches
  const count = values.length / width
  const near: { other: number; likeness: number }[][] = Array.from({ length: count }, () => [])
  const seen = new Set<number>()
  for (const [a, b] of pairs) {
    const key = a * count + b
    if (seen.has(key)) continue
    seen.add(key)
    let dot = 0
    for (let at = 0; at < width; at++)
      dot += (values[a * width + at] as number) * (values[b * width + at] as number)
    if (dot <= 0) continue
    near[a]?.push({ other: b, likeness: dot })
    near[b]?.push({ other: a, likeness: dot })
  }
  for (const list of near) {
    list.sort((x, y) => y.likeness - x.likeness || x.other - y.other)
    list.length = Math.min(list.length, blended)
  }
  return near
}

/** Members in the order of how near they are to all of their group. */
function typicalFirst(sketches: Sketches, cluster: readonly number[], places: readonly number[][]): number[] {
  const { width, values } = sketches
  const sum = new Float32Array(width)
  for (const text of cluster)
    for (let at = 0; at < width; at++)
      sum[at] = (sum[at] as number) + (values[text * width + at] as number) * (places[text]?.length ?? 1)
  const near = cluster.map((text) => {
    let dot = 0
    for (let at = 0; at < width; at++) dot += (sum[at] as number) * (values[text * width + at] as number)
    return { text, dot }
  })
  near.sort((a, b) => b.dot - a.dot || a.text - b.text)
  return near.flatMap(({ text }) => places[text] as number[])
}

/** Gives each group the name of the earlier one it shares most with; every earlier name goes on once at most. */
function inheritNames(messages: readonly GroupedMessage[], groups: MessageGroup[]): void {
  const before = new Map<string, number>()
  for (const { group } of messages) if (group !== undefined) before.set(group, (before.get(group) ?? 0) + 1)
  const claims = groups.flatMap((group, at) => {
    const shared = new Map<string, number>()
    for (const place of group.members) {
      const old = messages[place]?.group
      if (old !== undefined) shared.set(old, (shared.get(old) ?? 0) + 1)
    }
    return [...shared].map(([old, count]) => ({ at, old, count }))
  })
  claims.sort((a, b) => b.count - a.count || a.at - b.at || (a.old < b.old ? -1 : 1))
  const taken = new Set<string>()
  for (const { at, old, count } of claims) {
    const group = groups[at] as MessageGroup
    if (group.group !== undefined || taken.has(old)) continue
    const smaller = Math.min(group.members.length, before.get(old) as number)
    if (count < inheritShare * smaller) continue
    group.group = old
    taken.add(old)
  }
}
