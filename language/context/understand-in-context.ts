import { leansOnEarlier } from '../classify/follow-up.ts'
import { likenessOf } from '../match/near-duplicates.ts'
import { detectLanguage } from '../text/detect-language.ts'
import { normaliseText } from '../text/normalise.ts'
import type { Candidate, LanguageModel, Understanding } from '../types.ts'
import { pointsOf, readPick } from './read-pick.ts'
import { readReturn } from './read-return.ts'

/** A turn before this one. */
export interface EarlierTurn {
  /** What the customer wrote. */
  asked: string
  /** What it was answered with. */
  entryId?: string
  /** Entries offered as buttons, with their labels, in order. */
  offered?: readonly { entryId: string; label: string }[]
  /** What was answered, where it may count up points. */
  answer?: string
}

export type ContextKind = 'option' | 'point' | 'return' | 'follow-up'

/** That earlier turns were used, how, and which. */
export interface UsedContext {
  kind: ContextKind
  /** Place of the turn in the given list. */
  turn: number
}

/** A place in a list of buttons is nearly a click. */
const pickConfidence = 0.95
/** What is read out of two messages is a guess more than what one says. */
const guess = 0.95
/** Typed instead of clicked. */
const sameLabel = 0.8
const mostLooked = 12
/** Below this a bare follow-up says too little by itself. */
const unsure = 0.4
/** Above this what a message says by itself is not held against what came before. */
const sureAlone = 0.9
/** How much of a follow-up's meaning comes of its subject; chosen on dialogues of our own. */
const subjectPart = 0.4
const pooled = 5
/** Two readings disagree: it is worth offering, not answering. */
const disputed = 0.6
const leastProbable = 1e-3
/** So much of its words in an entry's texts leads somewhere. */
const leading = 0.25
/** What is less likely about anything we know is taken for something else. */
const knownHere = 0.5

/**
 * What a message means behind the turns before it: one of the buttons or points (“第二个呢”), an earlier matter taken up again
 * (“back to my refund”), a question that leaves out what was just spoken of (“那运费呢”), or what it says by itself. What says
 * enough by itself is never pulled to an earlier matter.
 */
export function understandInContext(
  model: Pick<LanguageModel, 'understand'>,
  text: string,
  turns: readonly EarlierTurn[],
  options: { limit?: number } = {},
): Understanding & { context?: UsedContext } {
  const last = turns.length - 1
  if (last < 0) return model.understand(text, options)
  const message = normaliseText(text)
  return (
    fromOffered(message, turns, last) ??
    fromPoints(model, message, turns, last, options) ??
    fromReturn(model, message, turns, options) ??
    fromFollowUp(model, text, message, turns, last, options)
  )
}

function fromOffered(message: string, turns: readonly EarlierTurn[], last: number) {
  const offered = turns[last]?.offered ?? []
  if (offered.length === 0) return undefined
  const pick = readPick(message, offered.length)
  const at =
    pick === undefined || pick.rest !== ''
      ? offered.findIndex(({ label }) => likenessOf(message, label) >= sameLabel)
      : pick.at - 1
  const chosen = offered[at]
  if (chosen === undefined) return undefined
  return settled(message, chosen.entryId, pickConfidence, { kind: 'option', turn: last })
}

/** “第二个要多久”, after an answer in points: about that point. */
function fromPoints(
  model: Pick<LanguageModel, 'understand'>,
  message: string,
  turns: readonly EarlierTurn[],
  last: number,
  options: { limit?: number },
) {
  const turn = turns[last] as EarlierTurn
  const things =
    turn.offered !== undefined && turn.offered.length > 0
      ? turn.offered.map(({ label }) => label)
      : pointsOf(turn.answer ?? '')
  const pick = readPick(message, things.length)
  if (pick === undefined) return undefined
  const point = things[pick.at - 1] as string
  const context: UsedContext = { kind: 'point', turn: last }
  const found = model.understand(`${point} ${pick.rest}`.trim(), options)
  const chosen = turn.offered?.[pick.at - 1]?.entryId
  if (found.confidence >= 0.6 || (chosen === undefined && turn.entryId === undefined))
    return { ...found, confidence: found.confidence * guess, context }
  // Nothing else is known about the point: the answer it stands in is as near as it gets.
  return raise(found, chosen ?? (turn.entryId as string), 0.6, context)
}

function fromReturn(
  model: Pick<LanguageModel, 'understand'>,
  message: string,
  turns: readonly EarlierTurn[],
  options: { limit?: number },
) {
  const back = readReturn(message)
  if (back === undefined) return undefined
  const found = model.understand(`${back.matter} ${back.rest}`.trim(), {
    ...options,
    limit: Math.max(options.limit ?? 5, mostLooked),
  })
  const matter = model.understand(back.matter, { limit: mostLooked })
  const probable = new Map(
    [...matter.candidates, ...found.candidates].map((one) => [one.entryId, one.probability]),
  )
  let best = -1
  let most = 0
  turns.slice(-mostLooked).forEach((turn, at) => {
    // The newer of two that fit alike; of those that do not, the one before the last.
    const fit =
      (turn.entryId === undefined ? 0 : (probable.get(turn.entryId) ?? 0)) +
      likenessOf(back.matter, turn.asked)
    if (fit >= most && fit > 0.05) {
      most = fit
      best = Math.max(0, turns.length - mostLooked) + at
    }
  })
  if (back.matter === '' && best < 0) best = turns.length - 2
  const turn = turns[best]
  if (turn === undefined) return undefined
  const context: UsedContext = { kind: 'return', turn: best }
  if (back.rest !== '' || turn.entryId === undefined) {
    const said = `${back.matter} ${back.rest}`.trim()
    const together = model.understand(`${turn.asked} ${said}`, options)
    const better = together.confidence > found.confidence ? together : cut(found, options.limit)
    return { ...better, confidence: better.confidence * guess, context }
  }
  return raise(cut(found, options.limit), turn.entryId, 0.8, context)
}

/** Messages that leave out what they are about need the one that said it, not the one before alone. */
function subjectOf(turns: readonly EarlierTurn[], last: number): string {
  let from = last
  while (from > 0 && last - from < 2 && leansOnEarlier(normaliseText(turns[from]?.asked ?? ''))) from--
  return turns
    .slice(from, last + 1)
    .map(({ asked }) => asked)
    .join(' ')
}

function fromFollowUp(
  model: Pick<LanguageModel, 'understand'>,
  text: string,
  message: string,
  turns: readonly EarlierTurn[],
  last: number,
  options: { limit?: number },
): Understanding & { context?: UsedContext } {
  const subject = subjectOf(turns, last)
  const found = model.understand(text, { ...options, previous: [subject] })
  const context: UsedContext = { kind: 'follow-up', turn: last }
  const before = turns[last]?.entryId
  // “那红色的呢”: a word that leads nowhere by itself asks the same of something else. It comes first, and no surer than it was.
  if (
    before !== undefined &&
    found.confidence < unsure &&
    (found.candidates[0]?.evidence.lexical ?? 0) < leading &&
    found.candidates[0]?.entryId !== before &&
    isBare(message)
  )
    return keep(found, before, context)
  if (found.confidence < sureAlone && leansOnEarlier(message)) {
    const fitting = fittingBoth(found, model.understand(`${subject} ${text}`, { limit: pooled }))
    if (fitting !== undefined && fitting !== found.candidates[0]?.entryId)
      return { ...keep(found, fitting, context), confidence: Math.min(found.confidence, disputed) }
  }
  if (found.features.withPrevious === 1) return { ...found, context }
  const placed = inItsPlace(model, text, message, found, turns[last] as EarlierTurn, subject, options)
  return placed === undefined ? found : { ...placed, context }
}

/**
 * Nothing we know by itself, and too little said to be about something else (“啥条件啊”, "its from germany" behind an offer): read with
 * its subject, for a guess that may be offered and never answered.
 */
function inItsPlace(
  model: Pick<LanguageModel, 'understand'>,
  text: string,
  message: string,
  found: Understanding,
  turn: EarlierTurn,
  subject: string,
  options: { limit?: number },
): Understanding | undefined {
  const unsettled = turn.entryId === undefined && (turn.offered?.length ?? 0) > 0
  if (found.inScope >= knownHere || !(leansOnEarlier(message) || saysLittle(message, unsettled ? 2 : 1)))
    return undefined
  const together = model.understand(`${subject} ${text}`, options)
  if (together.inScope < knownHere) return undefined
  const read = { ...together, confidence: Math.min(together.confidence, disputed) }
  return turn.entryId === undefined ? read : first(read, turn.entryId)
}

/** A few characters or words; `times` as many where the customer was just asked which matter is meant. */
function saysLittle(message: string, times: number): boolean {
  const han = message.match(/[\u4e00-\u9fff]/g)?.length ?? 0
  return han > 0 ? han <= 6 * times : message.split(' ').length <= 3 * times
}

/**
 * The entry that fits what a message says by itself and what it says behind its subject: the product of both, so that neither alone decides
 * (“羊毛的呢” behind a question about washing). Read in one piece with its subject a message says mostly what was said before.
 */
function fittingBoth(alone: Understanding, together: Understanding): string | undefined {
  const scores = new Map<string, number>()
  for (const [{ candidates }, part] of [
    [alone, 1 - subjectPart],
    [together, subjectPart],
  ] as const)
    for (const { entryId, probability } of candidates.slice(0, pooled)) {
      const score = scores.get(entryId) ?? Math.log(leastProbable)
      scores.set(entryId, score + part * Math.log(1 + probability / leastProbable))
    }
  return [...scores].sort((a, b) => b[1] - a[1])[0]?.[0]
}

/** Whether a message is a connecting word and one thing: “那X呢”, “and the X one?”. */
function isBare(message: string): boolean {
  const text = message.replace(/[?？!！。.~，,\s]+$/u, '')
  return (
    /^(?:那么?|要是|如果|换成)?.{1,7}呢$/u.test(text) ||
    /^(?:and|what about|how about|or|and what about)(?: for| with| at| in)?(?: the| an?)? [\w-]+(?: ones?| [\w-]+)?$/.test(
      text,
    )
  )
}

function keep(
  found: Understanding,
  entryId: string,
  context: UsedContext,
): Understanding & { context: UsedContext } {
  return { ...first(found, entryId), context }
}

/** Puts an entry first, no less probable than what was first. */
function first(found: Understanding, entryId: string): Understanding {
  const known = found.candidates.find((one) => one.entryId === entryId)
  const probability = Math.max(known?.probability ?? 0, found.candidates[0]?.probability ?? 0)
  const others = found.candidates.filter((one) => one.entryId !== entryId)
  const evidence = { linear: 0, neighbours: 0, lexical: 0 }
  return {
    ...found,
    candidates: [{ evidence, ...known, entryId, probability }, ...others],
    features: { ...found.features, withPrevious: 1 },
  }
}

function cut(found: Understanding, limit = 5): Understanding {
  return { ...found, candidates: found.candidates.slice(0, limit) }
}

function settled(
  message: string,
  entryId: string,
  confidence: number,
  context: UsedContext,
): Understanding & { context: UsedContext } {
  const evidence = { linear: 0, neighbours: 0, lexical: 0 }
  return {
    language: detectLanguage(message),
    candidates: [{ entryId, probability: confidence, evidence }],
    confidence,
    inScope: confidence,
    features: { withPrevious: 1 },
    context,
  }
}

/** Puts an entry first, with the probability that is given to it. */
function raise(
  found: Understanding,
  entryId: string,
  confidence: number,
  context: UsedContext,
): Understanding & { context: UsedContext } {
  const known = found.candidates.find((one) => one.entryId === entryId)
  const first: Candidate = {
    evidence: { linear: 0, neighbours: 0, lexical: 0 },
    ...known,
    entryId,
    probability: confidence,
  }
  const others = found.candidates
    .filter((one) => one.entryId !== entryId)
    .map((one) => ({ ...one, probability: one.probability * (1 - confidence) }))
  return {
    ...found,
    candidates: [first, ...others],
    confidence: Math.max(confidence, found.candidates[0]?.entryId === entryId ? found.confidence * guess : 0),
    inScope: Math.max(found.inScope, confidence),
    features: { ...found.features, withPrevious: 1 },
    context,
  }
}
