import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type TrainingEntry, trainModel } from '../language/index.ts'
import { readShop } from './cold-start/shop.ts'
import { type DialogueTurn, type Judged, playDialogues } from './context/play-dialogues.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { withPacks } from './harness/with-packs.ts'
import { readBank, readLines, wordings } from './intents.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** Only the dialogues of our own, for choosing. */
    own: { type: 'boolean', default: false },
    /** `forget` or `mix-up`. */
    fault: { type: 'string' },
  },
})

/** The demo shop: the same entries in two languages. */
function readDemoShop(): TrainingEntry[] {
  return readLines(new URL('../examples/shop/knowledge.jsonl', import.meta.url)).map((line) => {
    const { key, question, similar, answer } = JSON.parse(line)
    const texts = [question, similar].flatMap((one) => Object.values(one ?? {}).flat() as string[])
    return { id: key, wordings: wordings(key, texts, 'operator'), answers: Object.values(answer) }
  })
}

const figures: Record<string, number> = {}
const share = (turns: readonly Judged[], holds: (turn: Judged) => boolean) =>
  turns.length === 0 ? 0 : turns.filter(holds).length / turns.length

function note(name: string, turns: readonly Judged[]): void {
  figures[`${name}Turns`] = turns.length
  figures[`${name}With`] = share(turns, (turn) => turn.with)
  figures[`${name}Without`] = share(turns, (turn) => turn.without)
  figures[`${name}Harmed`] = share(turns, (turn) => turn.without && !turn.with)
  say(
    `${name}: ${turns.length} turns, with ${figures[`${name}With`]?.toFixed(3)}, without ${figures[`${name}Without`]?.toFixed(3)}`,
  )
}

const dialogues: { company: string; turns: DialogueTurn[] }[] = readLines(
  new URL('./context/dialogues.jsonl', import.meta.url),
).map((line) => JSON.parse(line))
const own = (['shop', 'bank'] as const).flatMap((company) => {
  const entries = company === 'shop' ? readDemoShop() : readBank()
  const labels = new Map(entries.map(({ id, wordings: [first] }) => [id, first?.text ?? id]))
  const model = trainModel({ entries: withPacks(entries, ['general', company]).entries, outOfScope: [] })
  const mine = dialogues.filter((one) => one.company === company)
  // The bank's keys stand in small letters among its entries.
  const played = mine.map(({ turns }) =>
    turns.map((turn) => ({
      ...turn,
      ...(turn.key === undefined ? {} : { key: keyOf(turn.key) }),
      ...(turn.offered === undefined ? {} : { offered: turn.offered.map(keyOf) }),
    })),
  )
  function keyOf(key: string): string {
    return company === 'bank' ? key.toLowerCase() : key
  }
  return playDialogues(model, played, (key) => labels.get(key) ?? key, values.fault)
})
for (const how of ['self', 'ellipsis', 'option', 'return'])
  note(
    `own${how[0]?.toUpperCase()}${how.slice(1)}`,
    own.filter((turn) => turn.how === how),
  )

const rows: { turns: { customer: string; intent?: string | null; standalone?: string }[] }[] = values.own
  ? []
  : readLines(join(values.data, 'shop-zh/multiturn.jsonl')).map((line) => JSON.parse(line))
if (rows.length > 0) {
  const entries = readShop(values.data)
  const known = new Set(entries.map(({ id }) => id))
  const model = trainModel({ entries: withPacks(entries, ['general', 'shop']).entries, outOfScope: [] })
  const played = rows.map(({ turns }) =>
    turns.map(({ customer, intent }) => ({
      customer,
      ...(intent && known.has(intent) ? { key: intent } : {}),
    })),
  )
  const turns = playDialogues(model, played, (key) => key, values.fault)
  note('shopZhTurns', turns)
  note(
    'shopZhTurnsLater',
    turns.filter((turn) => !turn.first),
  )
  // What a perfect rewriting into questions that stand alone would reach.
  const later = rows.flatMap(({ turns: [, ...rest] }) =>
    rest.filter(({ intent }) => intent && known.has(intent)),
  )
  const right = later.filter(
    (turn) => model.understand(turn.standalone ?? turn.customer).candidates[0]?.entryId === turn.intent,
  )
  figures.shopZhTurnsLaterRewritten = right.length / Math.max(1, later.length)
}
const better = (name: string) => (figures[`${name}With`] ?? 0) >= (figures[`${name}Without`] ?? 0)
figures.contextPassed =
  (figures.ownSelfHarmed ?? 1) <= 0.01 &&
  better('shopZhTurnsLater') &&
  (figures.ownEllipsisWith ?? 0) > (figures.ownEllipsisWithout ?? 0)
    ? 1
    : 0
printReport(
  'context',
  {
    ...describeMachine(),
    own: `bench/context/dialogues.jsonl, ${dialogues.length} dialogues`,
    shopZh: values.own ? 'left out' : `shop-zh/multiturn.jsonl, ${rows.length} dialogues`,
    packs: 'general and shop or bank, by matching',
    fault: values.fault ?? 'none',
  },
  figures,
)
