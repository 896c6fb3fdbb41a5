import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { trainModel } from '../language/index.ts'
import { countEqualPackTexts, countEqualStrangers, unlikeWordings } from './cold-start/cleanness.ts'
import { shiftInherited } from './cold-start/shift-inherited.ts'
import { readPairs, readShop } from './cold-start/shop.ts'
import { heldWithNoise } from './harness/bars.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { withPacks } from './harness/with-packs.ts'
import {
  judge,
  type Message,
  meanOf,
  named,
  readBank,
  readForeign,
  readRows,
  readShopForeign,
  sample,
  withMessages,
} from './intents.ts'

const seeds = [1, 2, 3]
const bars = {
  packEqual: { most: 0 },
  packNearlyEqual: { most: 0 },
  strangersEqual: { most: 0 },
  strangersNearlyEqual: { most: 0 },
  shopZhTop1: { least: 0.45 },
  shopZhTop3: { least: 0.62 },
  shopZhPackTop1: { least: 0.78 },
  shopZhPackTop3: { least: 0.9 },
  shopZhPackCoverage: { least: 0.45 },
  shopZhPackPrecision: { least: 0.97 },
  shopZhPackOutOfScopeAnswered: { most: 0.03 },
  shopZhPackConfidenceMinusPrecision: { within: 0.03 },
  bankPackEnTop1: { least: 0.7 },
  bankPackZhTop1: { least: 0.65 },
}

/** `many` messages an entry to learn from, the rest to ask. */
function divide(
  messages: readonly Message[],
  many: number,
  seed: number,
): { taught: Message[]; asked: Message[] } {
  const counts = new Map<string, number>()
  const taught: Message[] = []
  const asked: Message[] = []
  for (const message of sample(messages, messages.length, seed)) {
    const count = (counts.get(message.entry ?? '') ?? 0) + 1
    counts.set(message.entry ?? '', count)
    if (count <= many) taught.push(message)
    else asked.push(message)
  }
  return { taught, asked }
}

/** Half the distance between the best and the worst of several runs. */
function spreadOf(runs: readonly Record<string, number>[], name: string): number {
  const values = runs.map((run) => run[name] ?? 0)
  return (Math.max(...values) - Math.min(...values)) / 2
}

/** The first days of a tenant: what an operator wrote meets what customers write, in the shop and in our bank. */
function run({ data, fault }: { data: string; fault: string | undefined }): void {
  const inherit: typeof withPacks = (entries, trades) => {
    const found = withPacks(entries, trades)
    return fault === 'wrong-matches' ? { ...found, entries: shiftInherited(found.entries) } : found
  }
  const figures: Record<string, number> = { ...countEqualPackTexts(data), ...countEqualStrangers(data) }
  const shop = readShop(data)
  const customers = readPairs(join(data, 'shop-zh/customers.tsv'))
  const foreign = readShopForeign(data)
  const begun = performance.now()
  const cold = trainModel({ entries: shop, outOfScope: [] })
  figures.shopTrainSeconds = (performance.now() - begun) / 1000
  figures.shopModelMegabytes = cold.bytes / 1e6
  Object.assign(figures, named('shopZh', judge(cold, customers, foreign)))

  const written = withMessages(shop, readPairs(join(data, 'shop-zh/wordings.tsv')), 'pack')
  Object.assign(
    figures,
    named('shopZhWritten', judge(trainModel({ entries: written, outOfScope: [] }), customers, foreign)),
  )

  const packed = inherit(shop, ['general', 'shop'])
  figures.shopMatched = packed.matched / shop.length
  figures.shopMatchSeconds = packed.seconds
  figures.shopInherited = packed.inherited
  const model = trainModel({ entries: packed.entries, outOfScope: [] })
  figures.shopPackModelMegabytes = model.bytes / 1e6
  Object.assign(figures, named('shopZhPack', judge(model, customers, foreign)))
  Object.assign(figures, named('shopZhPack', unlikeWordings(model, packed.entries, customers)))

  for (const [stream, entries] of [
    ['shopZhAfter', shop],
    ['shopZhPackAfter', packed.entries],
  ] as const) {
    for (const many of stream === 'shopZhAfter' ? [1, 3] : [1, 3, 6]) {
      const runs = seeds.map((seed) => {
        const { taught, asked } = divide(customers, many, seed)
        const learned = trainModel({ entries: withMessages(entries, taught), outOfScope: [] }, { seed })
        const run = judge(learned, asked, foreign)
        say(`${stream}${many}, seed ${seed}: first right ${run.Top1?.toFixed(3)}`)
        return run
      })
      Object.assign(figures, named(`${stream}${many}`, meanOf(runs)))
      figures[`${stream}${many}Top1Spread`] = spreadOf(runs, 'Top1')
    }
  }

  const english = readRows(join(data, 'banking77/test.csv'))
  const chinese = readRows(join(data, 'banking77-zh/test.csv'))
  const bank = readBank()
  const bankPacked = inherit(bank, ['general', 'bank'])
  figures.bankMatched = bankPacked.matched / bank.length
  figures.bankMatchSeconds = bankPacked.seconds
  figures.bankInherited = bankPacked.inherited
  for (const [stream, entries] of [
    ['bankCold', bank],
    ['bankPack', bankPacked.entries],
  ] as const) {
    const begunBank = performance.now()
    const learned = trainModel({ entries, outOfScope: [] })
    figures[`${stream}TrainSeconds`] = (performance.now() - begunBank) / 1000
    figures[`${stream}ModelMegabytes`] = learned.bytes / 1e6
    Object.assign(figures, named(`${stream}En`, judge(learned, english, readForeign(data, 'test'))))
    Object.assign(figures, named(`${stream}Zh`, judge(learned, chinese, foreign)))
    Object.assign(figures, named(`${stream}En`, unlikeWordings(learned, entries, english)))
    Object.assign(figures, named(`${stream}Zh`, unlikeWordings(learned, entries, chinese)))
  }
  printReport(
    'cold-start',
    {
      ...describeMachine(),
      asked:
        'shop-zh/customers.tsv, banking77/test.csv, banking77-zh/test.csv; strangers: shop-zh/out_of_scope.tsv, clinc150 test',
      seeds,
      rows: { shopZh: customers.length, bankEn: english.length, bankZh: chinese.length },
      fault: fault ?? 'none',
    },
    { ...figures, ...heldWithNoise(figures, bars) },
  )
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { data: { type: 'string', default: '../shared/data' }, fault: { type: 'string' } },
  })
  if (values.fault !== undefined && values.fault !== 'wrong-matches')
    throw new Error('--fault: wrong-matches')
  run({ data: values.data, fault: values.fault })
}
