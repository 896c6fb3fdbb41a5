import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { TrainingEntry } from '../../language/index.ts'
import { readPairs, readShop } from '../cold-start/shop.ts'
import { heldFigure } from '../harness/bars.ts'
import { cpuSeconds } from '../harness/cpu-time.ts'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { wilson } from '../harness/statistics.ts'
import { withPacks } from '../harness/with-packs.ts'
import { type Message, readRows, readShopForeign } from '../intents.ts'
import { curveOf, judgeTiers } from './tiering/judge-tiers.ts'
import { type Played, playTiers } from './tiering/play-tiers.ts'

const bars = {
  withoutLargeLeast: { least: 0.6 },
  precisionLeast: { least: 0.95 },
}
/** Some 270 answers a seed are too few for a bar on the worst one. */
const shopBars = { shopPrecision: { least: 0.95 }, shopPackPrecision: { least: 0.95 } }

/**
 * A stream of customers from ten examples a question on, through the production steps, with a simulated large model that is right .92 of
 * the time at a list price, and people who are right .98: what is answered without it, how right that is, and what it costs. Then the
 * shop's customers, strangers among them, where the operator's wordings are all that is known, and with the packs that match them.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** `banking77` for the result; `hwu64` is for choosing. */
    set: { type: 'string', default: 'banking77' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '3' },
    most: { type: 'string', default: '100000' },
    /** `bank` or `shop` alone. */
    only: { type: 'string' },
    /** `trusting`: a model that is right half of the time is believed unmeasured; precision has to fall. */
    fault: { type: 'string' },
  },
})
if (values.fault !== undefined && values.fault !== 'trusting') throw new Error('--fault is trusting')
if (values.only !== undefined && !['bank', 'shop'].includes(values.only))
  throw new Error('--only is bank or shop')
const trusting = values.fault === 'trusting'
const settings = {
  modelRight: trusting ? 0.5 : 0.92,
  personRight: 0.98,
  feedback: 0.2,
  /** US dollars for a million tokens: a large model's list price. */
  price: { input: 2.5, output: 10 },
  growth: 1.15,
  most: Number(values.most),
  trusting,
}
const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => Number(values.seed) + at)

interface Stream {
  name: string
  messages: readonly Message[]
  shots: number
  base?: readonly TrainingEntry[]
}

/** The stream in the order of every seed: means, the worst seed, how wide the precision's interval is, and the first seed's curve. */
async function play({ name, messages, ...begin }: Stream) {
  const runs: { judged: ReturnType<typeof judgeTiers>; curve: ReturnType<typeof curveOf> }[] = []
  for (const seed of seeds) {
    const tell = (some: readonly Played[]) => {
      const { withoutLarge, precision, humanShare } = judgeTiers(some)
      say(
        `${name}, ${some.length}: without ${withoutLarge.toFixed(3)}, precision ${precision.toFixed(3)}, people ${humanShare.toFixed(3)}`,
      )
    }
    const played = await playTiers(messages, { ...settings, ...begin, seed, tell })
    const judged = judgeTiers(played)
    say(`${name}, seed ${seed}: ${JSON.stringify(judged)}`)
    runs.push({ judged, curve: curveOf(played) })
  }
  const names = Object.keys(runs[0]?.judged ?? {}) as (keyof ReturnType<typeof judgeTiers>)[]
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
  const least = (figure: 'withoutLarge' | 'precision') =>
    Math.min(...runs.map(({ judged }) => judged[figure]))
  const means = Object.fromEntries(
    names.map((figure) => [figure, mean(runs.map(({ judged }) => judged[figure]))]),
  ) as ReturnType<typeof judgeTiers>
  // Seeds order the same messages: they are no more messages.
  const answers = mean(runs.map(({ judged }) => judged.automatedShare * judged.messages))
  const [precisionLow, precisionHigh] = wilson(means.precision * answers, answers)
  const figures = {
    ...means,
    precisionLow,
    precisionHigh,
    withoutLargeLeast: least('withoutLarge'),
    precisionLeast: least('precision'),
    withoutLargeAtTheEnd: mean(runs.map(({ curve }) => curve.at(-1)?.withoutLarge ?? 0)),
  }
  return { figures, curve: runs[0]?.curve }
}

const withName = (name: string, figures: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(figures).map(([figure, value]) => [
      `${name}${figure.slice(0, 1).toUpperCase()}${figure.slice(1)}`,
      value,
    ]),
  )

const spent = cpuSeconds(process.pid)
const figures: Record<string, number> = {}
const curves: Record<string, unknown> = {}
if (values.only !== 'shop') {
  const messages = readRows(join(values.data, values.set, 'train.csv'))
  const bank = await play({ name: values.set, messages, shots: 10 })
  Object.assign(figures, bank.figures, heldFigure(bank.figures, bars))
  curves.curve = bank.curve
}
if (values.only !== 'bank') {
  const entries = readShop(values.data)
  const messages = [...readPairs(join(values.data, 'shop-zh/customers.tsv')), ...readShopForeign(values.data)]
  for (const [name, base] of [
    ['shop', entries],
    ['shopPack', withPacks(entries, ['general', 'shop']).entries],
  ] as const) {
    const shop = await play({ name, messages, shots: 0, base })
    Object.assign(figures, withName(name, shop.figures))
    curves[`${name}Curve`] = shop.curve
  }
  figures.shopHeld = heldFigure(figures, shopBars).held
}
printReport(
  'tiering',
  {
    ...describeMachine(),
    set: `${values.set}/train.csv as a stream from ten a question; shop-zh customers and out of scope from knowledge.jsonl`,
    model: 'simulated at the port that answering asks (Tiers), not over the wire',
    ...settings,
    seeds,
    fault: values.fault ?? 'none',
    ...curves,
  },
  { ...figures, processorSeconds: cpuSeconds(process.pid) - spent },
)
