import { parseArgs } from 'node:util'
import {
  getUnderstanding,
  importKnowledge,
  listChannels,
  listEntries,
  updateChannel,
} from '../contract/index.ts'
import { type Customers, startCustomers } from './harness/customers.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { type StaffClient, signInStaff } from './harness/staff-client.ts'
import { type RunningAttune, startAttune } from './harness/start-attune.ts'
import { type Delivery, named, percentile, share, sumDeliveries } from './harness/statistics.ts'
import { findHighestRate } from './main-job/load.ts'
import { playBank, playShop } from './main-job/play.ts'
import { type Message, readStreams, type Streams } from './main-job/streams.ts'

const seed = 20_261_120
const fullWithinMs = 8 * 60_000
const quickWithinMs = 4 * 60_000
const trainingWithinMs = 180_000
const quickSizes = { bankEn: 500, bankZh: 250, shopZh: 250 }

interface Options {
  data: string
  quick: boolean
  /** Leaves the labelled streams out: for looking at speed alone. */
  loadOnly: boolean
  /** Where the server writes a CPU profile when it ends. */
  profile: string | undefined
  /** A data directory to begin or to go on with, e.g. to measure speed again without training again. */
  keep: string | undefined
}

/** The whole main job on the running product: customers' real words in, what each of them got back out. */
async function run(options: Options, attune: RunningAttune, customers: Customers): Promise<void> {
  const streams = readStreams(options.data, seed, options.quick ? quickSizes : {})
  const figures: Record<string, number> = { startSeconds: attune.startSeconds }
  const login = { email: attune.adminEmail, password: attune.adminPassword }
  const bank = await signInStaff(attune.url, { ...login, tenant: 'bank' })
  const shop = await signInStaff(attune.url, { ...login, tenant: 'shop' })
  Object.assign(figures, await teach(bank, streams))
  for (const staff of [bank, shop]) await raiseLimits(staff)

  const deliveries: Delivery[] = []
  if (!options.loadOnly) {
    const entries = { bank: await entryIds(bank), shop: await entryIds(shop) }
    const world = { attune, customers, say }
    const bankPlayed = await playBank(world, streams, entries.bank)
    const shopPlayed = await playShop(world, streams, entries.shop)
    for (const [stream, part] of Object.entries({ ...bankPlayed.figures, ...shopPlayed.figures }))
      Object.assign(figures, named(stream, part))
    deliveries.push(bankPlayed.delivery, shopPlayed.delivery)
    const { turns } = sumDeliveries(deliveries)
    const latencies = turns.map((turn) => turn.latencyMs)
    const settled = turns.map((turn) => turn.reply.settleMs ?? 0)
    figures.turnP50Ms = percentile(latencies, 0.5)
    figures.turnP99Ms = percentile(latencies, 0.99)
    figures.settleMs = percentile(settled, 0.5)
  }
  const load = await findHighestRate({
    attune,
    customers,
    texts: streams.bankEn.filter((one) => one.key !== undefined).map((one) => one.text),
    quick: options.quick,
    say,
  })
  Object.assign(figures, load.figures)
  deliveries.push(load.delivery)
  const all = sumDeliveries(deliveries)
  figures.messages = all.sent
  figures.lost = all.lost
  figures.duplicated = all.duplicated
  if (all.lost + all.duplicated > 0) say(`The server's last words:\n${attune.lastWords()}`)
  printReport(
    'main-job',
    {
      seed,
      quick: options.quick,
      ...(options.loadOnly ? { loadOnly: true } : {}),
      ...streams.description,
      load: load.description,
      machine: describeMachine(),
    },
    figures,
  )
}

/** Imports the customers' wordings on top of the demo bank and waits until they are trained and calibrated. */
async function teach(bank: StaffClient, streams: Streams): Promise<Record<string, number>> {
  const before = await bank.call(getUnderstanding)
  if (before.wordings > streams.bankWordings.length && !before.training) return {}
  const begun = performance.now()
  const report = await bank.call(importKnowledge, {
    query: { format: 'wordings-csv' },
    file: { content: toCsv(streams.bankWordings), type: 'text/csv' },
  })
  const importSeconds = (performance.now() - begun) / 1000
  if (report.failed > 0) throw new Error(`the import failed: ${JSON.stringify(report.problems.slice(0, 3))}`)
  say(`imported ${report.wordings} wordings in ${importSeconds.toFixed(1)} s`)
  for (;;) {
    const status = await bank.call(getUnderstanding)
    const trainSeconds = (performance.now() - begun) / 1000 - importSeconds
    if (!status.training && status.modelKnowledgeVersion === status.knowledgeVersion) {
      say(`trained in ${trainSeconds.toFixed(1)} s: ${status.calibration.state}`)
      return { importSeconds, trainSeconds, importedWordings: report.wordings }
    }
    if (trainSeconds * 1000 > trainingWithinMs) throw new Error('the training did not end')
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

function toCsv(messages: readonly Message[]): string {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
  return ['key,text', ...messages.map(({ key = '', text }) => `${quote(key)},${quote(text)}`)].join('\n')
}

/** All our customers come from one address; the limits of a shop window are not what is measured here. */
async function raiseLimits(staff: StaffClient): Promise<void> {
  for (const channel of (await staff.call(listChannels)).items) {
    await staff.call(updateChannel, {
      params: { channelId: channel.id },
      body: { limits: { sessionsPerMinute: 1_000_000, messagesPerMinute: 1_000_000 } },
    })
  }
}

async function entryIds(staff: StaffClient): Promise<Map<string, string>> {
  const entries = await staff.all<{ key: string; id: string }>(listEntries)
  return new Map(entries.map(({ key, id }) => [key, id]))
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: '../shared/data' },
      quick: { type: 'boolean', default: false },
      'load-only': { type: 'boolean', default: false },
      profile: { type: 'string' },
      keep: { type: 'string' },
    },
  })
  const options: Options = {
    ...values,
    loadOnly: values['load-only'],
    profile: values.profile,
    keep: values.keep,
  }
  const begun = performance.now()
  const customers = startCustomers()
  const running = { attune: undefined as RunningAttune | undefined }
  const leave = async () => {
    customers.stop()
    await running.attune?.stop()
  }
  const stopped = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => reject(new Error(`stopped by ${signal}`)))
    const withinMs = options.quick ? quickWithinMs : fullWithinMs
    setTimeout(() => reject(new Error(`not done within ${withinMs / 60_000} minutes`)), withinMs).unref()
  })
  const work = async () => {
    const nodeWords = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`]
    running.attune = await startAttune({
      nodeWords,
      ...(options.keep === undefined ? {} : { dataDirectory: options.keep }),
    })
    say(`started in ${running.attune.startSeconds.toFixed(1)} s at ${running.attune.url}`)
    await run(options, running.attune, customers)
  }
  try {
    await Promise.race([work(), stopped])
    say(`done in ${share(performance.now() - begun, 1000).toFixed(0)} s`)
  } catch (error) {
    process.exitCode = 1
    say((error as Error).stack ?? String(error))
    if (running.attune !== undefined) say(`The server's last words:\n${running.attune.lastWords()}`)
  }
  await leave()
  process.exit(process.exitCode ?? 0)
}

await main()
