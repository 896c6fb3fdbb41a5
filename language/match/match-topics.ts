import { trainModel } from '../classify/train-model.ts'
import { normaliseText } from '../text/normalise.ts'
import type { Language, LanguageModel } from '../types.ts'

type PerLanguage<Value> = Partial<Record<Language, Value>>

/** An entry of a tenant, as its operators wrote it. */
export interface EntryToMatch {
  id: string
  wordings: PerLanguage<readonly string[]>
  answers: PerLanguage<string>
}

/** A topic of a trade, in many wordings. */
export interface TopicToMatch {
  id: string
  wordings: PerLanguage<readonly string[]>
}

export interface TopicMatch {
  entryId: string
  topicId: string
  /** P(the topic asks what the entry answers). */
  confidence: number
  /** What the entry inherits: in the languages it is written in, without what says the same as another entry's own words. */
  wordings: { language: Language; text: string }[]
}

export interface MatchOptions {
  /** What people said: the topic an entry has, or null for none. The others go by what is found. */
  decided?: ReadonlyMap<string, string | null>
  /** Matches below this are not made: a wrong topic does more harm than a missing one. */
  threshold?: number
}

/** See README: precision and recall at it. */
export const matchThreshold = 0.6
/**
 * Logistic weights: constant, logit of how an entry's wordings point to the topic, logit of how the topic's point to the entry,
 * lead over the entry's next topic, lead over the topic's next entry, log of how many entries there are (among few, any topic
 * points to one of them). Fitted on stand-ins (README), never on customers' messages.
 */
const weights = [-4.695, 0.582, 1.457, 0.322, 0.851, 1.409] as const
const mostEntries = Math.exp(4)
/** What only leads once its rivals have found their places must be so much surer: the right topic may not be in the pack at all. */
const laterCaution = 0.4
const mostLead = 3
const least = 1e-4
const candidates = 12
/** So alike to another entry's own wording, a wording of the pack would only confuse the two. */
const tooAlike = 0.75
/** A wording of a shared topic goes to the entry that it points to so much more than to the others that share. */
const clearShare = 0.65
/** Entries share a topic where each has at least this part of it. */
const leastPart = 0.35

type Shares = Map<string, number>

/** What one wording points to, and how like each entry's nearest wording it is. */
interface Asked {
  shares: Shares
  nearest: Map<string, number>
}

/** What one language says: where entries point among the topics, and each wording of a topic among the entries. */
interface Reading {
  language: Language
  entries: Map<string, { count: number; shares: Shares }>
  topics: Map<string, { texts: readonly string[]; each: Asked[]; shares: Shares }>
}

/**
 * Finds the topic of each entry, or none: the entries' wordings are asked of the topics and the topics' of the entries, each
 * language by itself, with the engine's own experts and no model of anybody else. Deterministic.
 */
export function matchTopics(
  entries: readonly EntryToMatch[],
  topics: readonly TopicToMatch[],
  options: MatchOptions = {},
): TopicMatch[] {
  const { decided = new Map<string, string | null>(), threshold = matchThreshold } = options
  const readings = languagesOf(entries).flatMap((language) => readLanguage(language, entries, topics) ?? [])
  if (readings.length === 0) return []
  const pairs = scorePairs(readings)
  const found = assign(pairs, threshold, decided)
  const held = new Map(topics.map(({ id }) => [id, [] as string[]]))
  for (const { entryId, topicId } of found) held.get(topicId)?.push(entryId)
  const own = ownWordings(entries)
  return found.map((match) => ({
    ...match,
    wordings: inherited(match, held.get(match.topicId) as string[], readings, own),
  }))
}

function languagesOf(entries: readonly EntryToMatch[]): Language[] {
  return [...new Set(entries.flatMap(({ wordings }) => Object.keys(wordings) as Language[]))].sort()
}

function readLanguage(
  language: Language,
  entries: readonly EntryToMatch[],
  topics: readonly TopicToMatch[],
): Reading | undefined {
  const mine = entries.flatMap(({ id, wordings, answers }) => {
    const texts = wordings[language] ?? []
    return texts.length === 0 ? [] : [{ id, texts, answer: answers[language] }]
  })
  const theirs = topics.flatMap(({ id, wordings }) => {
    const texts = wordings[language] ?? []
    return texts.length === 0 ? [] : [{ id, texts, answer: undefined }]
  })
  if (mine.length === 0 || theirs.length === 0) return undefined
  const byTopic = modelOf(theirs)
  const byEntry = modelOf(mine)
  return {
    language,
    entries: new Map(
      mine.map(({ id, texts }) => [
        id,
        { count: texts.length, shares: mean(texts.map((text) => ask(byTopic, text).shares)) },
      ]),
    ),
    topics: new Map(
      theirs.map(({ id, texts }) => {
        const each = texts.map((text) => ask(byEntry, text))
        return [id, { texts, each, shares: mean(each.map(({ shares }) => shares)) }]
      }),
    ),
  }
}

/** Neighbours and lexical index alone: enough to point, and made in a moment. */
function modelOf(
  items: readonly { id: string; texts: readonly string[]; answer: string | undefined }[],
): LanguageModel {
  const entries = items.map(({ id, texts, answer }) => ({
    id,
    wordings: [
      ...texts.map((text, at) => ({ id: `${id} ${at}`, text, origin: 'operator' as const })),
      // An answer speaks of its matter in other words than the question: read like one wording, at half the weight.
      ...(answer === undefined ? [] : [{ id: `${id} answer`, text: answer, origin: 'pack' as const }]),
    ],
  }))
  return trainModel({ entries, outOfScope: [] }, { calibrate: false, linear: false })
}

function ask(model: LanguageModel, text: string): Asked {
  const { candidates: found } = model.understand(text, { limit: candidates })
  return {
    shares: new Map(found.map(({ entryId, probability }) => [entryId, probability])),
    nearest: new Map(found.map(({ entryId, evidence }) => [entryId, evidence.neighbours])),
  }
}

function mean(all: readonly Shares[], by: readonly number[] = all.map(() => 1)): Shares {
  const total = by.reduce((sum, weight) => sum + weight, 0)
  const shares: Shares = new Map()
  for (const [at, one] of all.entries())
    for (const [id, share] of one)
      shares.set(id, (shares.get(id) ?? 0) + (share * (by[at] as number)) / total)
  return shares
}

interface Pair {
  forth: number
  back: number
  both: number
}

/** By entry, then by topic: how both point to each other, the languages joined by how much the entry says in each. */
type Pairs = Map<string, Map<string, Pair>>

function scorePairs(readings: readonly Reading[]): Pairs {
  const pairs: Pairs = new Map()
  const ids = new Set(readings.flatMap(({ entries }) => [...entries.keys()]))
  for (const id of ids) {
    const spoken = readings.filter(({ entries }) => entries.has(id))
    const counts = spoken.map(({ entries }) => entries.get(id)?.count ?? 0)
    const forth = mean(
      spoken.map(({ entries }) => entries.get(id)?.shares ?? new Map()),
      counts,
    )
    const row = new Map<string, Pair>()
    for (const [topicId, share] of forth) {
      const at = spoken.flatMap(({ topics }, index) => (topics.has(topicId) ? [index] : []))
      const total = at.reduce((sum, index) => sum + (counts[index] as number), 0)
      const back = at.reduce((sum, index) => {
        const topic = spoken[index]?.topics.get(topicId)
        return sum + ((topic?.shares.get(id) ?? 0) * (counts[index] as number)) / total
      }, 0)
      row.set(topicId, { forth: share, back, both: Math.sqrt(share * back) })
    }
    pairs.set(id, row)
  }
  return pairs
}

const logit = (share: number): number => {
  const inside = Math.min(1 - least, Math.max(least, share))
  return Math.log(inside / (1 - inside))
}
const lead = (mine: number, others: number): number =>
  Math.max(-mostLead, Math.min(mostLead, Math.log(Math.max(least, mine) / Math.max(least, others))))

function confidenceOf(pair: Pair, nextTopic: number, nextEntry: number, entryCount: number): number {
  const [constant, forth, back, ahead, alone, many] = weights
  const sum =
    constant +
    forth * logit(pair.forth) +
    back * logit(pair.back) +
    ahead * lead(pair.both, nextTopic) +
    alone * lead(pair.both, nextEntry) +
    many * Math.log(Math.min(mostEntries, entryCount))
  return 1 / (1 + Math.exp(-sum))
}

type Found = Omit<TopicMatch, 'wordings'>

const none: Pair = { forth: 0, back: 0, both: 0 }

function highest(values: Iterable<number>): number {
  let most = 0
  for (const value of values) most = Math.max(most, value)
  return most
}

/** Surest first; a topic that is taken is taken, by one entry or by those that divide it from the start. */
function assign(pairs: Pairs, threshold: number, decided: ReadonlyMap<string, string | null>): Found[] {
  const columns = new Map<string, Map<string, Pair>>()
  for (const [entryId, row] of pairs) {
    for (const [topicId, pair] of row)
      columns.set(topicId, (columns.get(topicId) ?? new Map<string, Pair>()).set(entryId, pair))
  }
  const placed = new Set<string>(decided.keys())
  const taken = new Set<string>([...decided.values()].flatMap((topicId) => topicId ?? []))
  const judge = (entryId: string, topicId: string, sharing: readonly string[] = [entryId]): number => {
    const column = columns.get(topicId) ?? new Map<string, Pair>()
    const row = pairs.get(entryId) ?? new Map<string, Pair>()
    const own = row.get(topicId) ?? none
    const back = sharing.reduce((sum, id) => sum + (column.get(id)?.back ?? 0), 0)
    const pair = { forth: own.forth, back, both: Math.sqrt(own.forth * back) }
    // What has found its place already does not compete any more.
    const nextTopic = highest(
      [...row].map(([id, other]) => (id === topicId || taken.has(id) ? 0 : other.both)),
    )
    const nextEntry = highest(
      [...column].map(([id, other]) => (sharing.includes(id) || placed.has(id) ? 0 : other.both)),
    )
    return confidenceOf(pair, nextTopic, nextEntry, pairs.size)
  }
  const bestOf = (): Found[] =>
    [...pairs].flatMap(([entryId, row]) => {
      if (placed.has(entryId)) return []
      const [first] = [...row]
        .filter(([id]) => !taken.has(id))
        .sort((a, b) => b[1].both - a[1].both || (a[0] < b[0] ? -1 : 1))
      return first === undefined ? [] : [{ entryId, topicId: first[0], confidence: judge(entryId, first[0]) }]
    })
  const found: Found[] = [...decided].flatMap(([entryId, topicId]) =>
    topicId === null ? [] : [{ entryId, topicId, confidence: judge(entryId, topicId) }],
  )
  /** The entry and those that divide the topic with it: each points to it first and has a real part of what points back. */
  const sharers = (one: Found, all: readonly Found[], bar: number): Found[] => {
    const back = (id: string) => columns.get(one.topicId)?.get(id)?.back ?? 0
    const wanting = all.filter(({ topicId, entryId }) => topicId === one.topicId && !placed.has(entryId))
    const total = wanting.reduce((sum, { entryId }) => sum + back(entryId), 0)
    const ids = wanting.map(({ entryId }) => entryId).filter((id) => back(id) >= leastPart * total)
    const shared = ids.map((entryId) => ({ ...one, entryId, confidence: judge(entryId, one.topicId, ids) }))
    return ids.length > 1 && shared.every(({ confidence }) => confidence >= bar) ? shared : []
  }
  for (let bar = threshold; ; bar = threshold + laterCaution * (1 - threshold)) {
    const before = found.length
    const best = bestOf().sort((a, b) => b.confidence - a.confidence || (a.entryId < b.entryId ? -1 : 1))
    for (const one of best) {
      if (taken.has(one.topicId)) continue
      const shared = sharers(one, best, bar)
      if (shared.length === 0 && one.confidence < bar) continue
      for (const match of shared.length > 0 ? shared : [one]) {
        placed.add(match.entryId)
        found.push(match)
      }
      taken.add(one.topicId)
    }
    if (found.length === before) return found
  }
}

/** Literally what an operator wrote somewhere. */
function ownWordings(entries: readonly EntryToMatch[]): ReadonlySet<string> {
  return new Set(entries.flatMap(({ wordings }) => Object.values(wordings).flat().map(normaliseText)))
}

function inherited(
  { entryId, topicId }: Found,
  sharing: readonly string[],
  readings: readonly Reading[],
  own: ReturnType<typeof ownWordings>,
): TopicMatch['wordings'] {
  return readings.flatMap(({ language, entries, topics }) => {
    const topic = topics.get(topicId)
    if (topic === undefined || !entries.has(entryId)) return []
    return topic.texts.flatMap((text, at) => {
      if (own.has(normaliseText(text))) return []
      const { shares, nearest } = topic.each[at] as Asked
      if (sharing.length > 1) {
        const total = sharing.reduce((sum, id) => sum + (shares.get(id) ?? 0), 0)
        if (total === 0 || (shares.get(entryId) ?? 0) < clearShare * total) return []
      }
      const alike = [...nearest].some(([id, likeness]) => id !== entryId && likeness >= tooAlike)
      return alike ? [] : [{ language, text }]
    })
  })
}
