import { cpuSeconds, machineSeconds } from '../harness/cpu-time.ts'
import type { Customers } from '../harness/customers.ts'
import { readDecisions } from '../harness/decisions.ts'
import type { PlannedFrame, PlayResult } from '../harness/played.ts'
import { postmasterOf, type RunningAttune } from '../harness/start-attune.ts'
import { type Delivery, percentile, share, sumDeliveries } from '../harness/statistics.ts'
import { type DiskPauses, watchDisk } from '../harness/watch-disk.ts'
import { deliveryOf, reportErrors } from './play.ts'

export interface LoadWorld {
  attune: RunningAttune
  customers: Customers
  /** English messages of the bank's customers, in a fixed order. */
  texts: readonly string[]
  quick: boolean
  say(line: string): void
}

const highestP99Ms = 150
const fewestSockets = 1_000
/** A customer writes at most so often: well apart, so that each message is a turn of its own. */
const fewestSecondsBetween = 1.6
const restMs = 1_500
const patienceMs = 10_000

interface Step {
  turnsPerSecond: number
  seconds: number
}

/**
 * Sends turns at fixed times: first the promised rate for long, then higher ones until one is not held (98 % of the
 * turns answered at the rate asked for, 99 % of them within 150 ms, nothing lost or twice).
 */
export async function findHighestRate(world: LoadWorld): Promise<{
  figures: Record<string, number>
  delivery: Delivery
  description: Record<string, unknown>
}> {
  const steps: Step[] = world.quick
    ? [
        { turnsPerSecond: 620, seconds: 8 },
        { turnsPerSecond: 1_000, seconds: 5 },
      ]
    : [
        { turnsPerSecond: 620, seconds: 20 },
        ...[1_000, 1_500, 2_000].map((turnsPerSecond) => ({ turnsPerSecond, seconds: 8 })),
      ]
  const lastSeen = new Map<number, number>()
  const deliveries: Delivery[] = []
  const played: Record<string, unknown>[] = []
  let figures: Record<string, number> = { highestTurnsPerSecond: 0 }
  for (const [index, step] of steps.entries()) {
    const result = await playStep(world, step, lastSeen)
    deliveries.push(result.delivery)
    played.push({ ...step, ...result.figures, held: result.held })
    if (index === 0) figures = { ...figures, ...promised(result.figures) }
    if (!result.held) break
    figures.highestTurnsPerSecond = step.turnsPerSecond
  }
  return {
    figures,
    delivery: sumDeliveries(deliveries),
    description: { texts: 'bankEn in scope, in turn', highestP99Ms, steps: played },
  }
}

/** The figures of the promised rate, under the names of the report. */
function promised(figures: StepFigures): Record<string, number> {
  return {
    turnsPerSecond: figures.answeredPerSecond,
    loadTurnP50Ms: figures.p50Ms,
    loadTurnP99Ms: figures.p99Ms,
    loadSockets: figures.sockets,
    loadServerCores: figures.serverCores,
    loadDatabaseCores: figures.databaseCores,
    loadGeneratorCores: figures.generatorCores,
    loadOtherCores: figures.otherCores,
    loadGeneratorLateP99Ms: figures.generatorLateP99Ms,
    loadDiskP99Ms: figures.diskP99Ms,
    loadDiskLongestMs: figures.diskLongestMs,
  }
}

interface StepFigures {
  sockets: number
  answeredPerSecond: number
  p50Ms: number
  p99Ms: number
  lost: number
  duplicated: number
  serverCores: number
  databaseCores: number
  generatorCores: number
  /** What everything else on the machine used meanwhile: above 0.1 the figures say less. */
  otherCores: number
  /** How late the generator itself sent. */
  generatorLateP99Ms: number
  /** How long the disk took meanwhile to keep one page, whoever asked: every turn waits for that twice. */
  diskP99Ms: number
  diskLongestMs: number
}

async function playStep(
  { attune, customers, texts, say }: LoadWorld,
  step: Step,
  lastSeen: Map<number, number>,
): Promise<{ figures: StepFigures; delivery: Delivery; held: boolean }> {
  const sockets = Math.max(fewestSockets, Math.ceil(step.turnsPerSecond * fewestSecondsBetween))
  if (sockets > lastSeen.size) {
    await customers.open(attune.url, [{ channelKey: 'demo-bank', count: sockets - lastSeen.size }])
    for (let added = lastSeen.size; added < sockets; added += 1) lastSeen.set(added, 0)
  }
  await wait(restMs)
  const frames: PlannedFrame[] = Array.from({ length: step.turnsPerSecond * step.seconds }, (_, at) => ({
    conversation: at % sockets,
    at: (at * 1000) / step.turnsPerSecond,
    frame: { type: 'message', text: texts[at % texts.length] ?? '' },
  }))
  const disk = watchDisk(attune.dataDirectory)
  const using = watchCpu(attune, customers, step.seconds * 1000)
  const result = await customers.play({ frames, dialogues: [], closeWhenHandedOver: true, patienceMs })
  const cores = await using
  const pauses = disk.take()
  await disk.stop()
  reportErrors(result.told, say)
  const decisions = await readDecisions(attune.dataDirectory, 'bank')
  const delivery = sumDeliveries(
    result.told.map((told) => deliveryOf(told, decisions, lastSeen.get(told.conversation))),
  )
  for (const told of result.told) {
    const last = Math.max(lastSeen.get(told.conversation) ?? 0, ...told.seen.map((event) => event.seq))
    lastSeen.set(told.conversation, last)
  }
  const figures = stepFigures(delivery, result, sockets, { ...cores, ...pauses })
  const held =
    figures.p99Ms <= highestP99Ms &&
    figures.lost + figures.duplicated === 0 &&
    figures.answeredPerSecond >= 0.98 * step.turnsPerSecond
  say(
    `${step.turnsPerSecond}/s over ${sockets} sockets: ${held ? 'held' : 'not held'} ${JSON.stringify(figures)}`,
  )
  return { figures, delivery, held }
}

function stepFigures(
  delivery: Delivery,
  result: PlayResult,
  sockets: number,
  meanwhile: Cores & DiskPauses,
): StepFigures {
  const latencies = delivery.turns.map((turn) => turn.latencyMs)
  const sent = result.told.flatMap((told) => told.sent)
  // From when the first reply was due to when the last one came.
  const begun = Math.min(...sent.map((one) => one.scheduledAt))
  const ended = Math.max(...delivery.turns.map((turn) => turn.reply.at - (turn.reply.settleMs ?? 0)))
  const generatorCores = share(result.cpuSeconds * 1000, result.tookMs)
  const rounded = (value: number) => Number(value.toFixed(2))
  return {
    sockets,
    answeredPerSecond: rounded(share(delivery.turns.length, (ended - begun) / 1000)),
    p50Ms: rounded(percentile(latencies, 0.5)),
    p99Ms: rounded(percentile(latencies, 0.99)),
    lost: delivery.lost,
    duplicated: delivery.duplicated,
    serverCores: rounded(meanwhile.server),
    databaseCores: rounded(meanwhile.database),
    generatorCores: rounded(generatorCores),
    otherCores: rounded(
      Math.max(0, meanwhile.machine - meanwhile.server - meanwhile.database - meanwhile.generator),
    ),
    generatorLateP99Ms: rounded(
      percentile(
        sent.map((one) => one.sentAt - one.scheduledAt),
        0.99,
      ),
    ),
    diskP99Ms: rounded(meanwhile.p99Ms),
    diskLongestMs: rounded(meanwhile.longestMs),
  }
}

interface Cores {
  server: number
  database: number
  generator: number
  machine: number
}

/** How many cores each part kept busy over the next `milliseconds`. */
async function watchCpu(attune: RunningAttune, customers: Customers, milliseconds: number): Promise<Cores> {
  const postmaster = postmasterOf(attune.dataDirectory)
  const look = () => ({
    at: performance.now(),
    server: cpuSeconds(attune.processId),
    database: postmaster === undefined ? 0 : cpuSeconds(postmaster, true),
    generator: cpuSeconds(customers.processId),
    machine: machineSeconds(),
  })
  const before = look()
  await wait(milliseconds)
  const after = look()
  const seconds = (after.at - before.at) / 1000
  return {
    server: (after.server - before.server) / seconds,
    database: (after.database - before.database) / seconds,
    generator: (after.generator - before.generator) / seconds,
    machine: (after.machine - before.machine) / seconds,
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
