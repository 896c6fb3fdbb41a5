import { sql } from 'kysely'
import type { DroppedDraft } from '../../contract/index.ts'
import type { Committed, ConversationLog, Signals } from '../conversations/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { type Database, isConnectionLost } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'
import { correlated, type Log } from '../platform/log/index.ts'
import { mostSupersedes, type TurnResult, type TurnToAnswer } from './answer-turn.ts'
import { openSessionMemory } from './session-memory.ts'
import { prepareUnderstanding } from './steps/understand.ts'

export interface TurnSchedulerOptions {
  database: Database
  clock: Clock
  log: ConversationLog
  signals: Signals
  serverLog: Log
  processId: string
  /** Runs one turn. */
  answer(at: TurnToAnswer): Promise<TurnResult>
  /** The longest a turn of this tenant may be held while the customer types, in ms. */
  longestMs(tenantId: string): number
}

interface Waiting {
  tenantId: string
  conversationId: string
  /** Of the message that it answers; unknown where another process took that in. */
  correlationId: string | undefined
  /** When the last message came, and when the turn is due without typing. */
  lastMessageAt: number
  dueAt: number
  since: number
  typingUntil: number
  longestMs: number
  timer: NodeJS.Timeout | undefined
  running: boolean
  /** Ends what a running turn waits for. */
  ending: AbortController | undefined
  runAgain: boolean
  supersedes: number
  /** What was overtaken of it, for the record of what is sent. */
  dropped: DroppedDraft[]
  /** How often in a row the database was away when it was this turn's time. */
  losses: number
  /** How often in a row it failed for another reason. */
  failures: number
}

const typingHoldMs = 3_000
const sweepEveryMs = 500
/** A turn this long overdue is taken over even from a process that seems alive. */
const patienceMs = 12_000
/** A turn of our own this long overdue was lost by an error here. */
const ownPatienceMs = 9_000
const sweptAtOnce = 200
/** While the database is away a turn is tried again this often, and for so long; then it is left to the sweep. */
const firstRetryMs = 25
const longestRetryMs = 400
const mostLosses = 60
/** After so many failures a turn is given up: people take over, by the simplest way there is. */
const mostFailures = 3

/**
 * Runs each turn when its burst has ended: in memory, right after the commit of the message that made it due. While the
 * customer types the turn is held, but not for ever. A sweep over the database finds turns that no living process holds.
 */
export function startTurnScheduler(options: TurnSchedulerOptions): {
  stop(): Promise<void>
  readonly waiting: number
} {
  const { database, clock, log, signals, serverLog, processId } = options
  prepareUnderstanding()
  const turns = new Map<string, Waiting>()
  const running = new Set<Promise<void>>()
  // Listens before the scheduler does, so that a turn that is due at once finds its message there.
  const memory = openSessionMemory(log)
  let stopped = false

  function onCommitted(committed: Committed): void {
    const { tenantId, conversationId, events, state, here, correlationId } = committed
    if (!here || state === undefined || stopped) return
    if (state.turnDueAt === null) {
      // Answered, or somebody else's: nothing to wait for any more.
      const turn = turns.get(conversationId)
      if (turn?.running) turn.ending?.abort()
      else if (turn !== undefined) forget(turn)
      return
    }
    // Without events it was written by an attempt whose confirmation was lost; a session that begins with a turn due
    // takes up what an agent left.
    if (
      events.length > 0 &&
      !events.some(({ type }) => type === 'customer-message' || type === 'session-started')
    )
      return
    const now = clock.now().getTime()
    const turn = turns.get(conversationId) ?? {
      tenantId,
      conversationId,
      since: now,
      typingUntil: 0,
      longestMs: options.longestMs(tenantId),
      timer: undefined,
      running: false,
      ending: undefined,
      runAgain: false,
      supersedes: 0,
      dropped: [],
      losses: 0,
      failures: 0,
      lastMessageAt: now,
      dueAt: now,
      correlationId,
    }
    turn.correlationId = correlationId
    turn.lastMessageAt = new Date(events.at(-1)?.occurredAt ?? now).getTime()
    turn.dueAt = new Date(state.turnDueAt).getTime()
    turn.typingUntil = 0
    turns.set(conversationId, turn)
    if (turn.running) {
      turn.runAgain = true
      // The answer under way will not be sent; nobody need wait for it.
      if (turn.supersedes < mostSupersedes) turn.ending?.abort()
    } else arm(turn)
  }

  function arm(turn: Waiting): void {
    clearTimeout(turn.timer)
    const now = clock.now().getTime()
    const at = Math.min(
      Math.max(turn.dueAt, turn.typingUntil),
      Math.max(turn.since + turn.longestMs, turn.dueAt),
    )
    if (at <= now) run(turn)
    else turn.timer = setTimeout(() => run(turn), at - now)
  }

  function forget(turn: Waiting): void {
    clearTimeout(turn.timer)
    turns.delete(turn.conversationId)
  }

  function run(turn: Waiting): void {
    if (turn.running || stopped) return
    clearTimeout(turn.timer)
    turn.running = true
    turn.runAgain = false
    turn.ending = new AbortController()
    const work = runNow(turn).finally(() => running.delete(work))
    running.add(work)
  }

  async function runNow(turn: Waiting): Promise<void> {
    const { tenantId, conversationId, supersedes } = turn
    const settleMs = Math.max(0, turn.dueAt - turn.lastMessageAt)
    let result: TurnResult
    try {
      const giveUp = turn.failures >= mostFailures
      const { signal } = turn.ending ?? {}
      turn.correlationId ??= await readCorrelation(database, turn)
      result = await correlated(turn.correlationId ?? newId(), () =>
        options.answer({
          tenantId,
          conversationId,
          settleMs,
          supersedes,
          dropped: turn.dropped,
          memory,
          giveUp,
          ...(signal === undefined ? {} : { signal }),
        }),
      )
    } catch (error) {
      if (isConnectionLost(error) && turn.losses < mostLosses) return waitForDatabase(turn)
      serverLog.warn({ err: error, conversationId }, 'a turn could not be finished and will be repeated')
      turn.failures += 1
      if (turn.failures <= mostFailures) return repeatLater(turn, firstRetryMs * 2 ** turn.failures)
      // Not even giving up worked. It stays due in the database; the sweep tries again.
      turns.delete(conversationId)
      return
    }
    turn.running = false
    turn.losses = 0
    if (result === 'superseded') {
      turn.supersedes += 1
      return arm(turn)
    }
    turn.failures = 0
    if (turn.runAgain) {
      turn.supersedes = 0
      turn.dropped = []
      turn.since = turn.lastMessageAt
      return arm(turn)
    }
    forget(turn)
  }

  /** Nothing was sent, or it was and the repetition finds that out. */
  function waitForDatabase(turn: Waiting): void {
    const wait = Math.min(firstRetryMs * 2 ** turn.losses, longestRetryMs)
    turn.losses += 1
    repeatLater(turn, wait)
  }

  function repeatLater(turn: Waiting, wait: number): void {
    turn.running = false
    turn.timer = setTimeout(() => run(turn), wait)
  }

  function onTyping(conversationId: string, on: boolean): void {
    const turn = turns.get(conversationId)
    if (turn === undefined || turn.running || (!on && turn.typingUntil === 0)) return
    // Clients say that typing ended just before they send what was typed, so the end of it is followed by quiet, too.
    const quietMs = Math.max(0, turn.dueAt - turn.lastMessageAt)
    turn.typingUntil = clock.now().getTime() + (on ? typingHoldMs : quietMs)
    arm(turn)
  }

  async function sweep(): Promise<void> {
    const now = clock.now()
    const { rows } = await sql<{ tenant_id: string; conversation_id: string }>`
      select * from claim_due_turns(${now}, ${processId}::uuid, make_interval(secs => ${patienceMs / 1000}), ${sweptAtOnce})
      union all
      select * from own_overdue_turns(${now}, ${processId}::uuid, make_interval(secs => ${ownPatienceMs / 1000}), ${sweptAtOnce})
    `.execute(database.unscoped)
    for (const row of rows) {
      if (turns.has(row.conversation_id)) continue
      const turn: Waiting = {
        tenantId: row.tenant_id,
        conversationId: row.conversation_id,
        since: now.getTime(),
        typingUntil: 0,
        longestMs: 0,
        timer: undefined,
        running: false,
        ending: undefined,
        runAgain: false,
        supersedes: 0,
        dropped: [],
        losses: 0,
        failures: 0,
        lastMessageAt: now.getTime(),
        dueAt: now.getTime(),
        correlationId: undefined,
      }
      turns.set(turn.conversationId, turn)
      run(turn)
    }
  }

  const stops = [
    log.committed.subscribe(onCommitted),
    signals.received.subscribe((signal) => {
      if (signal.by === 'customer' && signal.typing !== undefined)
        onTyping(signal.conversationId, signal.typing)
    }),
  ]
  let sweeping = false
  const timer = setInterval(() => {
    if (sweeping || stopped) return
    sweeping = true
    sweep()
      .catch((error: unknown) => serverLog.debug({ err: error }, 'the sweep failed; it is repeated'))
      .finally(() => {
        sweeping = false
      })
  }, sweepEveryMs)
  timer.unref()

  return {
    get waiting() {
      return turns.size
    },
    async stop() {
      clearInterval(timer)
      for (const stop of stops) stop()
      memory.close()
      // Bursts that have not ended are left to the sweep of whoever starts next.
      stopped = true
      for (const turn of turns.values()) {
        clearTimeout(turn.timer)
        // Models are not waited for: the turn ends as it would without.
        turn.ending?.abort()
      }
      await Promise.allSettled([...running])
      turns.clear()
    },
  }
}

/** What caused the newest message of the customer, as the process that took it in has written it down. */
async function readCorrelation(
  database: Database,
  { tenantId, conversationId }: Pick<Waiting, 'tenantId' | 'conversationId'>,
): Promise<string | undefined> {
  const row = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('conversation_events')
      .select('correlation_id')
      .where('conversation_id', '=', conversationId)
      .where('type', '=', 'customer-message')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
  return row?.correlation_id ?? undefined
}
