import { isHan } from '../text/detect-language.ts'
import { normaliseText } from '../text/normalise.ts'
import { Contexts } from './contexts.ts'
import { mayDiffer } from './different-meaning.ts'
import { keyOf, termsIn } from './terms-of.ts'

/** A question that somebody said belongs to an entry. */
export interface LabelledQuestion {
  id: string
  text: string
  /** Who asked; those of unknown askers count as one each. */
  customer?: string
}

export interface EntryToLearnFrom {
  id: string
  /** As the operator put it: question and similar questions. */
  own: readonly string[]
  /** As customers put it. */
  labelled: readonly LabelledQuestion[]
}

export interface SynonymMaterial {
  entries: readonly EntryToLearnFrom[]
  /** What customers asked otherwise, labelled or not: it shows what words stand around. */
  traffic: readonly string[]
}

export interface LearnedSynonym {
  term: string
  standsFor: string
  confidence: number
  /** Labelled questions in which the term stands where the entry's own word would; of how many customers and entries. */
  wordings: number
  customers: number
  entries: number
  /** Texts of all kinds that hold the term. */
  messages: number
  /** How alike the words around the two are, 0 to 1. */
  likeness: number
  /** Ids of some of the labelled questions. */
  examples: string[]
}

/** Distinct questions and customers that a term is looked at from. */
const leastWordings = 3
const leastCustomers = 2
/** Of the labelled questions with the term, how many must lack the other word where their entry has it. */
const leastShare = 0.5
/** Association by log likelihood ratio; 6.63 is one chance in a hundred. */
const leastRatio = 6.63
const leastLikeness = 0.1
/** Words that are said together belong together, but are not the same. */
const mostTogether = 0.12
/** How far the two must be about the same entries. */
const leastOverlap = 0.35
export const leastConfidence = 0.5
const mostProposed = 200
const examplesKept = 3

interface Asked {
  id: string
  customer: string
  entry: number
  terms: ReadonlyMap<string, string>
  text: string
}

/**
 * Finds words of customers that stand where the knowledge has another word: in several labelled questions of several customers, by far
 * more often than chance, with like words around both, about the same entries, hardly ever both in one question, and never where the two
 * may differ in meaning. Deterministic; texts need not be normalised.
 */
export function learnSynonyms({ entries, traffic }: SynonymMaterial): LearnedSynonym[] {
  const own = entries.map(({ own }) => own.map((text) => termsIn(normaliseText(text))))
  const asked = askedOf(entries)
  const surfaces = new Map<string, Map<string, number>>()
  const holders = new Map<string, Asked[]>()
  for (const one of asked)
    for (const [key, surface] of one.terms) {
      note(surfaces, key, surface)
      const list = holders.get(key)
      if (list === undefined) holders.set(key, [one])
      else list.push(one)
    }
  /** Entries by the words that are typical of them. */
  const typical = own.map((texts) => typicalOf(texts, surfaces))
  const ownEntries = new Map<string, Set<number>>()
  for (const [entry, keys] of typical.entries())
    for (const key of keys) {
      const held = ownEntries.get(key) ?? new Set()
      held.add(entry)
      ownEntries.set(key, held)
    }
  const ownHas = own.map((texts) => new Set(texts.flatMap((terms) => [...terms.keys()])))

  const drafts: Draft[] = []
  for (const [term, questions] of holders) {
    // Where the entry says the word itself there is nothing to be learned.
    const strange = questions.filter(({ entry }) => !ownHas[entry]?.has(term))
    if (strange.length < leastWordings || strange.length * 2 < questions.length) continue
    if (new Set(strange.map(({ text }) => text)).size < leastWordings) continue
    if (new Set(strange.map(({ customer }) => customer)).size < leastCustomers) continue
    const counts = new Map<string, Asked[]>()
    for (const one of strange)
      for (const key of typical[one.entry] ?? []) {
        if (one.terms.has(key)) continue
        const list = counts.get(key)
        if (list === undefined) counts.set(key, [one])
        else list.push(one)
      }
    for (const [standsFor, support] of counts)
      if (support.length >= leastWordings && support.length >= leastShare * questions.length)
        drafts.push({ term, standsFor, support, questions })
  }

  const wanted = new Set(drafts.flatMap(({ term, standsFor }) => [term, standsFor]))
  const contexts = new Contexts(wanted)
  for (const { own } of entries) for (const text of own) contexts.read(normaliseText(text))
  const seen = new Set(asked.map(({ text }) => text))
  for (const text of seen) contexts.read(text)
  for (const text of traffic) {
    const normal = normaliseText(text)
    if (!seen.has(normal)) contexts.read(normal)
    seen.add(normal)
  }

  const learned: LearnedSynonym[] = []
  const distributions = new Map<string, Map<number, number>>()
  const about = (key: string): Map<number, number> => {
    const known = distributions.get(key)
    if (known !== undefined) return known
    const counts = new Map<number, number>()
    for (const { entry } of holders.get(key) ?? []) counts.set(entry, (counts.get(entry) ?? 0) + 1)
    for (const [entry, texts] of own.entries())
      for (const terms of texts) if (terms.has(key)) counts.set(entry, (counts.get(entry) ?? 0) + 1)
    distributions.set(key, counts)
    return counts
  }
  for (const { term, standsFor, support, questions } of drafts) {
    const name = (key: string) => commonest(surfaces.get(key)) ?? key
    const [said, meant] = [name(term), name(standsFor)]
    if (isNearly(said, meant) || mayDiffer(said, meant)) continue
    const customers = new Set(support.map(({ customer }) => customer)).size
    if (customers < leastCustomers || !contexts.isWhole(term) || !contexts.isWhole(standsFor)) continue
    // The knowledge itself has the word, for something else.
    if ([...(ownEntries.get(term) ?? [])].some((entry) => !ownHas[entry]?.has(standsFor))) continue
    const together = contexts.together(term, standsFor)
    if (together > mostTogether) continue
    const likeness = contexts.likeness(term, standsFor)
    if (likeness < leastLikeness) continue
    // How often questions without the term are of an entry with the word and lack it, too.
    const homes = ownEntries.get(standsFor) as Set<number>
    let others = 0
    for (const one of asked)
      if (homes.has(one.entry) && !one.terms.has(standsFor) && !one.terms.has(term)) others++
    const ratio = logLikelihoodRatio(
      support.length,
      questions.length,
      others,
      asked.length - questions.length,
    )
    if (ratio < leastRatio) continue
    const overlap = overlapOf(about(term), about(standsFor))
    if (overlap < leastOverlap) continue
    const confidence = confidenceOf({
      ratio,
      likeness,
      overlap,
      share: support.length / questions.length,
      customers,
      together,
    })
    if (confidence < leastConfidence) continue
    learned.push({
      term: said,
      standsFor: meant,
      confidence,
      wordings: support.length,
      customers,
      entries: new Set(support.map(({ entry }) => entry)).size,
      messages: contexts.count(term),
      likeness,
      examples: support.slice(0, examplesKept).map(({ id }) => id),
    })
  }
  return bestOf(learned)
}

/** What shares a word or its beginning is met by the letters already, and what it does not share may be what matters. */
function isNearly(one: string, other: string): boolean {
  if (one.includes(other) || other.includes(one)) return true
  if (isHan(one.charCodeAt(0)) !== isHan(other.charCodeAt(0))) return false
  if (isHan(one.charCodeAt(0))) return false
  return one
    .split(' ')
    .some((word) =>
      other.split(' ').some((there) => keyOf(word) === keyOf(there) || sharedStart(word, there) >= 5),
    )
}

function sharedStart(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}

interface Draft {
  term: string
  standsFor: string
  support: Asked[]
  questions: Asked[]
}

/** A word stands for one thing, and what stands for something is not stood for itself. */
function bestOf(learned: readonly LearnedSynonym[]): LearnedSynonym[] {
  const order = learned.toSorted(
    (one, other) =>
      other.confidence - one.confidence ||
      other.wordings - one.wordings ||
      (one.term < other.term ? -1 : one.term > other.term ? 1 : one.standsFor < other.standsFor ? -1 : 1),
  )
  const terms: string[] = []
  const meanings = new Set<string>()
  const best: LearnedSynonym[] = []
  for (const pair of order) {
    if (best.length === mostProposed) break
    // "post box" is not said again as "box".
    if (terms.some((term) => term.includes(pair.term) || pair.term.includes(term))) continue
    if (meanings.has(pair.term) || terms.includes(pair.standsFor)) continue
    terms.push(pair.term)
    meanings.add(pair.standsFor)
    best.push(pair)
  }
  return best
}

function askedOf(entries: readonly EntryToLearnFrom[]): Asked[] {
  return entries.flatMap(({ labelled }, entry) =>
    labelled.map(({ id, text, customer }) => {
      const normal = normaliseText(text)
      return { id, customer: customer ?? id, entry, terms: termsIn(normal), text: normal }
    }),
  )
}

/** So many of an entry's own wordings with a term make it typical, however many there are: in two languages, or of a pack. */
const mostTypical = 4

/** Terms in at least a third of an entry's own wordings, or in two of a few. */
function typicalOf(
  texts: readonly ReadonlyMap<string, string>[],
  surfaces: Map<string, Map<string, number>>,
): Set<string> {
  const counts = new Map<string, number>()
  for (const terms of texts)
    for (const [key, surface] of terms) {
      note(surfaces, key, surface)
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  const least = Math.max(texts.length > 2 ? 2 : 1, Math.min(mostTypical, texts.length / 3))
  return new Set([...counts].filter(([, count]) => count >= least).map(([key]) => key))
}

function note(surfaces: Map<string, Map<string, number>>, key: string, surface: string): void {
  const counts = surfaces.get(key) ?? new Map<string, number>()
  counts.set(surface, (counts.get(surface) ?? 0) + 1)
  surfaces.set(key, counts)
}

function commonest(counts: ReadonlyMap<string, number> | undefined): string | undefined {
  let best: string | undefined
  let most = 0
  for (const [surface, count] of counts ?? [])
    if (count > most || (count === most && best !== undefined && surface < best)) {
      best = surface
      most = count
    }
  return best
}

/** Dunning's: how much likelier the counts are if the two shares differ; 0 where the first is not the larger. */
function logLikelihoodRatio(hits: number, of: number, otherHits: number, otherOf: number): number {
  if (otherOf <= 0 || hits / of <= otherHits / otherOf) return 0
  const shared = (hits + otherHits) / (of + otherOf)
  const part = (count: number, total: number, share: number) =>
    (count === 0 ? 0 : count * Math.log(share)) +
    (count === total ? 0 : (total - count) * Math.log(1 - share))
  return (
    2 *
    (part(hits, of, hits / of) +
      part(otherHits, otherOf, otherHits / otherOf) -
      part(hits, of, shared) -
      part(otherHits, otherOf, shared))
  )
}

/** What the two say of the same entries, as shares: 1 where they are about the same ones. */
function overlapOf(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): number {
  const total = (counts: ReadonlyMap<number, number>) =>
    [...counts.values()].reduce((sum, count) => sum + count, 0)
  const [all, others] = [total(one), total(other)]
  let shared = 0
  for (const [entry, count] of one) shared += Math.min(count / all, (other.get(entry) ?? 0) / others)
  return shared
}

/** Set by hand, for order among proposals: each kind of evidence alone may be chance, all together hardly. */
function confidenceOf(seen: {
  ratio: number
  likeness: number
  overlap: number
  share: number
  customers: number
  together: number
}): number {
  const sum =
    -4 +
    0.8 * Math.log(seen.ratio) +
    5 * Math.sqrt(seen.likeness) +
    1.5 * seen.overlap +
    0.8 * seen.share +
    0.3 * Math.log(seen.customers) -
    8 * seen.together
  return 1 / (1 + Math.exp(-sum))
}
