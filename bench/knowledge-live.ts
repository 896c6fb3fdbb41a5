import { type ChildProcess, fork } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { updateEntry } from '../contract/index.ts'
import { composeModules, type Modules } from '../server/app/index.ts'
import { systemClock } from '../server/platform/clock/index.ts'
import { type DatabaseUrls, migrate, startEmbeddedPostgres } from '../server/platform/db/index.ts'
import { createLog } from '../server/platform/log/index.ts'
import { trainTenant } from '../server/understanding/index.ts'
import { cpuSeconds, machineSeconds } from './harness/cpu-time.ts'
import { type Customers, startCustomers } from './harness/customers.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { type StaffClient, signInStaff } from './harness/staff-client.ts'
import { percentile, readDelivery } from './harness/statistics.ts'
import { type DiskWatch, watchDisk } from './harness/watch-disk.ts'
import { type Asker, openAsker } from './knowledge-live/ask.ts'
import { answerOf, madeEntry } from './knowledge-live/made-entries.ts'
import { type Seeded, seed } from './knowledge-live/seed.ts'
import type { Begin } from './knowledge-live/server-process.ts'

const editsPerSecond = 5
const turnsPerSecond = 50
const socketsEach = 100
const askersEach = 6
const longestEditMs = 1_000
const mostDisturbedMs = 20
const patienceMs = 10_000
/** Asked again so often at most before an edit counts as never seen. */
const mostAsks = 40

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '20' },
    fault: { type: 'string' },
    // In memory, e.g. /dev/shm, a disk's own pauses are out of the figures.
    directory: { type: 'string', default: tmpdir() },
  },
})
const entries = Number(values.entries)
const seconds = Number(values.seconds)
if (values.fault !== undefined && values.fault !== 'forget-edits') throw new Error('--fault is forget-edits')
const email = 'operator@attune.local'
const password = 'bench-password-1'
const ending: (() => unknown)[] = []

async function startServer(begin: Begin): Promise<{ url: string; processId: number }> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'knowledge-live/server-process.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  ending.unshift(() => child.kill('SIGKILL'))
  child.send(begin)
  const told = await new Promise<{ url?: string; failure?: string }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { url?: string; failure?: string }))
    child.once('exit', (code) => reject(new Error(`a server ended with ${code}`)))
  })
  if (told.url === undefined) throw new Error(told.failure)
  return { url: told.url, processId: child.pid ?? 0 }
}

interface World {
  servers: { url: string; customers: Customers; askers: Asker[]; lastSeen: Map<number, number> }[]
  staff: StaffClient
  seeded: Seeded
  /** CPU seconds so far of each server, of the database, and of the whole machine. */
  spent(): { servers: number[]; database: number; machine: number }
  disk: DiskWatch
}

interface Phase {
  turnP50Ms: number
  turnP99Ms: number
  turns: number
  lost: number
  /** Per server: from the acknowledged publication to the answer that uses it. */
  editMs: number[][]
  publishMs: number[]
  stale: number
  neverSeen: number
  serversCpuMsPerTurn: number
  databaseCpuMsPerTurn: number
  /** Processors that others kept busy meanwhile: what they do lengthens every time measured here. */
  othersProcessors: number
  /** How long the disk took meanwhile to keep one page, whoever asked. */
  diskP99Ms: number
  diskLongestMs: number
}

/** Customers ask at fixed times on both servers; an edit, or without edits only the same questions, five times a second. */
async function play(
  { servers, staff, seeded, spent, disk }: World,
  edits: boolean,
  round: number,
): Promise<Phase> {
  const phase: Phase = {
    turnP50Ms: 0,
    turnP99Ms: 0,
    turns: 0,
    lost: 0,
    editMs: servers.map(() => []),
    publishMs: [],
    stale: 0,
    neverSeen: 0,
    serversCpuMsPerTurn: 0,
    databaseCpuMsPerTurn: 0,
    othersProcessors: 0,
    diskP99Ms: 0,
    diskLongestMs: 0,
  }
  disk.take()
  const before = { ...spent(), own: process.cpuUsage(), at: performance.now() }
  const each = turnsPerSecond / servers.length
  const playing = servers.map(({ customers }, at) =>
    customers.play({
      frames: Array.from({ length: each * seconds }, (_, turn) => ({
        conversation: turn % socketsEach,
        at: (turn * 1000) / each + at * (500 / each),
        frame: {
          type: 'message' as const,
          text: madeEntry((turn * 7_919 + at * 31 + round) % entries).wordings[0],
        },
      })),
      dialogues: [],
      closeWhenHandedOver: true,
      patienceMs,
    }),
  )
  const begun = performance.now()
  const probes: Promise<void>[] = []
  for (let turn = 0; turn < seconds * editsPerSecond; turn += 1) {
    await delay(Math.max(0, begun + (turn * 1000) / editsPerSecond - performance.now()))
    probes.push(edits ? edit(turn) : askBoth(turn))
  }
  await Promise.all(probes)
  const latencies: number[] = []
  const customersSeconds: number[] = []
  for (const [at, result] of (await Promise.all(playing)).entries()) {
    customersSeconds.push(result.cpuSeconds)
    for (const told of result.told) {
      const seen = servers[at]?.lastSeen ?? new Map<number, number>()
      const delivery = readDelivery(told, { previous: seen.get(told.conversation) })
      seen.set(
        told.conversation,
        Math.max(seen.get(told.conversation) ?? 0, ...told.seen.map((one) => one.seq)),
      )
      latencies.push(...delivery.turns.map((one) => one.latencyMs))
      phase.lost += delivery.lost
    }
  }
  const after = spent()
  const pauses = disk.take()
  phase.diskP99Ms = pauses.p99Ms
  phase.diskLongestMs = pauses.longestMs
  const sum = (seconds: number[]) => seconds.reduce((total, one) => total + one, 0)
  const serversSeconds = sum(after.servers) - sum(before.servers)
  const databaseSeconds = after.database - before.database
  const { user, system } = process.cpuUsage(before.own)
  const ours = serversSeconds + databaseSeconds + (user + system) / 1e6 + sum(customersSeconds)
  phase.othersProcessors = (after.machine - before.machine - ours) / ((performance.now() - before.at) / 1000)
  phase.turns = latencies.length
  phase.serversCpuMsPerTurn = (1000 * serversSeconds) / Math.max(1, phase.turns)
  phase.databaseCpuMsPerTurn = (1000 * databaseSeconds) / Math.max(1, phase.turns)
  phase.turnP50Ms = percentile(latencies, 0.5)
  phase.turnP99Ms = percentile(latencies, 0.99)
  return phase

  async function askBoth(turn: number): Promise<void> {
    const [question] = madeEntry(numberOf(turn)).wordings
    await Promise.all(servers.map(({ askers }) => askers[turn % askersEach]?.ask(question)))
  }

  async function edit(turn: number): Promise<void> {
    const number = numberOf(turn)
    const { key, wordings } = madeEntry(number)
    const [question, ...similar] = wordings
    const answer = answerOf(number, round * 10_000 + turn)
    const sent = performance.now()
    await staff.call(updateEntry, {
      params: { entryId: seeded.ids[number] ?? '' },
      body: {
        key,
        category: {},
        question: { en: question },
        similar: { en: similar },
        answer: { en: answer },
      },
    })
    const published = performance.now()
    phase.publishMs.push(published - sent)
    await Promise.all(
      servers.map(async ({ askers }, at) => {
        for (let asked = 0; asked < mostAsks; asked += 1) {
          const told = await askers[turn % askersEach]?.ask(question)
          if (told === answer) return phase.editMs[at]?.push(performance.now() - published)
          phase.stale += 1
          if (performance.now() - published > patienceMs) break
        }
        phase.neverSeen += 1
        return phase.editMs[at]?.push(patienceMs)
      }),
    )
  }

  function numberOf(turn: number): number {
    return (turn * 104_729 + 13) % entries
  }
}

async function setUp(): Promise<World> {
  const log = createLog({ level: 'error', destination: process.stderr })
  const dataDirectory = mkdtempSync(join(values.directory, 'attune-bench-'))
  chmodSync(dataDirectory, 0o711)
  ending.push(() => rmSync(dataDirectory, { recursive: true, force: true }))
  const postgres = await startEmbeddedPostgres({ dataDirectory, log, settings: { max_connections: '80' } })
  ending.unshift(() => postgres.stop())
  const urls: DatabaseUrls = postgres.urls
  await migrate({ urls, log })
  const filesDirectory = join(dataDirectory, 'files')
  const secretKey = Buffer.alloc(32, 7)
  const modules: Modules = composeModules({ urls, secretKey, log, clock: systemClock, filesDirectory })
  ending.unshift(() => modules.close())
  const seeded = await seed(modules, urls.owner, entries)
  await modules.members.add('system', seeded.tenantId, { email, name: 'Operator', role: 'admin', password })
  say(`seeded ${entries} entries`)
  const begun = performance.now()
  const { database, wakeups } = modules
  await trainTenant({ database, clock: systemClock, log, wakeups }, seeded.tenantId)
  say(`trained in ${((performance.now() - begun) / 1000).toFixed(0)} s`)
  const forgetEdits = values.fault === 'forget-edits'
  const servers: World['servers'] = []
  const processIds: number[] = []
  for (const role of ['all', 'web'] as const) {
    const { url, processId } = await startServer({
      urls,
      role,
      filesDirectory,
      forgetEdits: forgetEdits && role === 'web',
    })
    processIds.push(processId)
    const customers = startCustomers()
    ending.unshift(() => customers.stop())
    await customers.open(url, [{ channelKey: seeded.channelKey, count: socketsEach }])
    const askers: Asker[] = []
    for (let at = 0; at < askersEach; at += 1) askers.push(await openAsker(url, seeded.channelKey))
    // The first one waits until the knowledge is loaded.
    const loading = performance.now()
    for (;;) {
      const told = await askers[0]?.ask(madeEntry(1).wordings[0]).catch(() => '')
      if (told === answerOf(1, 1)) break
      if (performance.now() - loading > 120_000) throw new Error(`the entries do not answer: ${told}`)
    }
    say(`${role} answers after ${((performance.now() - loading) / 1000).toFixed(1)} s`)
    servers.push({ url, customers, askers, lastSeen: new Map() })
  }
  const staff = await signInStaff(servers[0]?.url ?? '', { email, password, tenant: 'made' })
  const spent = () => ({
    servers: processIds.map((id) => cpuSeconds(id)),
    database: cpuSeconds(postgres.processId(), true),
    machine: machineSeconds(),
  })
  const disk = watchDisk(dataDirectory)
  ending.unshift(() => disk.stop())
  return { servers, staff, seeded, spent, disk }
}

async function main(): Promise<void> {
  const world = await setUp()
  const warm = await play(world, false, 0)
  say(`warm: ${JSON.stringify({ ...warm, editMs: undefined, publishMs: undefined })}`)
  const calm = await play(world, false, 1)
  say(`without edits: ${JSON.stringify({ ...calm, editMs: undefined, publishMs: undefined })}`)
  const edited = await play(world, true, 2)
  const [first = [], second = []] = edited.editMs
  const figures = {
    editSeenP50Ms: percentile([...first, ...second], 0.5),
    editSeenP99FirstMs: percentile(first, 0.99),
    editSeenP99SecondMs: percentile(second, 0.99),
    staleAnswers: edited.stale,
    neverSeen: edited.neverSeen,
    publishP50Ms: percentile(edited.publishMs, 0.5),
    publishP99Ms: percentile(edited.publishMs, 0.99),
    turnP50Ms: edited.turnP50Ms,
    turnP99Ms: edited.turnP99Ms,
    turnP50CalmMs: calm.turnP50Ms,
    turnP99CalmMs: calm.turnP99Ms,
    turnP99DisturbedMs: edited.turnP99Ms - calm.turnP99Ms,
    serversCpuMsPerTurn: edited.serversCpuMsPerTurn,
    serversCpuMsPerTurnCalm: calm.serversCpuMsPerTurn,
    databaseCpuMsPerTurn: edited.databaseCpuMsPerTurn,
    databaseCpuMsPerTurnCalm: calm.databaseCpuMsPerTurn,
    othersProcessors: edited.othersProcessors,
    othersProcessorsCalm: calm.othersProcessors,
    diskP99Ms: edited.diskP99Ms,
    diskP99CalmMs: calm.diskP99Ms,
    diskLongestMs: edited.diskLongestMs,
    diskLongestCalmMs: calm.diskLongestMs,
    turns: edited.turns,
    lost: edited.lost + calm.lost,
    passed: 0,
  }
  const passed =
    Math.max(figures.editSeenP99FirstMs, figures.editSeenP99SecondMs) <= longestEditMs &&
    figures.turnP99DisturbedMs <= mostDisturbedMs &&
    figures.lost === 0
  printReport(
    'knowledge-live',
    {
      entries,
      seconds,
      editsPerSecond,
      turnsPerSecond,
      servers: 2,
      directory: values.directory,
      fault: values.fault ?? 'none',
      machine: describeMachine(),
    },
    { ...figures, passed: passed ? 1 : 0 },
  )
  if (!passed) process.exitCode = 1
}

async function leave(): Promise<void> {
  for (const end of ending.splice(0)) await Promise.resolve(end()).catch(() => undefined)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void leave().finally(() => process.exit(1)))
try {
  await main()
} catch (error) {
  process.exitCode = 1
  say((error as Error).stack ?? String(error))
}
await leave()
process.exit(process.exitCode ?? 0)
