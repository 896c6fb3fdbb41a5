import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { heldFigure } from '../harness/bars.ts'
import { cpuSeconds } from '../harness/cpu-time.ts'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { readRows } from '../intents.ts'
import { curveOf, judgeTiers } from './tiering/judge-tiers.ts'
import { playTiers } from './tiering/play-tiers.ts'

const bars = {
  withoutLargeLeast: { least: 0.6 },
  precisionLeast: { least: 0.95 },
}

/**
 * A stream of customers from ten examples a question on, through the production steps, with a simulated large model that is right .92 of
 * the time at a list price, and people who are right .98: what is answered without it, how right that is, and what it costs.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** `banking77` for the result; `hwu64` is for choosing. */
    set: { type: 'string', default: 'banking77' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '3' },
    most: { type: 'string', default: '100000' },
    /** `trusting`: a model that is right half of the time is believed unmeasured; precision has to fall. */
    fault: { type: 'string' },
  },
})
if (values.fault !== undefined && values.fault !== 'trusting') throw new Error('--fault is trusting')
const trusting = values.fault === 'trusting'
const settings = {
  shots: 10,
  modelRight: trusting ? 0.5 : 0.92,
  personRight: 0.98,
  feedback: 0.2,
  /** US dollars for a million tokens: a large model's list price. */
  price: { input: 2.5, output: 10 },
  growth: 1.15,
  most: Number(values.most),
  trusting,
}
const spent = cpuSeconds(process.pid)
const messages = readRows(join(values.data, values.set, 'train.csv'))
const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => Number(values.seed) + at)
const runs: { judged: ReturnType<typeof judgeTiers>; curve: ReturnType<typeof curveOf> }[] = []
for (const seed of seeds) {
  const played = await playTiers(messages, {
    ...settings,
    seed,
    tell: (some) => {
      const { withoutLarge, precision, humanShare } = judgeTiers(some)
      say(
        `${some.length}: without ${withoutLarge.toFixed(3)}, precision ${precision.toFixed(3)}, people ${humanShare.toFixed(3)}`,
      )
    },
  })
  const judged = judgeTiers(played)
  say(`seed ${seed}: ${JSON.stringify(judged)}`)
  runs.push({ judged, curve: curveOf(played) })
}
const names = Object.keys(runs[0]?.judged ?? {}) as (keyof ReturnType<typeof judgeTiers>)[]
const means = Object.fromEntries(
  names.map((name) => [name, runs.reduce((sum, { judged }) => sum + judged[name], 0) / runs.length]),
)
const least = (name: 'withoutLarge' | 'precision') => Math.min(...runs.map(({ judged }) => judged[name]))
const figures = {
  ...means,
  withoutLargeLeast: least('withoutLarge'),
  precisionLeast: least('precision'),
  withoutLargeAtTheEnd:
    runs.reduce((sum, { curve }) => sum + (curve.at(-1)?.withoutLarge ?? 0), 0) / runs.length,
  processorSeconds: cpuSeconds(process.pid) - spent,
}
printReport(
  'tiering',
  {
    ...describeMachine(),
    set: `${values.set}/train.csv as a stream`,
    model: 'simulated at the port that answering asks (Tiers), not over the wire',
    ...settings,
    seeds,
    fault: values.fault ?? 'none',
    curve: runs[0]?.curve,
  },
  { ...figures, ...heldFigure(figures, bars) },
)
