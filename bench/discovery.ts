import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findNeeds } from '../language/index.ts'
import { askWays } from './discovery/ask-ways.ts'
import { meanOfWays, noiseOfWays, waysPass } from './discovery/judge-ways.ts'
import { agreementOf } from './discovery/match-labels.ts'
import { manyMessages } from './discovery/vary.ts'
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
    /**
     * `shuffled-labels`: what people labelled is given to other messages; `ways-all`, `ways-nothing`: a matcher that takes everything or
     * nothing; to show that the figures notice.
     */
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

const hidden = [
  ...readRows(join(values.data, 'banking77/train.csv')),
  ...readRows(join(values.data, 'banking77-zh/train.csv')).map((row) => ({
    ...row,
    entry: `${row.entry}/zh`,
  })),
  ...(clinc.train ?? []).map(([text]) => ({ text, entry: '' })),
]
const asked = askWays(hidden, {
  messages: Number(values.messages),
  half: values.tune ? 0 : 1,
  seed,
  fault: values.fault,
})
for (const { need, precision, recall, countError, seconds } of asked)
  say(
    `${need}: precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}, count off by ${countError.toFixed(2)}, ${seconds.toFixed(1)} s`,
  )
const ways = meanOfWays(asked)
figures.waysPrecision = ways.precision
figures.waysRecall = ways.recall
figures.waysCountError = ways.countError
const waysNoise = noiseOfWays(asked)
figures.waysPrecisionNoise = waysNoise.precision
figures.waysRecallNoise = waysNoise.recall
figures.waysCountErrorNoise = waysNoise.countError
figures.waysSeconds = asked.reduce((sum, one) => sum + one.seconds, 0) / asked.length
figures.waysPassed = waysPass(ways) ? 1 : 0

figures.discoveryPassed =
  accuracy >= 0.53 &&
  Math.abs(needs.length - kinds) <= 9 &&
  Math.min(figures.manySeconds, figures.manyProcessorSeconds) <= 30 &&
  waysPass(ways)
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
