import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type LanguageModel, trainModel } from '../../language/index.ts'
import { expandTenant } from '../../server/training/index.ts'
import { trainTenant } from '../../server/understanding/index.ts'
import { startScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { readPairs, readShop } from '../cold-start/shop.ts'
import { heldFigure } from '../harness/bars.ts'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { withMessages } from '../intents.ts'
import { startModelWorld } from './world.ts'

/**
 * What wordings that a model writes of entries are worth, through the whole of the product's way: the shop's entries are published,
 * each is expanded by a scripted model that says what a large one wrote for the entry when it was asked, what came is sifted, kept and
 * learned. Then the shop's customers ask.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** `neighbour` has the model answer with another entry's wordings: the bars have to fall. */
    fault: { type: 'string' },
  },
})
if (values.fault !== undefined && values.fault !== 'neighbour') throw new Error('--fault is neighbour')
const asked = 40
const bars = { gainedFirst: { least: 0.1 }, gainedAmongThree: { least: 0.1 } }

interface ShopEntry {
  intent: string
  question: string
  similar: string[]
  answer: string
}
const { data } = values
const shop = readFileSync(join(data, 'shop-zh/knowledge.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as ShopEntry)
const customers = readPairs(join(data, 'shop-zh/customers.tsv'))
const written = Map.groupBy(readPairs(join(data, 'shop-zh/wordings.tsv')), ({ entry }) => entry ?? '')

const endpoint = await startScriptedEndpoint(({ text }) => {
  const at = shop.findIndex(({ question }) => text.includes(`<entry>\n${question}\n`))
  const meant = shop[values.fault === undefined ? at : (at + 1) % shop.length]
  const wordings = written.get(meant?.intent ?? '') ?? []
  return JSON.stringify({ wordings: wordings.slice(0, asked).map((one) => one.text) })
})
const world = await startModelWorld(endpoint)
const { modules, tenantId, admin } = world
const keys = new Map<string, string>()
for (const { intent, question, similar, answer } of shop) {
  const { id } = await modules.knowledge.create('system', tenantId, {
    key: intent,
    category: {},
    question: { zh: question },
    similar: { zh: similar },
    answer: { zh: answer },
  })
  keys.set(id, intent)
}

function ask(model: LanguageModel, names: ReadonlyMap<string, string>) {
  let first = 0
  let three = 0
  for (const { entry, text } of customers) {
    const found = model.understand(text, { limit: 3 }).candidates.map(({ entryId }) => names.get(entryId))
    if (found[0] === entry) first++
    if (found.includes(entry)) three++
  }
  return { first: first / customers.length, three: three / customers.length }
}

await trainTenant(modules, tenantId)
const before = ask((await modules.understanding.current(tenantId)).model, keys)
say(`before: ${JSON.stringify(before)}`)

await modules.expansion.update(admin, { enabled: true, acceptance: 'at-once', perLanguage: asked }, undefined)
const began = performance.now()
for (let done = 0; ; ) {
  const more = await expandTenant(modules, tenantId)
  if (more === 0) break
  done += more
  if (done % 20 < more) say(`${done} of ${shop.length} entries`)
}
const seconds = (performance.now() - began) / 1000
const atOnce = ask((await modules.understanding.current(tenantId)).model, keys)
await trainTenant(modules, tenantId)
const after = ask((await modules.understanding.current(tenantId)).model, keys)
say(`after: ${JSON.stringify(after)}`)
const overview = await modules.expansion.overview(admin)
const counts = { received: 0, repeated: 0, neighbours: 0, unsafe: 0, personal: 0, unfit: 0 }
for (const id of keys.keys()) {
  const one = await modules.expansion.of(admin, id)
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += one.counts[name]
}
await world.stop()
await endpoint.stop()
// The same wordings learned without any sifting, beside it: what sifting takes or brings.
const all = trainModel({
  entries: withMessages(readShop(data), [...written.values()].flat(), 'pack'),
  outOfScope: [],
})
const unsifted = ask(all, new Map(shop.map(({ intent }) => [intent, intent])))
const figures = {
  firstBefore: before.first,
  amongThreeBefore: before.three,
  firstAtOnce: atOnce.first,
  amongThreeAtOnce: atOnce.three,
  firstAfter: after.first,
  amongThreeAfter: after.three,
  gainedFirst: after.first - before.first,
  gainedAmongThree: after.three - before.three,
  firstUnsifted: unsifted.first,
  amongThreeUnsifted: unsifted.three,
  ...counts,
  kept: overview.inUse,
  expanded: overview.expanded,
  secondsAnEntry: seconds / shop.length,
}
printReport(
  'expand',
  {
    data: 'shop-zh: knowledge.jsonl, wordings.tsv as the model, customers.tsv to ask',
    entries: shop.length,
    customers: customers.length,
    labelled: 0,
    ...describeMachine(),
  },
  { ...figures, ...heldFigure(figures, bars) },
)
