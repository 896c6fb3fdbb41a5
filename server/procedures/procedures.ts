import { sql } from 'kysely'
import type { CustomerFrame, Language, ProcedureDefinition } from '../../contract/index.ts'
import type { ConversationLog, Queue } from '../conversations/index.ts'
import type { Models } from '../models/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type CustomerCaller, type StaffCaller } from '../platform/http/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'
import type { Policies } from '../policy/index.ts'
import { recordAudit } from '../tenants/index.ts'
import type { Tools } from '../tools/index.ts'
import { openOffers } from './offers.ts'
import { carryOn, pause } from './runs/carry-on.ts'
import { changeRun, findOpenRun, findRun, markSaid, type ProcedureCore } from './runs/core.ts'
import { takeTurn } from './runs/take-turn.ts'
import type { Taken, TakenRun, Taking } from './runs/taking.ts'
import { saying } from './steps/texts.ts'
import { openProcedureStore, type ProcedureStore } from './store.ts'
import { readSurroundings } from './surroundings.ts'

export interface Offer {
  procedure: string
  label: string
}

/** Sequences of steps that customers are led through, and the customers who are in the middle of one. */
export interface Procedures {
  readonly store: ProcedureStore
  /** The button below the answer of an entry. */
  buttonOf(tenantId: string, entryKey: string, language: Language): Promise<Offer | undefined>
  /** What is offered in a scene where no answer is sure enough. */
  offeredIn(
    tenantId: string,
    scene: string,
    language: Language,
  ): Promise<(Offer & { text: string }) | undefined>
  /** Whether a turn need not look: the tenant has no procedure. */
  none(tenantId: string): Promise<boolean>
  take(at: Taking): Promise<Taken | undefined>
  /** What a turn took was said, or somebody else serves by now. */
  said(run: TakenRun, sent: boolean): Promise<void>
  /** Whether a message of this conversation offers it. */
  offered(caller: Pick<CustomerCaller, 'tenantId' | 'conversationId'>, frame: StartFrame): Promise<string>
  /** The form a run shows, where this is one of its own. */
  formOf(
    caller: Pick<CustomerCaller, 'tenantId' | 'conversationId'>,
    formId: string,
  ): Promise<{ name: string; label: string; options?: { value: string; label: string }[] }[] | undefined>
  /** In the transaction of the proof: runs of the conversation are the customer's. */
  proved(transaction: TenantTransaction, by: { conversationId: string; customerId: string }): Promise<void>
  stopRun(caller: StaffCaller, runId: string): Promise<void>
  /** Runs that wait for time, or for a process that died. */
  tick(now: Date): Promise<void>
  drain(): Promise<void>
}

type StartFrame = Extract<CustomerFrame, { type: 'procedure-start' }>

const mostPerTick = 100
const atOnce = 8
const mostCached = 500
/** What nobody has to answer in a message. */
const goesOnByItself: ReadonlySet<string> = new Set(['tool', 'proof', 'call', 'time'])

export function openProcedures(options: {
  database: Database
  clock: Clock
  log: ConversationLog
  serverLog: Log
  wakeups: Wakeups
  tools: Tools
  models: Models
  policies: Policies
  queue: Queue
}): Procedures {
  const { database, clock, log, serverLog } = options
  const versions = new Map<string, ProcedureDefinition>()
  const underWay = new Set<Promise<unknown>>()
  const store = openProcedureStore({
    database,
    clock,
    around: (tenantId) => readSurroundings(options, tenantId),
    onChange: (tenantId) => offers.forget(tenantId),
  })
  const offers = openOffers({
    ...options,
    store,
    async everAny(tenantId) {
      const { rows } = await database.tenant(tenantId, (transaction) =>
        sql`select 1 from procedure_runs where state in ('active', 'paused') limit 1`.execute(transaction),
      )
      return rows.length > 0
    },
  })
  const core: ProcedureCore = {
    ...options,
    async definitionOf({ tenant_id, procedure_id, number }) {
      const key = `${tenant_id} ${procedure_id} ${number}`
      const kept = versions.get(key)
      if (kept !== undefined) return kept
      const read = await store.version(tenant_id, procedure_id, number)
      if (read === undefined) return undefined
      if (versions.size >= mostCached) versions.delete(versions.keys().next().value ?? '')
      versions.set(key, read)
      return read
    },
    behind(work) {
      const watched = work.catch((error: unknown) =>
        serverLog.error({ err: error }, 'a procedure could not go on; the clock tries again'),
      )
      underWay.add(watched)
      watched.finally(() => underWay.delete(watched))
    },
  }

  /** A call was settled: its procedure goes on. Somebody else became the owner: it stands still, and they are told where. */
  log.committed.subscribe(({ tenantId, conversationId, events, state, here }) => {
    if (!here || state === undefined) return
    const settled = events.some(({ type }) => type === 'tool-settled' || type === 'tool-proved')
    const moved = state.ownerKind !== 'assistant' && events.some((event) => event.type === 'owner-changed')
    const freed =
      state.ownerKind === 'assistant' &&
      events.some(({ type }) => type === 'owner-changed' || type === 'conversation-closed')
    if (settled || moved || freed) core.behind(follow(tenantId, conversationId, moved))
  })

  async function follow(tenantId: string, conversationId: string, moved: boolean): Promise<void> {
    if (await offers.none(tenantId)) return
    const row = await findOpenRun(core, tenantId, conversationId)
    if (row === undefined) return
    const definition = moved ? await core.definitionOf(row) : undefined
    if (definition !== undefined) await pause(core, row, definition)
    else if (row.awaiting === 'call') await carryOn(core, tenantId, row.id, true)
    else if (row.awaiting === 'time' && row.state === 'paused') {
      await changeRun(core, row, { state: 'active', due_at: clock.now() })
      await carryOn(core, tenantId, row.id)
    }
  }

  return {
    store,
    buttonOf: offers.ofEntry,
    async offeredIn(tenantId, scene, language) {
      const offer = await offers.ofScene(tenantId, scene, language)
      return offer === undefined ? undefined : { ...offer, text: saying('offer', language) }
    },
    none: offers.none,
    take: (at) => takeTurn(core, at),
    async said({ tenantId, id, revision }, sent) {
      const row = await findRun(core, tenantId, id)
      if (row === undefined || row.revision !== revision) return
      if (!sent) {
        const definition = await core.definitionOf(row)
        if (definition !== undefined) await pause(core, row, definition)
        return
      }
      await markSaid(core, row)
      if (goesOnByItself.has(row.awaiting)) core.behind(carryOn(core, tenantId, id))
    },
    async offered({ tenantId, conversationId }, { ofSeq, procedure }) {
      const offer = JSON.stringify({
        parts: [{ type: 'buttons', buttons: [{ kind: 'procedure', procedure }] }],
      })
      const row = await database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('conversation_events')
          .select(sql<{ parts: { type: string; buttons?: Record<string, string>[] }[] }>`body`.as('body'))
          .where('conversation_id', '=', conversationId)
          .where('seq', '=', ofSeq)
          .where('type', '=', 'assistant-message')
          .where(sql<boolean>`body @> ${offer}::jsonb`)
          .executeTakeFirst(),
      )
      const button = row?.body.parts
        .flatMap((part) => part.buttons ?? [])
        .find((one) => one.kind === 'procedure' && one.procedure === procedure)
      if (button?.label === undefined) throw new ApiError('procedure/not-offered')
      return button.label
    },
    async formOf({ tenantId, conversationId }, formId) {
      const asked = JSON.stringify({ callId: formId, tool: 'procedure' })
      const row = await database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('conversation_events')
          .select(
            sql<{
              fields: { name: string; label: string; options?: { value: string; label: string }[] }[]
            }>`body`.as('body'),
          )
          .where('conversation_id', '=', conversationId)
          .where('type', '=', 'tool-form-asked')
          .where(sql<boolean>`body @> ${asked}::jsonb`)
          .executeTakeFirst(),
      )
      return row?.body.fields
    },
    async proved(transaction, { conversationId, customerId }) {
      await transaction
        .updateTable('procedure_runs')
        .set({ customer_id: customerId })
        .where('conversation_id', '=', conversationId)
        .execute()
    },
    async stopRun(caller, runId) {
      const row = await findRun(core, caller.tenantId, runId)
      if (row === undefined || row.ended_at !== null) throw new ApiError('procedure/run-not-found')
      const now = clock.now()
      const stopped = await changeRun(core, row, {
        state: 'stopped',
        code: 'staff',
        ended_at: now,
        due_at: null,
        unsaid: null,
      })
      if (stopped === undefined) throw new ApiError('request/version-conflict')
      await database.tenant(caller.tenantId, (transaction) =>
        recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'procedure-run-stopped',
          target: { kind: 'conversation', id: row.conversation_id },
        }),
      )
    },
    async tick(now) {
      const { rows } = await sql<{ tenant_id: string; id: string }>`
        select * from due_procedure_runs(${now}, ${mostPerTick})`.execute(database.unscoped)
      const due = rows[Symbol.iterator]()
      // A tool that takes its time keeps a few from going on, not all.
      const worker = async () => {
        for (const { tenant_id, id } of due)
          await carryOn(core, tenant_id, id).catch((error: unknown) =>
            serverLog.error({ err: error, run: id }, 'a procedure could not go on; others do'),
          )
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
    },
    async drain() {
      while (underWay.size > 0) await Promise.all([...underWay])
    },
  }
}
