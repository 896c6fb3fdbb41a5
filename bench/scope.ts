import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { trainModel } from '../language/index.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { type Message, meanOf, withMessages, wordings } from './intents.ts'
import { areaUnderCurve } from './scope/area-under-curve.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    seeds: { type: 'string', default: '3' },
    /** `val` for choosing, `test` for the result. */
    split: { type: 'string', default: 'test' },
  },
})
const threshold = 0.85
const all: Record<string, [text: string, intent: string][]> = JSON.parse(
  readFileSync(join(values.data, 'clinc150/data_full.json'), 'utf8'),
)
const read = (name: string): Message[] => (all[name] ?? []).map(([text, entry]) => ({ text, entry }))
const inside = read(values.split)
const outside = (all[`oos_${values.split}`] ?? []).map(([text]) => text)
const input = {
  entries: withMessages([], read('train')),
  outOfScope: wordings(
    'foreign',
    (all.oos_train ?? []).map(([text]) => text),
    'customer',
  ),
}

const runs = Array.from({ length: Number(values.seeds) }, (_, at) => {
  const model = trainModel(input, { seed: at + 1 })
  const known = inside.map(({ text, entry }) => {
    const { candidates, confidence, inScope } = model.understand(text)
    return { confidence, inScope, right: candidates[0]?.entryId === entry }
  })
  const foreign = outside.map((text) => model.understand(text))
  const answered = known.filter((one) => one.confidence >= threshold)
  const strangers = foreign.filter((one) => one.confidence >= threshold)
  const right = answered.filter((one) => one.right).length
  const figures = {
    Auroc: areaUnderCurve(
      known.map((one) => one.confidence),
      foreign.map((one) => one.confidence),
    ),
    InScopeAuroc: areaUnderCurve(
      known.map((one) => one.inScope),
      foreign.map((one) => one.inScope),
    ),
    Top1: known.filter((one) => one.right).length / known.length,
    Coverage: answered.length / known.length,
    Precision: right / Math.max(1, answered.length + strangers.length),
    OutOfScopeAnswered: strangers.length / Math.max(1, foreign.length),
  }
  say(`seed ${at + 1}: ${JSON.stringify(figures)}`)
  return figures
})
const figures: Record<string, number> = {}
for (const [name, value] of Object.entries(meanOf(runs))) figures[`clinc${name}`] = value
printReport(
  'scope',
  {
    ...describeMachine(),
    set: 'clinc150/data_full.json',
    split: values.split,
    seeds: runs.length,
    inScope: inside.length,
    outOfScope: outside.length,
    threshold,
  },
  figures,
)
