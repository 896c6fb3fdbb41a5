import { spokenDeeds } from '../rules/spoken-deeds.ts'
import { type EvidenceUnit, type GroundEvidence, readEvidence } from './evidence-units.ts'
import { findLinks, linkTarget } from './find-links.ts'
import { isBareAnswer, isCourtesy } from './is-courtesy.ts'
import { contraryMark, deniedOtherwise, saysWhatIsDenied } from './polarity.ts'
import {
  type PlacedValue,
  type ReadPart,
  type ReadSentence,
  type ReadWord,
  readSentence,
} from './read-clauses.ts'
import { areOfASort, saysTheSame } from './read-values.ts'
import { checkResult } from './results/check-result.ts'
import { likenessOfWords } from './same-words.ts'
import { splitSentences } from './split-sentences.ts'
import { unknownNames } from './unknown-names.ts'

/** Why a sentence is not held to be said by the evidence. */
export type GroundReason =
  | 'not-covered'
  | 'value-unknown'
  | 'value-elsewhere'
  | 'denied-otherwise'
  | 'contrary'
  | 'link-unknown'
  | 'name-unknown'
  | 'deed-without-receipt'
  | 'promise-unknown'

export interface GroundedSentence {
  start: number
  end: number
  supported: boolean
  /** How much of what it says the evidence says, 0..1. */
  score: number
  reasons: GroundReason[]
  /** The evidence it rests on. */
  evidence: string[]
}

export interface Grounding {
  supported: boolean
  /** The weakest sentence's. */
  score: number
  sentences: GroundedSentence[]
}

/** Chosen on the even documents of `bench grounding` and on the sentences of our own that were written before. */
const valueWeight = 1.2

const groundSettings = {
  leastCovered: 0.5,
  leastClauseCovered: 0.34,
  valueMargin: 0.88,
}

/** Holds each sentence of a text against the evidence. Pure; about a tenth of a millisecond a sentence and passage. */
export function checkGrounding(text: string, evidence: readonly GroundEvidence[]): Grounding {
  const units = evidence.flatMap(readEvidence)
  const weigh = weights(units)
  const known = new Set(
    evidence.flatMap((one) => findLinks(`${one.title ?? ''} ${one.text}`).map(linkTarget)),
  )
  const plainTexts = evidence.map(({ id, text: one }) => ({ id, text: spaceless(one) }))
  const hasReceipt = evidence.some((one) => one.kind === 'receipt')
  const all = evidence.map((one) => `${one.title ?? ''}\n${one.text}`).join('\n')
  const sentences = splitSentences(text).map(({ start, end }): GroundedSentence => {
    const said = text.slice(start, end)
    if (isCourtesy(said)) return { start, end, supported: true, score: 1, reasons: [], evidence: [] }
    const verbatim = plainTexts.find((one) => one.text.includes(spaceless(said)))
    if (verbatim !== undefined && spaceless(said).length > 8)
      return { start, end, supported: true, score: 1, reasons: [], evidence: [verbatim.id] }
    const byResults = heldAgainst(said, evidence)
    if (byResults.said !== undefined)
      return { start, end, supported: true, score: 1, reasons: [], evidence: [byResults.said] }
    const reasons = new Set<GroundReason>(byResults.isContrary ? ['contrary'] : [])
    if (isBareAnswer(said) && !isSentenceOf(said, evidence)) reasons.add('not-covered')
    const read = readSentence(said)
    if (read.links.some((link) => !known.has(linkTarget(link)))) reasons.add('link-unknown')
    for (const deed of spokenDeeds(said)) {
      if (deed.kind === 'done' && !hasReceipt && !isSaid(said.slice(deed.start, deed.end), all))
        reasons.add('deed-without-receipt')
      if (deed.kind !== 'done' && !promiseIsSaid(said.slice(deed.start), units, weigh))
        reasons.add('promise-unknown')
    }
    if (unknownNames(said, all).length > 0) reasons.add('name-unknown')
    const { score, cited } = compare(read, units, weigh, reasons)
    return { start, end, supported: reasons.size === 0, score, reasons: [...reasons], evidence: cited }
  })
  return {
    supported: sentences.every((one) => one.supported),
    score: sentences.reduce((least, one) => Math.min(least, one.score), 1),
    sentences,
  }
}

/**
 * What the fields of results say of a sentence: which says all of it; or whether all say something else, and no knowledge says it.
 * Deeds of ours and promises are no fields.
 */
function heldAgainst(
  said: string,
  evidence: readonly GroundEvidence[],
): { said?: string; isContrary: boolean } {
  const results = evidence.flatMap(({ id, title, result }) =>
    result === undefined ? [] : [{ id, title, result }],
  )
  if (results.length === 0) return { isContrary: false }
  const verdicts = results.map(({ result, title }) => checkResult(said, result, title))
  const found = results[verdicts.indexOf('said')]
  const isDeed = spokenDeeds(said).some(({ kind }) => kind !== 'done' || /\b(?:i|we)\b|我/i.test(said))
  if (found !== undefined && !isDeed) return { said: found.id, isContrary: false }
  if (!verdicts.every((one) => one === 'contrary')) return { isContrary: false }
  const others = evidence.filter(({ result }) => result === undefined)
  return { isContrary: others.length === 0 || !checkGrounding(said, others).supported }
}

/** Without blanks and the sentence's end: what a sentence is word for word. */
const spaceless = (text: string) =>
  text.replace(/[\s\u00ad\u200b-\u200f\ufeff]+/g, '').replace(/[.。！!；;]+$/, '')

/** Whether a text says this very sentence: an answer that begins with “Yes.” may be said as it is. */
const isSentenceOf = (said: string, evidence: readonly GroundEvidence[]) =>
  evidence.some(({ text }) =>
    splitSentences(text).some(({ start, end }) => spaceless(text.slice(start, end)) === spaceless(said)),
  )

const isSaid = (words: string, evidence: string) => evidence.toLowerCase().includes(words.toLowerCase())

type Weigh = (word: ReadWord) => number

/** Verbs and fillers that say little by themselves: another may stand for any of them. */
const common = new Set(
  'take get make go com work need want use let put give cost reach arriv happen look find keep turn run mean hav thing way time case bit lot much many mor even like normal single whole right well total altogether ever anyth someth everyth 的话 情况 东西 时候 办 弄 搞 做 算 走 拿 觉得 直接 自己 大家 哪 怎么 多'.split(
    ' ',
  ),
)

/** Words that stand in few lines of the evidence tell more. What the evidence does not know weighs fully. */
function weights(units: readonly EvidenceUnit[]): Weigh {
  const counts = new Map<string, number>()
  for (const unit of units)
    for (const stem of new Set(unit.read.words.map((word) => word.stem)))
      counts.set(stem, (counts.get(stem) ?? 0) + 1)
  const many = Math.max(1, units.length)
  return ({ stem }) => {
    const rare = Math.log(1 + many / (counts.get(stem) ?? 0.7)) / Math.log(1 + many / 0.7)
    return (stem.startsWith('qq') ? 0.6 : common.has(stem) ? 0.35 : 1) * (0.35 + 0.65 * rare)
  }
}

function likenessIn(word: ReadWord, unit: EvidenceUnit): number {
  let best = 0
  for (const other of unit.read.words) best = Math.max(best, likenessOfWords(word.stem, other.stem))
  if (best < 1) for (const stem of unit.above) best = Math.max(best, 0.8 * likenessOfWords(word.stem, stem))
  return best
}

/** How much of some words a line says, 0..1. */
function coverage(words: readonly ReadWord[], unit: EvidenceUnit, weigh: Weigh): number {
  let total = 0
  let covered = 0
  for (const word of words) {
    const weight = weigh(word)
    total += weight
    covered += weight * likenessIn(word, unit)
  }
  return total === 0 ? 1 : covered / total
}

function compare(
  read: ReadSentence,
  units: readonly EvidenceUnit[],
  weigh: Weigh,
  reasons: Set<GroundReason>,
): { score: number; cited: string[] } {
  if (units.length === 0) {
    reasons.add('not-covered')
    return { score: 0, cited: [] }
  }
  const { words } = read
  const parts = partsOf(read)
  const cited = new Set<string>()
  let total = 0
  let covered = 0
  for (const part of parts) {
    const ranked = units
      .map((unit) => ({ unit, own: coverage(part.words, unit, weigh), whole: coverage(words, unit, weigh) }))
      .map((one) => ({ ...one, score: one.own + 0.3 * one.whole + valueBonus(part.values, one.unit) }))
      .sort((one, other) => other.score - one.score)
    const best = ranked[0]
    if (best === undefined) continue
    cited.add(best.unit.id)
    const weight = part.words.reduce((sum, word) => sum + weigh(word), 0)
    total += weight
    // Words may stand in a second line of the same evidence: two lines said in one sentence.
    const beside = ranked.find((one) => one.unit !== best.unit && one.unit.id === best.unit.id)
    const best2 =
      best.own + (beside === undefined ? 0 : 0.5 * gain(part.words, best.unit, beside.unit, weigh))
    covered += weight * Math.min(1, best2)
    if (best.own < groundSettings.leastClauseCovered && part.words.length >= 3 && best2 < 0.42)
      reasons.add('not-covered')
    const near = ranked.filter((one) => one.score >= best.score * 0.96).map((one) => one.unit)
    const excuses = ranked.filter((one) => one.own >= best.own * 0.4).map((one) => one.unit.read)
    const rivals = ranked.filter((one) => one.own >= best.own * 0.6).map((one) => one.unit.read)
    if (near.every((unit) => deniedOtherwise(part, unit.read, excuses, rivals)))
      reasons.add('denied-otherwise')
    if (near.every((unit) => saysWhatIsDenied(part, unit.read, weigh))) reasons.add('denied-otherwise')
    if (near.every((unit) => contraryMark(part, unit.read))) reasons.add('contrary')
  }
  // A figure that stands where it should says as much as a word.
  const verdicts = read.values.map((value) => judgeValue(value, words, units, weigh))
  const right = verdicts.filter((one) => one === undefined).length
  const score = (covered + right * valueWeight) / Math.max(1e-9, total + read.values.length * valueWeight)
  if (total + read.values.length > 0 && score < groundSettings.leastCovered) reasons.add('not-covered')
  for (const verdict of verdicts) if (verdict !== undefined) reasons.add(verdict)
  return { score: total + read.values.length === 0 ? 1 : score, cited: [...cited] }
}

function gain(words: readonly ReadWord[], first: EvidenceUnit, second: EvidenceUnit, weigh: Weigh): number {
  let total = 0
  let more = 0
  for (const word of words) {
    const weight = weigh(word)
    total += weight
    more += weight * Math.max(0, likenessIn(word, second) - likenessIn(word, first))
  }
  return total === 0 ? 0 : more / total
}

const valueBonus = (values: readonly PlacedValue[], unit: EvidenceUnit) =>
  values.length === 0
    ? 0
    : (0.12 * values.filter((value) => unit.read.values.some((known) => saysTheSame(value, known))).length) /
      values.length

/** Clauses that can stand alone; short ones stay with what comes before. */
function partsOf(read: ReadSentence): ReadPart[] {
  const parts: ReadPart[] = []
  for (const clause of new Set(
    [...read.words, ...read.values].map((one) => one.clause).sort((a, b) => a - b),
  )) {
    const words = read.words.filter((word) => word.clause === clause)
    const values = read.values.filter((value) => value.clause === clause)
    const last = parts.at(-1)
    if (last !== undefined && (words.length < 3 || last.words.length < 3)) {
      last.words.push(...words)
      last.values.push(...values)
    } else parts.push({ words, values })
  }
  return parts
}

/**
 * A value must stand in the evidence where the same words stand: if another value of its sort has clearly more of the words
 * around it, that one was meant.
 */
function judgeValue(
  value: PlacedValue,
  words: readonly ReadWord[],
  units: readonly EvidenceUnit[],
  weigh: Weigh,
): GroundReason | undefined {
  let same = -1
  let other = -1
  const context = words.map((word) => ({
    word,
    weight: weigh(word) / (1 + Math.abs(word.at - value.at) / 5) / (word.clause === value.clause ? 1 : 1.6),
  }))
  const total = context.reduce((sum, one) => sum + one.weight, 0) || 1
  for (const unit of units)
    for (const known of unit.read.values) {
      const isSame = saysTheSame(value, known)
      if (!isSame && !areOfASort(value, known)) continue
      let fit = 0
      for (const { word, weight } of context) {
        let best = 0
        for (const there of unit.read.words) {
          const like = likenessOfWords(word.stem, there.stem)
          if (like === 0) continue
          const away = Math.abs(there.at - known.at)
          best = Math.max(best, (like * (there.clause === known.clause ? 1 : 0.8)) / (1 + away / 8))
        }
        for (const stem of unit.above) best = Math.max(best, 0.55 * likenessOfWords(word.stem, stem))
        fit += weight * best
      }
      fit /= total
      if (isSame) same = Math.max(same, fit)
      else if (
        known.low !== value.low ||
        known.high !== value.high ||
        known.unit !== value.unit ||
        value.kind !== 'money'
      ) {
        if (known.low !== value.low || known.high !== value.high || value.kind === 'period')
          other = Math.max(other, fit)
      }
    }
  if (same < 0) return 'value-unknown'
  return same < other * groundSettings.valueMargin ? 'value-elsewhere' : undefined
}

/** A promise may be the company's rule: then its words stand together in the evidence. */
function promiseIsSaid(said: string, units: readonly EvidenceUnit[], weigh: Weigh): boolean {
  if (
    /\b(?:i|i'll|i'm)\b|我(?!们)|保证|承诺|guarantee|promise|assure/i.test(said) &&
    !units.some((unit) => /\b(?:i|i'll)\b|我(?!们)|保证|承诺|guarantee|promise|assure/i.test(unit.text))
  )
    return false
  const { words, values } = readSentence(said)
  return units.some(
    (unit) =>
      coverage(words, unit, weigh) >= 0.6 &&
      values.every((value) => unit.read.values.some((known) => saysTheSame(value, known))),
  )
}
