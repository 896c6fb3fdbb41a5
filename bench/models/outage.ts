import { parseArgs } from 'node:util'
import { type RunResult, rewrite, suggestReply } from '../../server/models/index.ts'
import type { ModelReply } from '../../testing/models/scripted-endpoint.ts'
import { startScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { playTurns, turnBars } from './outage/play-turns.ts'
import { startModelWorld } from './world.ts'

/**
 * Every way a model can fail, one after the other under open load on one server that is never restarted: each run, whole or
 * streamed, ends in an output or its fallback within its budget; afterwards the model is used again by itself.
 */
const { values } = parseArgs({
  options: {
    /** Taken by every benchmark; this one needs none. */
    data: { type: 'string' },
    runs: { type: 'string', default: '40' },
    /** Customers for each fault. */
    turns: { type: 'string', default: '20' },
    /** `patient` gives runs no budget to speak of: some get stuck, and the bar has to fall. */
    fault: { type: 'string' },
  },
})
const runs = Number(values.runs)
if (values.fault !== undefined && values.fault !== 'patient') throw new Error('--fault is patient')
const budgetMs = 1_500
/** For the machine, beyond the budget. */
const graceMs = 300
const restMs = 1_000
const everyMs = 25
const mostRecoveryMs = 5_000

const good = (stream: boolean): ModelReply =>
  stream ? 'Three working days.' : '{"question":"Is it open today?"}'
const faults: Record<string, (stream: boolean) => ModelReply> = {
  dead: () => ({ fault: 'cut', after: 0 }),
  hanging: () => ({ fault: 'stall', after: 0 }),
  slow: (stream) => ({ text: stream ? 'Slowly, slowly.' : '{"question":"Slow?"}', waitMs: 3_000 }),
  stalled: () => ({ fault: 'stall', after: 2 }),
  limited: () => ({ fault: 'error', status: 429, retryAfterSeconds: 20 }),
  limitedBriefly: () => ({ fault: 'error', status: 429, retryAfterSeconds: 1 }),
  broken: () => ({ fault: 'error', status: 500 }),
  cutMidStream: () => ({ fault: 'cut', after: 2 }),
  wrongJson: (stream) => (stream ? '' : '{"question": [1, 2'),
  nonsense: () => ({ fault: 'nonsense' }),
  unauthorised: () => ({ fault: 'error', status: 401 }),
}

let reply: (stream: boolean) => ModelReply = good
const endpoint = await startScriptedEndpoint(({ stream }) => reply(stream))
const world = await startModelWorld(
  endpoint,
  { timeoutMs: 60_000, stallMs: 400, concurrency: 64 },
  { restMs },
)
const { models } = world.modules
const context = { tenantId: world.tenantId, budgetMs: values.fault === 'patient' ? 600_000 : budgetMs }
const asked = rewrite.input.parse({ earlier: [], message: 'and today?' })
const wanted = suggestReply.input.parse({
  language: 'en',
  messages: [{ by: 'customer', text: 'hi' }],
  evidence: [],
})

interface Ended {
  result: RunResult<unknown> | undefined
  tookMs: number
}
async function one(streamed: boolean): Promise<Ended> {
  const began = performance.now()
  const ending = async (): Promise<RunResult<unknown>> => {
    if (!streamed) return models.run(rewrite, context, asked)
    const writing = models.stream(suggestReply, context, wanted)
    for await (const _ of writing);
    return writing.result
  }
  // Whoever is not there after this long is stuck.
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), budgetMs + graceMs)
  })
  const result = await Promise.race([ending(), late])
  return { result, tookMs: performance.now() - began }
}

const figures: Record<string, number> = {}
let stuck = 0
let byModel = 0
let longest = 0
let slowestRecovery = 0
for (const [name, fault] of Object.entries(faults)) {
  reply = fault
  const ended = await Promise.all(
    Array.from({ length: runs }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * everyMs))
      return one(index % 2 === 1)
    }),
  )
  const lost = ended.filter(({ result }) => result === undefined).length
  const answered = ended.filter(({ result }) => result?.by === 'model').length
  const failures = new Set(
    ended.map(({ result }) => result?.failure ?? (result === undefined ? 'stuck' : 'answered')),
  )
  stuck += lost
  byModel += answered
  longest = Math.max(longest, ...ended.map(({ tookMs }) => tookMs))
  // The model is well again, and nobody restarts anything.
  reply = good
  const began = performance.now()
  let recovered = false
  while (!recovered && performance.now() - began < mostRecoveryMs + 20_000) {
    recovered = (await one(false)).result?.by === 'model'
    if (!recovered) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const recoveryMs = performance.now() - began
  // A provider that asks for 20 seconds gets them.
  if (name !== 'limited')
    slowestRecovery = Math.max(slowestRecovery, recovered ? recoveryMs : Number.MAX_SAFE_INTEGER)
  figures[`${name}RecoveryMs`] = recoveryMs
  if (!recovered) stuck += 1
  say(`${name}: ${[...failures].join(', ')}; back after ${(recoveryMs / 1_000).toFixed(1)} s`)
}
await world.stop()
await endpoint.stop()

const turns = await playTurns(faults, Number(values.turns), values.fault === 'patient')
if (turns.turnsStuck > 0) say(`missed: ${turns.turnsStuck} turns were stuck`)
if (turns.turnSlowestRecoveryMs > turnBars.mostRecoveryMs)
  say(`missed: turns recovered after more than ${turnBars.mostRecoveryMs} ms`)
const turnsHeld =
  turns.turnsStuck === 0 &&
  turns.turnsTwice === 0 &&
  turns.turnLongestMs <= turnBars.budgetMs + turnBars.graceMs &&
  turns.turnSlowestRecoveryMs <= turnBars.mostRecoveryMs

const held = turnsHeld && stuck === 0 && longest <= budgetMs + graceMs && slowestRecovery <= mostRecoveryMs
if (stuck > 0) say(`missed: ${stuck} runs were stuck`)
if (slowestRecovery > mostRecoveryMs) say(`missed: a recovery took longer than ${mostRecoveryMs} ms`)
printReport(
  'outage',
  {
    level: 'gateway and turns',
    turnsEach: Number(values.turns),
    turnBudgetMs: turnBars.budgetMs,
    turnGraceMs: turnBars.graceMs,
    runsEach: runs,
    faults: Object.keys(faults),
    budgetMs,
    graceMs,
    restMs,
    ...describeMachine(),
  },
  {
    runs: runs * Object.keys(faults).length,
    stuck,
    answeredDuringFaults: byModel,
    longestMs: longest,
    slowestRecoveryMs: slowestRecovery,
    ...turns,
    ...figures,
    held: held ? 1 : 0,
  },
)
process.exit(0)
