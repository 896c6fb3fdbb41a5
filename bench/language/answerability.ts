import { parseArgs } from 'node:util'
import { defaultAnswerable } from '../../contract/index.ts'
import { heldFigure } from '../harness/bars.ts'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { named } from '../harness/statistics.ts'
import { askPopulation, scoredPopulations } from '../retrieval/answer-populations.ts'
import { judgeAnswerability, shuffled } from '../retrieval/judge-answerability.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    fault: { type: 'string' },
  },
})
if (values.fault !== undefined && values.fault !== 'shuffled') throw new Error('--fault: shuffled')
const seed = 20261122
const bars = {
  bankDocumentsThereForeign: { least: 0.9 },
  bankAnswersEnThereForeign: { least: 0.85 },
  bankAnswersEnTriedOfFound: { least: 0.93 },
  bankAnswersEnTriedOfForeign: { most: 0.4 },
  bankAnswersEnThereGoneLow: { least: 0.5 },
  bankAnswersEnCalibrationError: { most: 0.08 },
  bankAnswersZhCalibrationError: { most: 0.08 },
}

const figures: Record<string, number> = {}
const counts: Record<string, { passages: number; asked: number; foreign: number }> = {}
for (const population of scoredPopulations(values.data)) {
  const { name, passages, asked, foreign } = population
  const seen = askPopulation(population)
  const judged = values.fault === 'shuffled' ? shuffled(seen, seed) : seen
  Object.assign(figures, named(name, judgeAnswerability(judged, defaultAnswerable, seed)))
  counts[name] = { passages: passages.length, asked: asked.length, foreign: foreign.length }
  say(`${name}: ${figures[`${name}ThereGone`]?.toFixed(3)}, ${figures[`${name}ThereForeign`]?.toFixed(3)}`)
}
printReport(
  'answerability',
  { ...describeMachine(), seed, threshold: defaultAnswerable, counts, fault: values.fault ?? 'none' },
  { ...figures, ...heldFigure(figures, bars) },
)
