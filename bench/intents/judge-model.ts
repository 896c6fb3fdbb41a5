import type { LanguageModel } from '../../language/index.ts'
import { redraw } from '../harness/redraw.ts'
import { percentile, shareFigures } from '../harness/statistics.ts'
import { type Message, numbersFrom, sample } from './messages.ts'
import { pickThreshold } from './picked-threshold.ts'

const threshold = 0.85

/** What the engine makes of labelled messages, with a fifth of all being foreign where `foreign` holds enough. */
export function judge(
  model: LanguageModel,
  inside: readonly Message[],
  foreign: readonly Message[],
): Record<string, number> {
  const outside = sample(foreign, Math.round(inside.length / 4))
  const seen = [...inside, ...outside].map((message) => {
    const { candidates, confidence } = model.understand(message.text)
    const place = candidates.findIndex((candidate) => candidate.entryId === message.entry)
    return { confidence, place, inside: message.entry !== undefined, right: place === 0 }
  })
  const asked = seen.filter((item) => item.inside)
  const strangers = seen.filter((item) => !item.inside)
  const answered = seen.filter(isAnswered)
  const calibration = errorAboveChance(seen)
  return {
    ...shareFigures('Top1', asked, (item) => item.right),
    ...shareFigures('Top3', asked, (item) => item.place >= 0 && item.place < 3),
    ...shareFigures('Coverage', asked, isAnswered),
    ...shareFigures('Precision', answered, (item) => item.right),
    ...shareFigures('OutOfScopeAnswered', strangers, isAnswered),
    ...tooSure([asked, strangers]),
    ...redraw([asked, strangers], tooSure),
    CalibrationErrorAboveChance: calibration.above,
    CalibrationErrorAboveChanceLow: calibration.low,
    CalibrationErrorAboveChanceHigh: calibration.high,
    CalibrationErrorNoise: calibration.noise,
    Answered: answered.length,
    Asked: seen.length,
  }
}

const isAnswered = (item: Claimed) => item.confidence >= threshold

/** Mean confidence of what is answered, less how much of it is right. */
function tooSure(groups: readonly (readonly Claimed[])[]): { ConfidenceMinusPrecision: number } {
  const answered = groups.flat().filter(isAnswered)
  const claimed = answered.reduce((sum, { confidence, right }) => sum + confidence - (right ? 1 : 0), 0)
  return { ConfidenceMinusPrecision: claimed / Math.max(1, answered.length) }
}

/**
 * Coverage and precision on test messages at the threshold that gives precision .98 on validation: the training messages as they were
 * judged held out, and strangers of a validation split; with a fifth of all being strangers, and with none.
 */
export function atPickedThreshold(
  model: LanguageModel,
  inside: readonly Message[],
  strangers: { validation: readonly Message[]; test: readonly Message[] },
): Record<string, number> {
  const held = model.heldOut
    .filter((one) => one.inScope)
    .map(({ confidence, right }) => ({ confidence, right, weight: 1 }))
  const weight = held.length / 4 / Math.max(1, strangers.validation.length)
  const foreign = strangers.validation.map(({ text }) => ({
    confidence: model.understand(text).confidence,
    right: false,
    weight,
  }))
  const seen = (messages: readonly Message[]) =>
    messages.map(({ text, entry }) => {
      const { candidates, confidence } = model.understand(text)
      return {
        confidence,
        inside: entry !== undefined,
        right: entry !== undefined && candidates[0]?.entryId === entry,
      }
    })
  const figures = (name: string, threshold: number, asked: ReturnType<typeof seen>) => {
    const answered = asked.filter((item) => item.confidence >= threshold)
    const known = asked.filter((item) => item.inside)
    return {
      [`${name}Coverage`]: share(known, (item) => item.confidence >= threshold),
      [`${name}Precision`]: share(answered, (item) => item.right),
      [`${name}Threshold`]: threshold,
    }
  }
  const known = seen(inside)
  const mixed = [...known, ...seen(sample(strangers.test, Math.round(inside.length / 4)))]
  return {
    ...figures('Picked98', pickThreshold([...held, ...foreign], 0.98), mixed),
    ...figures('Picked98Alone', pickThreshold(held, 0.98), known),
  }
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(holds).length / items.length
}

interface Claimed {
  confidence: number
  right: boolean
}

/** Mean distance between what was claimed and what came true, in ten bins of confidence. */
function calibrationError(seen: readonly Claimed[], right: (item: Claimed) => boolean): number {
  const sums = new Float64Array(10)
  for (const item of seen) {
    const bin = Math.min(9, Math.floor(item.confidence * 10))
    sums[bin] = (sums[bin] as number) + item.confidence - (right(item) ? 1 : 0)
  }
  return sums.reduce((total, sum) => total + Math.abs(sum), 0) / seen.length
}

/**
 * Calibration error, less what a perfect model would show on as many messages (mean of so many redraws); how much more than that mean a
 * perfect model would show in one of twenty cases: what is below it may be chance; and the error's 95 % from drawing the messages anew
 * (basic bootstrap: redrawing adds the noise that it measures, so it is mirrored).
 */
export function errorAboveChance(
  seen: readonly Claimed[],
  draws = 1_000,
): {
  above: number
  noise: number
  low: number
  high: number
} {
  const draw = numbersFrom(7)
  const chance = Array.from({ length: 1_000 }, () =>
    calibrationError(seen, (item) => draw() < item.confidence),
  )
  const mean = chance.reduce((sum, value) => sum + value, 0) / chance.length
  const error = calibrationError(seen, (item) => item.right)
  const redrawn = Array.from({ length: draws }, () => {
    const messages = seen.map(() => seen[Math.floor(draw() * seen.length)] as Claimed)
    return calibrationError(messages, (item) => item.right)
  })
  return {
    above: error - mean,
    noise: percentile(chance, 0.95) - mean,
    low: 2 * error - percentile(redrawn, 0.975) - mean,
    high: 2 * error - percentile(redrawn, 0.025) - mean,
  }
}

/** Puts a stream's name before each of its figures. */
export function named(stream: string, figures: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [stream + name, value]))
}

/** The mean of each figure over several runs. */
export function meanOf(runs: readonly Record<string, number>[]): Record<string, number> {
  const names = Object.keys(runs[0] ?? {})
  return Object.fromEntries(
    names.map((name) => [name, runs.reduce((sum, run) => sum + (run[name] ?? 0), 0) / runs.length]),
  )
}
