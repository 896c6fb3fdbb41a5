import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { StartSessionReply } from '../contract/index.ts'
import { type Answered, Customer } from './durability/customer.ts'
import { judge } from './durability/judge.ts'
import { countDueTurns, listJobs, readLog } from './durability/read-log.ts'
import { type KillKind, killKinds, type Service, startService } from './durability/service.ts'
import { type Staff, signIn } from './durability/staff.ts'
import { machineSeconds } from './harness/cpu-time.ts'
import { describeMachine, say } from './harness/report.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '40' },
    customers: { type: 'string', default: '150' },
    /** Customers' messages a second, all together. */
    rate: { type: 'string', default: '80' },
    fault: { type: 'string' },
    /** Leaves the data directory and the server's log where they are. */
    keep: { type: 'boolean', default: false },
    data: { type: 'string' },
  },
})
const kills = Number(values.kills)
const customerCount = Number(values.customers)
const rate = Number(values.rate)

const upWithinMs = 120_000
const recoveredWithinMs = 30_000
/** The next kill waits so long at most for customers whose next attempt is still some seconds away. */
const backWithinMs = 4_000
const quietWithinMs = 30_000
const longestRunMs = upWithinMs + kills * 20_000 + 3 * quietWithinMs

/** Questions as the bank's own knowledge words them: most are answered. */
function readQuestions(): string[] {
  const lines = readFileSync(new URL('../examples/bank/knowledge.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  return lines.flatMap((line) => {
    const { question, similar } = JSON.parse(line) as {
      question: Record<string, string>
      similar: Record<string, string[]>
    }
    return [...Object.values(question), ...Object.values(similar).flat()].map((text) => text.trim())
  })
}

const questions = readQuestions()
const strange = ['Which whale sings the longest song?', '今晚月亮为什么是红的', 'xyzzy plugh 12345 qwerty']

/** What customers do for as long as the load is on: questions, bursts, strange things, buttons, asking for a person. */
class Load {
  readonly customers: Customer[] = []
  readonly answered: Answered[] = []
  #on = true
  #readyAt: number | undefined
  #waiting: { after: number; resolve(at: number): void } | undefined

  async open(url: string, channelKey: string): Promise<void> {
    for (let count = 0; count < customerCount; count += 1) {
      const customer = new Customer({
        url,
        session: await startSession(url, channelKey),
        onAnswered: (answered) => this.#take(answered),
        onReady: () => {
          this.#readyAt ??= performance.now()
        },
      })
      customer.onOptions = (seq, options) => {
        const first = options[0]
        if (this.#on && first !== undefined && Math.random() < 0.3) customer.choose(seq, first)
      }
      this.customers.push(customer)
      customer.start()
      void this.#live(customer)
    }
  }

  end(): void {
    this.#on = false
  }

  /** When the first message that was begun after this moment is answered; undefined when that takes too long. */
  nextAnswer(after: number): Promise<number | undefined> {
    this.#readyAt = undefined
    const answered = new Promise<number>((resolve) => {
      this.#waiting = { after, resolve }
    })
    return Promise.race([answered, delay(recoveredWithinMs, undefined, { ref: false })])
  }

  /** When the first socket was ready since the last call of `nextAnswer`. */
  get readyAt(): number | undefined {
    return this.#readyAt
  }

  /** Whether most customers have their sockets again. */
  get mostConnected(): boolean {
    return (
      this.customers.filter((customer) => customer.record.connected).length >= 0.9 * this.customers.length
    )
  }

  #take(answered: Answered): void {
    this.answered.push(answered)
    if (this.#waiting === undefined || answered.createdAt < this.#waiting.after) return
    this.#waiting.resolve(answered.answeredAt)
    this.#waiting = undefined
  }

  async #live(customer: Customer): Promise<void> {
    const meanMs = (customerCount / rate) * 1_000
    while (this.#on) {
      await delay(-Math.log(1 - Math.random()) * meanMs)
      // Who cannot send does not write a book meanwhile.
      if (!this.#on || customer.backlog >= 3) continue
      const chance = Math.random()
      if (chance < 0.01) customer.askForPerson()
      else if (chance < 0.03) customer.say(pick(strange))
      else customer.say(pick(questions))
      for (let more = chance > 0.9 ? 2 : 0; more > 0; more -= 1) {
        await delay(50 + Math.random() * 250)
        if (this.#on) customer.say(pick(questions))
      }
    }
  }
}

function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item
}

async function startSession(url: string, channelKey: string): Promise<StartSessionReply> {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(`${url}/api/v1/web-chat/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channelKey }),
    })
    if (response.ok) return (await response.json()) as StartSessionReply
    if (attempt > 100) throw new Error(await response.text())
    await delay(200)
  }
}

type Recoveries = Record<KillKind, number[]>

/** Kills in turn, each time waiting until answers flow again. */
async function killInTurn(
  service: Service,
  load: Load,
): Promise<{ recoveries: Recoveries; notRecovered: number }> {
  const recoveries: Recoveries = { server: [], parent: [], tree: [], database: [] }
  let notRecovered = 0
  for (let count = 0; count < kills; count += 1) {
    const kind = killKinds[count % killKinds.length] as KillKind
    await service.whole(recoveredWithinMs)
    await delay(500 + Math.random() * 1_000)
    const at = await service.kill(kind)
    const goneAt = performance.now()
    const answeredAt = await load.nextAnswer(goneAt)
    const took = (answeredAt ?? performance.now()) - at
    if (answeredAt === undefined) notRecovered += 1
    recoveries[kind].push(took)
    const ms = (moment: number) => `${Math.round(moment - at)} ms`
    say(
      `kill ${count + 1} of ${kills}: ${kind}, gone ${ms(goneAt)}, sockets ${ms(load.readyAt ?? goneAt)}, answers ${ms(at + took)}`,
    )
    await settles(() => load.mostConnected, backWithinMs)
  }
  return { recoveries, notRecovered }
}

/** Waits until a condition holds; says whether it did in time. */
async function settles(condition: () => Promise<boolean> | boolean, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > deadline) return false
    await delay(250)
  }
  return true
}

async function run(service: Service): Promise<Record<string, number | boolean>> {
  await waitUntilServing(service)
  const staff: Staff = await signIn(service.url)
  const channelKey = await staff.liftLimits()
  const load = new Load()
  await load.open(service.url, channelKey)
  staff.serve(6)
  staff.edit(2_500)
  const begun = performance.now()
  const others = watchOthers(service)
  await delay(3_000)
  const { recoveries, notRecovered } = await killInTurn(service, load)
  load.end()
  await staff.stop()
  const loadSeconds = (performance.now() - begun) / 1_000
  const otherCores = others() / loadSeconds

  const { customers } = load
  await settles(() => customers.every((customer) => customer.settled), quietWithinMs)
  await settles(async () => (await countDueTurns(service.dataDirectory, staff.tenantId)) === 0, quietWithinMs)
  let jobs: string[] = []
  const trained = await settles(async () => {
    jobs = await listJobs(service.dataDirectory)
    return jobs.length === 0 && (await staff.trained())
  }, quietWithinMs)
  // What was written last may still be on its way to a client.
  await delay(1_500)
  const log = await readLog(service.dataDirectory, staff.tenantId)
  for (const customer of customers) customer.stop()
  for (const job of jobs) say(`stuckJobs: ${job}`)
  if (!trained && jobs.length === 0)
    say('stuckJobs: the newest knowledge is not trained, and no job is there for it')

  const clients = customers.map((customer) => customer.record)
  const { findings, ...verdict } = judge({ ...log, clients, agentSent: staff.sent, taken: staff.taken })
  for (const finding of findings.slice(0, 40)) say(finding)
  const stuckJobs = jobs.length > 0 ? jobs.length : trained ? 0 : 1
  const sent = [...clients.flatMap((client) => client.sent), ...staff.sent]
  const unacknowledged = customers.reduce((sum, customer) => sum + customer.backlog, 0)
  const recoveryMs = Object.values(recoveries).flat()
  const waits = load.answered.map(({ createdAt, answeredAt }) => answeredAt - createdAt)
  const replyWaits = load.answered.map(({ acknowledgedAt, answeredAt }) => answeredAt - acknowledgedAt)
  const broken = Object.values(verdict).some((count) => count > 0) || stuckJobs > 0 || unacknowledged > 0
  // Where nobody took over or edited, half of what could break was not tried.
  const played = staff.edits > 0 && staff.takes > 0
  if (!played) say('the agent or the operator did nothing')
  return {
    passed: played && !broken && notRecovered === 0 && quantile(recoveryMs, 0.99) <= 10_000,
    ...verdict,
    stuckJobs,
    unacknowledged,
    recoveryP50Ms: quantile(recoveryMs, 0.5),
    recoveryP99Ms: quantile(recoveryMs, 0.99),
    ...Object.fromEntries(
      killKinds.flatMap((kind) => [
        [`${kind}Kills`, recoveries[kind].length],
        [`${kind}RecoveryP50Ms`, quantile(recoveries[kind], 0.5)],
        [`${kind}RecoveryMaxMs`, quantile(recoveries[kind], 1)],
      ]),
    ),
    notRecovered,
    answerP50Ms: quantile(waits, 0.5),
    answerP99Ms: quantile(waits, 0.99),
    answerMaxMs: quantile(waits, 1),
    replyP50Ms: quantile(replyWaits, 0.5),
    replyP99Ms: quantile(replyWaits, 0.99),
    replyMaxMs: quantile(replyWaits, 1),
    customers: customers.length,
    conversations: log.conversations.length,
    sent: sent.length,
    acknowledged: sent.filter((one) => one.acknowledgedSeq !== undefined).length,
    refused: customers.reduce((sum, customer) => sum + customer.refused, 0),
    events: log.events.length,
    replies: log.decisions.length,
    agentMessages: staff.sent.length,
    agentTakes: staff.takes,
    knowledgeEdits: staff.edits,
    reconnects: customers.reduce((sum, customer) => sum + customer.reconnects - 1, 0),
    starts: service.starts,
    connectedAtTheEnd: clients.filter((client) => client.connected).length,
    messagesPerSecond: sent.length / loadSeconds,
    loadSeconds,
    otherCores,
  }
}

/** CPU seconds that the rest of the machine spends from now on: a run beside other work says little about times. */
function watchOthers(service: Service): () => number {
  const others = () => {
    const { user, system } = process.cpuUsage()
    return machineSeconds() - service.cpuSeconds - (user + system) / 1e6
  }
  const before = others()
  return () => others() - before
}

async function waitUntilServing(service: Service): Promise<void> {
  const up = await settles(
    () =>
      fetch(`${service.url}/api/v1/health`).then(
        (response) => response.ok,
        () => false,
      ),
    upWithinMs,
  )
  if (!up) throw new Error(`Attune did not come up:\n${readFileSync(service.logFile, 'utf8').slice(-3_000)}`)
}

/** The value below which a share of the list lies; 1 gives the largest. */
function quantile(list: readonly number[], share: number): number {
  const sorted = list.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0
}

function rounded(figures: Record<string, number | boolean>): Record<string, number | boolean> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      typeof value === 'number' ? Number(value.toFixed(1)) : value,
    ]),
  )
}

const service = await startService({ fault: values.fault, keep: values.keep })
process.once('exit', () => service.stopNow())
// `on`, not `once`: npm passes a signal on that the terminal has sent already, and the second must not end the clearing up.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))
setTimeout(() => {
  say(`The run took longer than ${longestRunMs / 1_000} s; given up.`)
  process.exit(1)
}, longestRunMs).unref()
try {
  const figures = await run(service)
  await service.stop()
  if (values.keep) say(`Kept: ${service.dataDirectory}`)
  const data = {
    questions: 'examples/bank',
    kills,
    customers: customerCount,
    rate,
    ...(values.fault === undefined ? {} : { fault: values.fault }),
    ...describeMachine(),
  }
  console.log(JSON.stringify({ bench: 'durability', data, figures: rounded(figures) }))
  process.exit(0)
} catch (error) {
  say((error as Error).stack ?? String(error))
  say(readFileSync(service.logFile, 'utf8').split('\n').slice(-30).join('\n'))
  process.exit(1)
}
