import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findNeeds, waysOfSaying } from '../language/index.ts'
import { agreementOf } from './discovery/match-labels.ts'
import { manyMessages, numbersFrom } from './discovery/vary.ts'
import { cpuSeconds } from './harness/cpu-time.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { readLines, readRows } from './intents.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** `banking-gold` for the result; `insurance` is for choosing. */
    set: { type: 'string', default: 'banking-gold' },
    messages: { type: 'string', default: '100000' },
    /** Looks for the needs of the other half, for choosing. */
    tune: { type: 'boolean', default: false },
    /** `shuffled-labels`: what people labelled is given to other messages, to show that the figures notice. */
    fault: { type: 'string' },
  },
})
const seed = 20_261_121
const figures: Record<string, number> = {}

const calls = readLines(join(values.data, `natcs/${values.set}.jsonl`)).map((line) => {
  const { utterance, intent } = JSON.parse(line)
  return { text: String(utterance), label: String(intent) }
})
const labels = calls.map(
  (_, at) => calls[values.fault === 'shuffled-labels' ? (at * 7919) % calls.length : at]?.label ?? '',
)
const { needs, aside } = findNeeds(calls)
const { accuracy, precision, recall } = agreementOf(
  labels,
  needs.map((need) => need.members),
)
const kinds = new Set(labels).size
figures.natcsAccuracy = accuracy
figures.natcsPrecision = precision
figures.natcsRecall = recall
figures.natcsNeeds = needs.length
figures.natcsLabels = kinds
figures.natcsAside = aside.length / calls.length
// Half the width of 95 % by sampling messages alone.
figures.natcsAccuracyNoise = 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / calls.length)
say(`${values.set}: ${needs.length} needs for ${kinds} labels, accuracy ${accuracy.toFixed(3)}`)

const clinc: Record<string, [string, string][]> = JSON.parse(
  readFileSync(join(values.data, 'clinc150/data_full.json'), 'utf8'),
)
const rows = [
  ...readRows(join(values.data, 'banking77/train.csv')),
  ...readRows(join(values.data, 'banking77-zh/train.csv')),
  ...(clinc.train ?? []).map(([text]) => ({ text })),
  ...readLines(join(values.data, 'shop-zh/wordings.tsv')).map((line) => ({
    text: line.slice(line.indexOf('\t') + 1),
  })),
]
const made = manyMessages(rows, Number(values.messages), seed)
const [begun, spent] = [performance.now(), cpuSeconds(process.pid)]
const many = findNeeds(made)
figures.manySeconds = (performance.now() - begun) / 1000
figures.manyProcessorSeconds = cpuSeconds(process.pid) - spent
figures.manyNeeds = many.needs.length
figures.manyAside = many.aside.length / made.length
say(
  `${made.length} messages: ${many.needs.length} needs in ${figures.manySeconds.toFixed(1)} s, ${figures.manyProcessorSeconds.toFixed(1)} s of processor time`,
)

// “In how many ways do they say this”: needs hidden among the others, with half of the needs for choosing (`--tune`).
const hidden = [
  ...readRows(join(values.data, 'banking77/train.csv')),
  ...readRows(join(values.data, 'banking77-zh/train.csv')).map((row) => ({
    ...row,
    entry: `${row.entry}/zh`,
  })),
  ...(clinc.train ?? []).map(([text]) => ({ text, entry: '' })),
]
const half = values.tune ? 0 : 1
const names = [...new Set(hidden.map((row) => row.entry ?? ''))]
  .filter((name) => name !== '' && name.charCodeAt(0) % 2 === half)
  .sort()
const draw = numbersFrom(seed)
const drawn = (list: readonly string[], count: number) =>
  list
    .map((name) => ({ name, key: draw() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ name }) => name)
const said = manyMessages(hidden, Number(values.messages), seed)
const asked = [
  ...drawn(
    names.filter((name) => !name.endsWith('/zh')),
    6,
  ),
  ...drawn(
    names.filter((name) => name.endsWith('/zh')),
    3,
  ),
]
const ways = asked.map((name) => {
  const examples = drawn(
    hidden.filter((row) => row.entry === name).map(({ text }) => text),
    3,
  )
  // Chinese needs have no Chinese name in the data: their first example stands for it.
  const [first = ''] = examples
  const found = waysOfSaying(
    { name: name.endsWith('/zh') ? first : name.replaceAll('_', ' '), examples },
    said,
  )
  const truth = said.filter(({ row }) => row.entry === name)
  const right = found.members.filter((place) => said[place]?.row.entry === name).length
  const count = new Set(truth.map(({ row }) => row)).size
  return {
    precision: right / Math.max(1, found.members.length),
    recall: right / Math.max(1, truth.length),
    countError: Math.abs(found.ways.length - count) / Math.max(1, count),
  }
})
const mean = (pick: (one: (typeof ways)[number]) => number) =>
  ways.reduce((sum, one) => sum + pick(one), 0) / Math.max(1, ways.length)
figures.waysPrecision = mean((one) => one.precision)
figures.waysRecall = mean((one) => one.recall)
figures.waysCountError = mean((one) => one.countError)

figures.discoveryPassed =
  accuracy >= 0.53 &&
  Math.abs(needs.length - kinds) <= 9 &&
  Math.min(figures.manySeconds, figures.manyProcessorSeconds) <= 30
    ? 1
    : 0
printReport(
  'discovery',
  {
    ...describeMachine(),
    set: `natcs/${values.set}.jsonl`,
    messages: calls.length,
    many: `${made.length} messages made of ${rows.length} rows: banking77 train, banking77-zh train, clinc150 train, shop-zh wordings`,
    seed,
    fault: values.fault ?? 'none',
  },
  figures,
)
