import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { trainModel } from '../language/index.ts'
import { countEqualPackTexts, countEqualStrangers, unlikeWordings } from './cold-start/cleanness.ts'
import { readPairs, readShop } from './cold-start/shop.ts'
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
  report,
  sample,
  withMessages,
} from './intents.ts'

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
export async function run(options: { data: string }): Promise<Record<string, number>> {
  const { data } = options
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

  const packed = withPacks(shop, ['general', 'shop'])
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
      const runs = [1, 2, 3].map((seed) => {
        const { taught, asked } = divide(customers, many, seed)
        const learned = trainModel({ entries: withMessages(entries, taught), outOfScope: [] }, { seed })
        return judge(learned, asked, foreign)
      })
      Object.assign(figures, named(`${stream}${many}`, meanOf(runs)))
      figures[`${stream}${many}Top1Spread`] = spreadOf(runs, 'Top1')
    }
  }

  const english = readRows(join(data, 'banking77/test.csv'))
  const chinese = readRows(join(data, 'banking77-zh/test.csv'))
  const bank = readBank()
  const bankPacked = withPacks(bank, ['general', 'bank'])
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
  return report('cold-start', data, figures)
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { data: { type: 'string', default: '../shared/data' } } })
  await run({ data: values.data })
}
