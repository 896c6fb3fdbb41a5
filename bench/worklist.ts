import { parseArgs } from 'node:util'
import { listChannels, listEntries, updateChannel } from '../contract/index.ts'
import { type Customers, startCustomers } from './harness/customers.ts'
import { readDecisions } from './harness/decisions.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { numbersFrom, shuffle } from './harness/shuffle.ts'
import { type StaffClient, signInStaff } from './harness/staff-client.ts'
import { type RunningAttune, startAttune } from './harness/start-attune.ts'
import { type Judged, judge, named, wilson } from './harness/statistics.ts'
import { deliveryOf, reportErrors } from './main-job/play.ts'
import { type AskedMessage, halve, readShop } from './worklist/halves.ts'
import { aimAt, trained, type Work, workThrough } from './worklist/operator.ts'
import {
  answeredFrom,
  areaUnderRisk,
  coverageAt,
  curveFigures,
  precisionAt,
} from './worklist/risk-and-coverage.ts'

const seeds = [1, 2, 3]
const messagesPerSecond = 40
const repliesWithinMs = 15_000
const withinMs = 60 * 60_000
/** What a scene may be told to keep. */
const targetPrecision = 0.95
const aimedKept = ['Coverage', 'Precision', 'PrecisionLow', 'PrecisionHigh', 'OutOfScopeAnswered']
const figuresKept = [
  'Messages',
  'Coverage',
  'Precision',
  'OutOfScopeAnswered',
  'FirstOrOffered',
  'HandedOver',
  'MeanConfidenceMinusPrecision',
]

interface Shop {
  attune: RunningAttune
  customers: Customers
  staff: StaffClient
  ids: Map<string, string>
}

/**
 * Before: all customers ask the demo shop as it comes. Then, for each seed on a fresh shop: half of them ask, an operator works
 * through the worklist with their right entries in hand, the shop trains, and the other half asks.
 */
async function run(options: { data: string; fault: string | undefined }): Promise<void> {
  const messages = readShop(options.data)
  const figures: Record<string, number> = {}
  const asked = await withShop(async (shop) => {
    const judged = await replay(shop, messages)
    return new Map(messages.map((message, at) => [message.text, judged[at] as Judged]))
  })
  const pooled: { texts: string[]; before: Judged[]; after: Judged[] } = { texts: [], before: [], after: [] }
  const works: Work[] = []
  const aimed: { after: Judged[]; thresholds: number[] } = { after: [], thresholds: [] }
  for (const seed of seeds) {
    const [first, second] = halve(messages, seed)
    const before = second.map((message) => asked.get(message.text) as Judged)
    const { after, work, calibration, threshold } = await withShop((shop) =>
      improve(shop, first, second, seed, options.fault),
    )
    works.push(work)
    aimed.thresholds.push(threshold)
    aimed.after.push(...answeredFrom(threshold, after))
    pooled.texts.push(...second.map(({ text }) => text))
    pooled.before.push(...before)
    pooled.after.push(...after)
    const was = judge(before)
    const is = judge(after)
    for (const name of figuresKept) {
      figures[`seed${seed}Before${name}`] = was[name] ?? 0
      figures[`seed${seed}After${name}`] = is[name] ?? 0
    }
    figures[`seed${seed}Labelled`] = calibration.labelled
    figures[`seed${seed}Calibrated`] = calibration.state === 'calibrated' ? 1 : 0
    say(
      `seed ${seed}: coverage ${show(was.Coverage)} → ${show(is.Coverage)}, precision ${show(was.Precision)} → ${show(is.Precision)} after ${work.groups} repairs (${work.wordings} wordings), ${calibration.state}`,
    )
  }
  Object.assign(figures, together('before', pooled.before), together('after', pooled.after), sumOf(works))
  Object.assign(figures, risesOf(pooled))
  // Had the scene aimed at a precision: before there is no measure of it, and the threshold that was set holds.
  for (const [name, value] of Object.entries(judge(aimed.after)))
    if (aimedKept.includes(name)) figures[`afterAimed95${name}`] = value
  figures.afterAimed95LowestThreshold = Math.min(...aimed.thresholds)
  figures.afterAimed95HighestThreshold = Math.max(...aimed.thresholds)
  // The same number of wrong answers in a hundred as before, by whatever threshold that takes.
  figures.afterCoverageAtBeforesPrecision = coverageAt(figures.beforePrecision ?? 1, pooled.after)
  // And had it answered as many before, the surest first: what of the rise is courage alone.
  figures.beforePrecisionAtAftersCoverage = precisionAt(figures.afterCoverage ?? 0, pooled.before)
  printReport(
    'worklist',
    {
      seeds,
      ...(options.fault === undefined ? {} : { fault: options.fault }),
      files: ['shop-zh/customers.tsv', 'shop-zh/out_of_scope.tsv'],
      knowledge: 'examples/shop',
      messages: messages.length,
      operator:
        'knows the right entry of each message of the first half, nothing of the second; takes what most questions of a group mean, leaves the others out',
      machine: describeMachine(),
    },
    figures,
  )
}

const show = (value: number | undefined): string => (value ?? 0).toFixed(3)

/** The three second halves as one, with 95 % intervals; a message may stand in more than one of them. */
function together(prefix: string, judged: readonly Judged[]): Record<string, number> {
  const kept = Object.fromEntries(
    Object.entries(judge(judged)).filter(
      ([name]) => figuresKept.includes(name) || name.startsWith('Precision'),
    ),
  )
  const inScope = judged.filter((one) => one.gold !== undefined)
  const [low, high] = wilson(inScope.filter((one) => one.outcome === 'answer').length, inScope.length)
  return named(prefix, { ...kept, CoverageLow: low, CoverageHigh: high, ...curveFigures(judged) })
}

/** How much each of these is more after than before. */
const rising: Record<string, (judged: readonly Judged[]) => number> = {
  coverageRise: (judged) => judge(judged).Coverage ?? 0,
  precisionRise: (judged) => judge(judged).Precision ?? 0,
  areaUnderRiskRise: areaUnderRisk,
  firstOrOfferedRise: (judged) => judge(judged).FirstOrOffered ?? 0,
}

/** The rises with their 95 % intervals: messages drawn anew 2,000 times, one that stands in several halves as a whole. */
function risesOf({ texts, before, after }: { texts: string[]; before: Judged[]; after: Judged[] }) {
  const places = [...Map.groupBy(texts.keys(), (place) => texts[place]).values()]
  const draw = numbersFrom(1)
  const drawn = Array.from({ length: 2_000 }, () =>
    places.flatMap(() => places[Math.floor(draw() * places.length)] as number[]),
  )
  const figures: Record<string, number> = {}
  for (const [name, of] of Object.entries(rising)) {
    const values = drawn
      .map(
        (round) =>
          of(round.map((place) => after[place] as Judged)) -
          of(round.map((place) => before[place] as Judged)),
      )
      .toSorted((a, b) => a - b)
    figures[name] = of(after) - of(before)
    figures[`${name}Low`] = values[50] as number
    figures[`${name}High`] = values[1_949] as number
  }
  return figures
}

function sumOf(works: readonly Work[]): Record<string, number> {
  const sum = (name: keyof Work) => works.reduce((total, work) => total + work[name], 0)
  const toEntries = Math.max(1, sum('toEntries'))
  return {
    repairs: sum('groups') / works.length,
    repairsOutOfScope: sum('outOfScope') / works.length,
    wordingsGained: sum('wordings') / works.length,
    leftAlone: sum('alone') / works.length,
    rightEntryProposedFirst: sum('proposedFirst') / toEntries,
    rightEntryProposed: sum('proposed') / toEntries,
  }
}

async function improve(
  shop: Shop,
  first: readonly AskedMessage[],
  second: readonly AskedMessage[],
  seed: number,
  fault: string | undefined,
): Promise<{
  after: Judged[]
  work: Work
  calibration: { state: string; labelled: number }
  threshold: number
}> {
  await replay(shop, first)
  const work = await workThrough(
    shop.staff,
    fault === 'wrong-labels' ? mislabel(first, seed) : first,
    shop.ids,
  )
  const calibration = await trained(shop.staff)
  const after = await replay(shop, second)
  return { after, work, calibration, threshold: await aimAt(shop.staff, targetPrecision) }
}

/** An operator who gets everything wrong: what comes of it must be worse. */
function mislabel(messages: readonly AskedMessage[], seed: number): AskedMessage[] {
  const keys = shuffle([...new Set(messages.flatMap(({ key }) => key ?? []))], seed)
  return messages.map(({ text, key }) => ({
    text,
    key: keys[(keys.indexOf(key ?? '') + 1) % keys.length] as string,
  }))
}

/** Every message as a conversation of its own. */
async function replay(shop: Shop, messages: readonly AskedMessage[]): Promise<Judged[]> {
  const { attune, customers, ids } = shop
  await customers.open(attune.url, [{ channelKey: 'demo-shop', count: messages.length }])
  const { told } = await customers.play({
    frames: messages.map(({ text }, conversation) => ({
      conversation,
      at: (conversation * 1000) / messagesPerSecond,
      frame: { type: 'message', text },
    })),
    dialogues: [],
    closeWhenHandedOver: false,
    patienceMs: repliesWithinMs,
  })
  await customers.close()
  reportErrors(told, say)
  const decisions = await readDecisions(attune.dataDirectory, 'shop')
  const replies = new Map(
    told.flatMap((one) => {
      const turn = deliveryOf(one, decisions).turns.at(-1)
      if (turn === undefined) return []
      const { confidence = 0, first } = decisions.of(turn.conversationId, turn.reply.seq) ?? {}
      return [[one.conversation, { ...turn.reply, confidence, first }] as const]
    }),
  )
  return messages.map(({ key }, conversation): Judged => {
    const gold = key === undefined ? undefined : ids.get(key)
    if (key !== undefined && gold === undefined) throw new Error(`no entry has the key ${key}`)
    const reply = replies.get(conversation)
    if (reply === undefined) throw new Error(`message ${conversation} got no reply`)
    const { kind, entryId, options = [], confidence, first } = reply
    return { gold, outcome: kind as Judged['outcome'], entryId, options, confidence, first }
  })
}

/** A product of its own, from the first start to the last. */
async function withShop<Result>(work: (shop: Shop) => Promise<Result>): Promise<Result> {
  const customers = startCustomers()
  let attune: RunningAttune | undefined
  try {
    attune = await startAttune()
    running = attune
    const staff = await signInStaff(attune.url, {
      email: attune.adminEmail,
      password: attune.adminPassword,
      tenant: 'shop',
    })
    for (const channel of (await staff.call(listChannels)).items)
      await staff.call(updateChannel, {
        params: { channelId: channel.id },
        body: { limits: { sessionsPerMinute: 1_000_000, messagesPerMinute: 1_000_000 } },
      })
    await trained(staff)
    const entries = await staff.all<{ key: string; id: string }>(listEntries)
    return await work({ attune, customers, staff, ids: new Map(entries.map(({ key, id }) => [key, id])) })
  } finally {
    customers.stop()
    await attune?.stop()
  }
}

let running: RunningAttune | undefined

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: 'string', default: '../shared/data' }, fault: { type: 'string' } },
  })
  if (values.fault !== undefined && values.fault !== 'wrong-labels')
    throw new Error('--fault: wrong-labels is the only one')
  const stopped = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => reject(new Error(`stopped by ${signal}`)))
    setTimeout(() => reject(new Error(`not done within ${withinMs / 60_000} minutes`)), withinMs).unref()
  })
  try {
    await Promise.race([run({ data: values.data, fault: values.fault }), stopped])
  } catch (error) {
    process.exitCode = 1
    say((error as Error).stack ?? String(error))
    if (running !== undefined) say(`The server's last words:\n${running.lastWords()}`)
    await running?.stop()
  }
  process.exit(process.exitCode ?? 0)
}

await main()
