import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { trainModel } from '../language/index.ts'
import { heldWithNoise } from './harness/bars.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { type Message, meanOf, named, withMessages, wordings } from './intents.ts'
import { judgeScope, mixedUp } from './scope/judge-scope.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    seeds: { type: 'string', default: '3' },
    /** `val` for choosing, `test` for the result. */
    split: { type: 'string', default: 'test' },
    /** `mixed-up`: each message is said with the confidence of another. */
    fault: { type: 'string' },
  },
})
if (values.fault !== undefined && values.fault !== 'mixed-up') throw new Error('--fault: mixed-up')
const threshold = 0.85
const bars = {
  clincAuroc: { least: 0.965 },
  clincInScopeAuroc: { least: 0.965 },
  clincCoverage: { least: 0.7 },
  clincPrecision: { least: 0.97 },
}
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

const texts = [...inside.map(({ text }) => text), ...outside]
const runs = Array.from({ length: Number(values.seeds) }, (_, at) => {
  const model = trainModel(input, { seed: at + 1 })
  const asked = values.fault === 'mixed-up' ? mixedUp(model, texts) : model
  const figures = judgeScope(asked, inside, outside, threshold)
  say(`seed ${at + 1}: ${JSON.stringify(figures)}`)
  return figures
})
const figures = named('clinc', meanOf(runs))
for (const name of ['Auroc', 'InScopeAuroc', 'Coverage']) {
  figures[`clinc${name}Least`] = Math.min(...runs.map((run) => run[name] ?? Number.NaN))
  figures[`clinc${name}Most`] = Math.max(...runs.map((run) => run[name] ?? Number.NaN))
}
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
    fault: values.fault ?? 'none',
  },
  { ...figures, ...heldWithNoise(figures, bars) },
)
