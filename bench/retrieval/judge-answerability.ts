import { numbersFrom, shuffle } from '../harness/shuffle.ts'
import { percentile } from '../harness/statistics.ts'
import { areaUnderCurve } from '../scope/area-under-curve.ts'
import { type AskedPassages, mixWeights } from './answer-populations.ts'

/** What a model that writes from passages would have been asked, by a figure and where it begins. */
function triedAt(asked: readonly AskedPassages[], of: (one: AskedPassages) => number, threshold: number) {
  const share = (wanted: (one: AskedPassages) => boolean) => {
    const those = asked.filter(wanted)
    return those.filter((one) => of(one) >= threshold).length / those.length
  }
  return {
    OfFound: share(({ found }) => found),
    OfGone: share(({ kind }) => kind === 'gone'),
    OfForeign: share(({ kind }) => kind === 'foreign'),
  }
}

/** Mean distance between what was said and what came true, each question by its weight, in ten bins of equal weight. */
function calibrationError(asked: readonly AskedPassages[], weights: readonly number[]): number {
  const sorted = asked
    .map((one, at) => ({ probability: one.probability, found: one.found, weight: weights[at] ?? 0 }))
    .sort((a, b) => a.probability - b.probability)
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  const gaps = new Float64Array(10)
  let before = 0
  for (const { probability, found, weight } of sorted) {
    const bin = Math.min(9, Math.floor((before / total) * 10))
    gaps[bin] = (gaps[bin] ?? 0) + weight * (probability - (found ? 1 : 0))
    before += weight
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / total
}

export function figuresOf(asked: readonly AskedPassages[], threshold: number): Record<string, number> {
  const of = (kind: AskedPassages['kind'], value: (one: AskedPassages) => number) =>
    asked.filter((one) => one.kind === kind).map(value)
  const sure = (one: AskedPassages) => one.probability
  const share = (one: AskedPassages) => one.score
  const weights = mixWeights(asked)
  const mean = (value: (one: AskedPassages) => number) =>
    asked.reduce((sum, one, at) => sum + (weights[at] ?? 0) * value(one), 0) / asked.length
  const outside = (value: (one: AskedPassages) => number) => [...of('gone', value), ...of('foreign', value)]
  const found = mean((one) => (one.found ? 1 : 0))
  return {
    ThereGone: areaUnderCurve(of('there', sure), of('gone', sure)),
    ThereForeign: areaUnderCurve(of('there', sure), of('foreign', sure)),
    ThereNot: areaUnderCurve(of('there', sure), outside(sure)),
    SharesThereGone: areaUnderCurve(of('there', share), of('gone', share)),
    SharesThereForeign: areaUnderCurve(of('there', share), of('foreign', share)),
    SharesThereNot: areaUnderCurve(of('there', share), outside(share)),
    FoundOfThere:
      of('there', (one) => (one.found ? 1 : 0)).reduce((sum, one) => sum + one, 0) / of('there', sure).length,
    Found: found,
    MeanLessFound: mean(sure) - found,
    CalibrationError: calibrationError(asked, weights),
    ...prefixed('Tried', triedAt(asked, sure, threshold)),
    ...prefixed('SharesTried', triedAt(asked, share, 0.3)),
  }
}

const prefixed = (name: string, figures: Record<string, number>) =>
  Object.fromEntries(Object.entries(figures).map(([key, value]) => [`${name}${key}`, value]))

/** The same with what drawing the questions anew makes of each in 95 of 100 cases; a question asked twice is drawn with both. */
export function judgeAnswerability(
  asked: readonly AskedPassages[],
  threshold: number,
  seed: number,
  draws = 300,
): Record<string, number> {
  const figures = figuresOf(asked, threshold)
  const there = asked.filter(({ kind }) => kind === 'there')
  const gone = asked.filter(({ kind }) => kind === 'gone')
  const foreign = asked.filter(({ kind }) => kind === 'foreign')
  const draw = numbersFrom(seed)
  const drawn = Array.from({ length: draws }, () => {
    const pairs = there.map(() => Math.floor(draw() * there.length))
    return figuresOf(
      [
        ...pairs.map((at) => there[at] as AskedPassages),
        ...pairs.map((at) => gone[at] as AskedPassages),
        ...foreign.map(() => foreign[Math.floor(draw() * foreign.length)] as AskedPassages),
      ],
      threshold,
    )
  })
  for (const name of ['ThereGone', 'ThereForeign', 'ThereNot', 'MeanLessFound', 'TriedOfFound'] as const) {
    const values = drawn.map((one) => one[name] ?? Number.NaN)
    figures[`${name}Low`] = percentile(values, 0.025)
    figures[`${name}High`] = percentile(values, 0.975)
  }
  // What a perfect judge would show on as many questions: what is below it may be chance.
  const perfect = Array.from({ length: draws }, () =>
    calibrationError(
      asked.map((one) => ({ ...one, found: draw() < one.probability })),
      mixWeights(asked),
    ),
  )
  figures.CalibrationChance = percentile(perfect, 0.95)
  return figures
}

/** What was said of one question said of another: it must be seen. */
export function shuffled(asked: readonly AskedPassages[], seed: number): AskedPassages[] {
  const others = shuffle(asked, seed)
  return asked.map((one, at) => ({ ...one, probability: others[at]?.probability ?? 0 }))
}
