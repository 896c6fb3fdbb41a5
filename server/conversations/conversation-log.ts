import type pg from 'pg'
import type { ConversationEvent } from '../../contract/index.ts'
import { type Database, isConnectionLost } from '../platform/db/index.ts'
import { Topic } from '../platform/events/index.ts'
import { newId } from '../platform/ids/index.ts'
import { correlationId, type Log, uncorrelated } from '../platform/log/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'
import type { Change, ConversationState, WriteResult } from './change.ts'

/** Something became true in a conversation. `events` is empty where they are not at hand: read from the log. */
export interface Committed {
  tenantId: string
  conversationId: string
  lastSeq: number
  events: ConversationEvent[]
  state: ConversationState | undefined
  /** False for hints from other processes. */
  here: boolean
  /** Of what caused the change, where it is known. */
  correlationId?: string | undefined
}

export interface ConversationLog {
  /** Writes one change. Resolves after the commit; repeats by itself while the database is away. */
  write(change: Change): Promise<WriteResult>
  readonly committed: Topic<Committed>
  /** Tells every process that what is logged is to be read again: it was erased. */
  tellErased(tenantId: string, conversationId: string, lastSeq: number): void
  /** Waits until everything handed over has been written. */
  drain(): Promise<void>
}

interface Waiting {
  item: Record<string, unknown>
  change: Change
  eventIds: string[]
  sessionEventId: string
  sortKey: string
  resolve(result: WriteResult): void
  reject(error: unknown): void
}

interface RawResult {
  outcome: WriteResult['outcome']
  seq?: number
  firstSeq?: number
  sessionStartedSeq?: number | null
  conversation?: ConversationState
  /** Written by an earlier attempt whose confirmation was lost. */
  untold?: boolean
}

const mostPerBatch = 64
/** So many batches are under way at once: while one is made durable, the database works on another. */
const laneCount = 2
const patienceMs = 15_000
const conversationWakeup = 'conversation'

const statement = {
  name: 'write_conversations',
  text: 'select attune.write_conversations($1::jsonb) as results',
}

interface Lane {
  waiting: Waiting[]
  running: Promise<void> | undefined
}

/**
 * The one writer of the log in this process: changes wait for the batch before them, then go in one transaction together,
 * ordered by conversation so that two processes never lock each other out. A conversation keeps to its lane, so its changes
 * are written in the order in which they came. Every change carries an id of its own in the log, so repeating a batch whose
 * commit was never confirmed writes nothing twice.
 */
export function openConversationLog(options: {
  database: Database
  log: Log
  wakeups: Wakeups
  processId: string
  /** Breaks a promise on purpose, so that the durability benchmark can show that it notices. */
  testFault?: 'acknowledge-unwritten' | 'answer-unconditionally' | undefined
}): ConversationLog {
  const { database, log, wakeups, processId, testFault } = options
  const committed = new Topic<Committed>('committed', log)
  const lanes = Array.from({ length: laneCount }, (): Lane => ({ waiting: [], running: undefined }))

  wakeups.on(conversationWakeup, (key) => {
    const [tenantId = '', conversationId = '', lastSeq = '0'] = key.split(' ')
    committed.publish({
      tenantId,
      conversationId,
      lastSeq: Number(lastSeq),
      events: [],
      state: undefined,
      here: false,
    })
  })

  async function execute(batch: Waiting[]): Promise<RawResult[]> {
    let repeated = false
    const deadline = Date.now() + patienceMs
    for (let wait = 20; ; wait = Math.min(wait * 2, 250)) {
      let client: pg.PoolClient | undefined
      try {
        client = await database.pool.connect()
        const { rows } = await client.query<{ results: RawResult[] }>({
          ...statement,
          values: [JSON.stringify(batch.map((one) => one.item))],
        })
        client.release()
        // What an unconfirmed commit has written already comes back as a duplicate, and was never told.
        return (rows[0]?.results ?? []).map((raw) => ({
          ...raw,
          untold: repeated && raw.outcome === 'duplicate',
        }))
      } catch (error) {
        const lost = isConnectionLost(error)
        client?.release(lost)
        if (!lost || Date.now() + wait > deadline) throw error
        repeated = true
      }
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  function tell({ change, item }: Waiting, state: ConversationState, events: ConversationEvent[]): void {
    const { tenantId, conversationId } = change
    const { correlationId: causedBy } = item as { correlationId?: string }
    const { lastSeq } = state
    committed.publish({
      tenantId,
      conversationId,
      lastSeq,
      events,
      state,
      here: true,
      correlationId: causedBy,
    })
    wakeups.announce(conversationWakeup, `${tenantId} ${conversationId} ${state.lastSeq}`)
  }

  function settle(one: Waiting, raw: RawResult | undefined): void {
    if (raw === undefined) one.reject(new Error('the log gave no result'))
    else if (raw.outcome === 'written' && raw.conversation !== undefined) {
      const events = presentWritten(one, raw)
      const own = (raw.firstSeq ?? 0) + (raw.sessionStartedSeq ? 1 : 0)
      one.resolve({ outcome: 'written', seq: own, events, state: raw.conversation })
      tell(one, raw.conversation, events)
    } else if (raw.outcome === 'duplicate' && raw.conversation !== undefined) {
      one.resolve({ outcome: 'duplicate', seq: raw.seq ?? 0, state: raw.conversation })
      if (raw.untold) tell(one, raw.conversation, [])
    } else {
      one.resolve({ outcome: raw.outcome as 'not-found', state: raw.conversation })
    }
  }

  /** After a batch failed: one bad change must not take the others with it. */
  async function repeat(batch: Waiting[], error: unknown): Promise<void> {
    if (batch.length === 1 || isConnectionLost(error)) {
      for (const one of batch) one.reject(error)
      return
    }
    log.warn({ err: error, changes: batch.length }, 'a batch failed and is repeated one by one')
    for (const one of batch) {
      try {
        settle(one, (await execute([one]))[0])
      } catch (reason) {
        one.reject(reason)
      }
    }
  }

  function begin({ waiting }: Lane): { batch: Waiting[]; results: Promise<RawResult[]> } | undefined {
    if (waiting.length === 0) return undefined
    const batch = waiting.splice(0, mostPerBatch)
    batch.sort((a, b) => (a.sortKey < b.sortKey ? -1 : a.sortKey > b.sortKey ? 1 : 0))
    const results = execute(batch)
    // It is awaited later; until then a failure is no stranger's business.
    results.catch(() => undefined)
    return { batch, results }
  }

  /** One batch of a lane after the other; what a batch has written is told while the database is busy with the next. */
  async function run(lane: Lane): Promise<void> {
    for (let current = begin(lane); current !== undefined; ) {
      const { batch, results } = current
      const outcome = await results.then(
        (rows) => ({ rows }),
        (error: unknown) => ({ error }),
      )
      if ('error' in outcome) {
        await repeat(batch, outcome.error)
        current = begin(lane)
        continue
      }
      const next = begin(lane)
      // Lets the next batch reach the database before this one takes the thread.
      if (next !== undefined) await new Promise((handedOver) => setImmediate(handedOver))
      for (const [index, one] of batch.entries()) settle(one, outcome.rows[index])
      current = next ?? begin(lane)
    }
    lane.running = undefined
  }

  function append(change: Change): Promise<WriteResult> {
    return new Promise((resolve, reject) => {
      const lane = lanes[laneOf(change.conversationId)] as Lane
      lane.waiting.push({ ...toItem(change, processId), change, resolve, reject })
      // Starts after the current input has been read, so that what arrived together is written together.
      lane.running ??= uncorrelated(() =>
        new Promise<void>((started) => setImmediate(started)).then(() => run(lane)),
      )
    })
  }

  return {
    committed,
    tellErased(tenantId, conversationId, lastSeq) {
      committed.publish({ tenantId, conversationId, lastSeq, events: [], state: undefined, here: false })
      wakeups.announce(conversationWakeup, `${tenantId} ${conversationId} ${lastSeq}`)
    },
    write(given) {
      const change = testFault === undefined ? given : breakPromise(given, testFault)
      if (change === undefined)
        return Promise.resolve({ outcome: 'written', seq: 1, events: [], state: noState(given) })
      if (testFault === 'answer-unconditionally' && isRaced(change))
        append(asSecondAnswerer(change)).catch(() => undefined)
      return append(change)
    },
    async drain() {
      while (lanes.some((lane) => lane.running !== undefined))
        await Promise.all(lanes.map((lane) => lane.running))
    },
  }
}

/** The end of an id made by time is its random part. */
function laneOf(conversationId: string): number {
  return Number.parseInt(conversationId.slice(-4), 16) % laneCount || 0
}

function noState(change: Change): ConversationState {
  return { id: change.conversationId, tenantId: change.tenantId, lastSeq: 1 } as ConversationState
}

/** The planted faults: a customer's message that is never written, an answer that asks nobody whether it may be sent. */
function breakPromise(
  change: Change,
  fault: 'acknowledge-unwritten' | 'answer-unconditionally',
): Change | undefined {
  if (fault === 'acknowledge-unwritten') return change.byCustomer && Math.random() < 0.02 ? undefined : change
  return change.decision === undefined ? change : { ...change, expect: {} }
}

/** Now and then somebody else answers the same turn at the same moment: what the lost condition would have refused. */
function isRaced(change: Change): boolean {
  return change.decision !== undefined && Math.random() < 0.02
}

function asSecondAnswerer(change: Change): Change {
  return { ...change, decision: { ...change.decision, id: newId() } }
}

function toItem(
  change: Change,
  processId: string,
): Pick<Waiting, 'item' | 'eventIds' | 'sessionEventId' | 'sortKey'> {
  const eventIds = change.events.map(() => newId())
  const clientId = change.events.find((event) => event.clientId !== undefined)?.clientId ?? eventIds[0]
  const sessionEventId = newId()
  const item = {
    tenantId: change.tenantId,
    conversationId: change.conversationId,
    at: change.at,
    clientId,
    correlationId: correlationId(),
    byCustomer: change.byCustomer ?? false,
    sessionEventId,
    expect: change.expect,
    change: change.set,
    preview:
      change.preview === undefined ? undefined : { ...change.preview, text: shorten(change.preview.text) },
    turn: change.turn === undefined ? undefined : { ...change.turn, process: processId },
    decision: change.decision,
    review: change.review,
    label: change.label,
    events: change.events.map((event, index) => ({
      id: eventIds[index],
      type: event.type,
      actorKind: event.actor.kind,
      actorId: event.actor.id,
      actorName: event.actor.name,
      clientId: event.clientId ?? (index === 0 ? clientId : undefined),
      causationId: event.causationId,
      body: event.body,
    })),
  }
  return { item, eventIds, sessionEventId, sortKey: `${change.tenantId} ${change.conversationId}` }
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= 160 ? line : `${Array.from(line).slice(0, 159).join('')}…`
}

/** The events as they now stand in the log, without reading them back. */
function presentWritten(one: Waiting, raw: RawResult): ConversationEvent[] {
  const { change } = one
  const events: unknown[] = []
  const envelope = (id: string | undefined, seq: number) => ({
    id,
    version: 1,
    conversationId: change.conversationId,
    seq,
    occurredAt: change.at.toISOString(),
  })
  let seq = raw.firstSeq ?? 0
  if (raw.sessionStartedSeq) {
    const session = raw.conversation?.session ?? 1
    events.push({
      ...envelope(one.sessionEventId, seq),
      type: 'session-started',
      actor: { kind: 'system' },
      body: { session, reason: session === 1 ? 'first-contact' : 'reopened' },
    })
    seq += 1
  }
  for (const [index, event] of change.events.entries()) {
    const body =
      event.type === 'session-started'
        ? { ...event.body, session: raw.conversation?.session ?? 1 }
        : event.body
    events.push({
      ...envelope(one.eventIds[index], seq),
      type: event.type,
      actor: event.actor,
      ...(event.clientId === undefined ? {} : { clientId: event.clientId }),
      body,
    })
    seq += 1
  }
  return events as ConversationEvent[]
}
