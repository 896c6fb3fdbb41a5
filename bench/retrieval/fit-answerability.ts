import { parseArgs } from 'node:util'
import { answerabilityOf, fitAnswerWeights, PassageIndex, type PassageToIndex } from '../../language/index.ts'
import { say } from '../harness/report.ts'
import { areaUnderCurve } from '../scope/area-under-curve.ts'
import {
  type AskedPassages,
  askPopulation,
  featuresOf,
  fittingPopulations,
  mixWeights,
} from './answer-populations.ts'
import { foreignTo, makeQuestions } from './made-questions.ts'

/**
 * Fits what passages' answerability is judged by before a company's own labels say better (`language/retrieve/answerability.ts`) and prints it, with
 * what weights fitted on the other populations lose on each, and what they lose once they are moved towards questions made of its passages.
 * `node bench/retrieval/fit-answerability.ts --data ../shared/data`; half a minute, nothing of a test split, the same weights every time.
 */
const { values } = parseArgs({ options: { data: { type: 'string', default: '../shared/data' } } })
const counted = 400

type Sample = Parameters<typeof fitAnswerWeights>[0][number]
const samplesOf = (asked: readonly AskedPassages[]): Sample[] => {
  const weights = mixWeights(asked, counted)
  return asked.map((one, at) => ({ features: featuresOf(one), label: one.found, weight: weights[at] ?? 0 }))
}
const probability = (weights: Float64Array, { features }: Sample) =>
  1 / (1 + Math.exp(-weights.reduce((sum, weight, at) => sum + weight * (features[at] ?? 0), 0)))

/** Questions made of passages: with their own there, with its document gone, and messages of other trades. */
function madeSamples(passages: readonly PassageToIndex[]): Sample[] {
  const index = new PassageIndex()
  for (const one of passages) index.add(one)
  const ask = (text: string) => {
    const ids = index.search(text, { limit: 4, least: 0 }).map(({ id }) => id)
    return { ids, features: featuresOf(answerabilityOf(index, text, ids)) }
  }
  return makeQuestions(passages, 300, 7).flatMap(({ text, own, left }, at) => {
    index.add(left)
    const there = ask(text)
    index.remove(own.id)
    const gone = ask(text)
    const foreign = foreignTo(own.language)
    const other = ask(foreign[at % foreign.length] ?? '')
    index.add(own)
    return [
      { features: there.features, label: there.ids.includes(own.id), weight: 0.5 },
      { features: gone.features, label: false, weight: 0.3 },
      { features: other.features, label: false, weight: 0.2 },
    ]
  })
}

function figuresOf(asked: readonly AskedPassages[], weights: Float64Array) {
  const samples = samplesOf(asked)
  const sure = samples.map((one) => probability(weights, one))
  const total = samples.reduce((sum, { weight }) => sum + weight, 0)
  const mean = (of: (at: number) => number) =>
    samples.reduce((sum, { weight }, at) => sum + weight * of(at), 0) / total
  const of = (kind: AskedPassages['kind']) => sure.filter((_, at) => asked[at]?.kind === kind)
  return {
    loss: mean((at) => -Math.log(samples[at]?.label ? (sure[at] ?? 0) : 1 - (sure[at] ?? 0))),
    mean: mean((at) => sure[at] ?? 0),
    true: mean((at) => (samples[at]?.label ? 1 : 0)),
    thereGone: areaUnderCurve(of('there'), of('gone')),
    thereForeign: areaUnderCurve(of('there'), of('foreign')),
  }
}
const shown = (figures: Record<string, number>) =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${value.toFixed(3)}`)
    .join(', ')

const populations = fittingPopulations(values.data).map((one) => ({
  name: one.name,
  passages: one.passages,
  asked: askPopulation(one),
}))
const weights = fitAnswerWeights(populations.flatMap(({ asked }) => samplesOf(asked)))
for (const one of populations) {
  const others = populations.filter((other) => other !== one)
  const without = fitAnswerWeights(others.flatMap(({ asked }) => samplesOf(asked)))
  say(`${one.name}, fitted on all: ${shown(figuresOf(one.asked, weights))}`)
  say(`${one.name}, fitted on the others: ${shown(figuresOf(one.asked, without))}`)
  const made = madeSamples(one.passages)
  for (const share of [0.1, 1]) {
    const moved = fitAnswerWeights(
      made.map((sample) => ({ ...sample, weight: sample.weight * share })),
      without,
      10,
    )
    say(`${one.name}, moved by made questions at ${share}: ${shown(figuresOf(one.asked, moved))}`)
  }
  const sure = samplesOf(one.asked).map((sample) => probability(weights, sample))
  for (const threshold of [0.1, 0.15, 0.2, 0.25, 0.3]) {
    const tried = (wanted: (one: AskedPassages) => boolean) => {
      const those = one.asked.map((asked, at) => ({ asked, at })).filter(({ asked }) => wanted(asked))
      return those.filter(({ at }) => (sure[at] ?? 0) >= threshold).length / those.length
    }
    say(
      `  at ${threshold}: tried of found ${tried(({ found }) => found).toFixed(3)}, of gone ${tried(({ kind }) => kind === 'gone').toFixed(3)}, of foreign ${tried(({ kind }) => kind === 'foreign').toFixed(3)}`,
    )
  }
}
console.log(JSON.stringify([...weights].map((weight) => Number(weight.toFixed(3)))))
