import { type Selectable, sql } from 'kysely'
import {
  type EventBody,
  type Language,
  type MessagePart,
  type ProcedureDefinition,
  plainText,
  type ToolLine,
} from '../../../contract/index.ts'
import type { ConversationLog, NewEvent, Queue } from '../../conversations/index.ts'
import type { Models } from '../../models/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Tables } from '../../platform/db/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { Policies } from '../../policy/index.ts'
import type { Tools } from '../../tools/index.ts'
import { type Slots, stepOf, type Unsaid, type Walked } from '../steps/run.ts'
import { inWords } from '../steps/values.ts'

export type RunRow = Selectable<Tables['procedure_runs']>

/** What the parts of the module share. */
export interface ProcedureCore {
  database: Database
  clock: Clock
  log: ConversationLog
  serverLog: Log
  tools: Pick<Tools, 'request' | 'askProof' | 'callEnd' | 'choicesOf' | 'look' | 'registry' | 'proofBy'>
  models: Pick<Models, 'available' | 'run'>
  policies: Pick<Policies, 'current'>
  queue: Pick<Queue, 'duty'>
  /** The version a run began with. */
  definitionOf(
    row: Pick<RunRow, 'tenant_id' | 'procedure_id' | 'number'>,
  ): Promise<ProcedureDefinition | undefined>
  /** Runs behind the answer to whoever asked. */
  behind(work: Promise<unknown>): void
}

/** How long a question of a procedure stands. */
export const patienceMs = 14 * 24 * 3_600_000
/** A step that a process died with is taken up after this. */
export const leaseMs = 30_000
export const callPollMs = 10_000
/** While somebody else serves, what waits for time is looked at so often: they may be done. */
export const restLookMs = 3_600_000
export const soonMs = 1_000

export const languageOf = ({ language }: Pick<RunRow, 'language'>): Language =>
  language === 'zh' ? 'zh' : 'en'

export const markOf = ({ id, revision }: Pick<RunRow, 'id' | 'revision'>): string =>
  `p-${id.slice(-8)}-${revision}`

export function findOpenRun(
  { database }: Pick<ProcedureCore, 'database'>,
  tenantId: string,
  conversationId: string,
): Promise<RunRow | undefined> {
  return database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('procedure_runs')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('state', 'in', ['active', 'paused'])
      .executeTakeFirst(),
  )
}

export function findRun(
  { database }: Pick<ProcedureCore, 'database'>,
  tenantId: string,
  id: string,
): Promise<RunRow | undefined> {
  return database.tenant(tenantId, (transaction) =>
    transaction.selectFrom('procedure_runs').selectAll().where('id', '=', id).executeTakeFirst(),
  )
}

export type RunChange = Partial<
  Pick<
    RunRow,
    | 'state'
    | 'code'
    | 'step'
    | 'awaiting'
    | 'slots'
    | 'results'
    | 'done'
    | 'tries'
    | 'aside'
    | 'language'
    | 'proven'
    | 'coded_at'
    | 'call_id'
    | 'wait_until'
    | 'input_seq'
    | 'unsaid'
    | 'asked_at'
    | 'due_at'
    | 'ended_at'
  >
>

/** One conditional change: undefined where somebody else was quicker. */
export async function changeRun(
  { database, clock }: Pick<ProcedureCore, 'database' | 'clock'>,
  row: RunRow,
  change: RunChange,
): Promise<RunRow | undefined> {
  const { slots, results, done, unsaid, ...plain } = change
  return database.tenant(row.tenant_id, (transaction) =>
    transaction
      .updateTable('procedure_runs')
      .set({
        ...plain,
        ...(slots === undefined ? {} : { slots: JSON.stringify(slots) }),
        ...(results === undefined ? {} : { results: JSON.stringify(results) }),
        ...(done === undefined ? {} : { done: JSON.stringify(done) }),
        ...(unsaid === undefined ? {} : { unsaid: unsaid === null ? null : JSON.stringify(unsaid) }),
        revision: row.revision + 1,
        updated_at: clock.now(),
      })
      .where('id', '=', row.id)
      .where('revision', '=', row.revision)
      .where('state', 'in', ['active', 'paused'])
      .returningAll()
      .executeTakeFirst(),
  )
}

/** What a walk makes of a run. */
export function changeOf(
  definition: ProcedureDefinition,
  { progress, parts, fields, awaiting, ended, code, note }: Walked,
  now: Date,
  said: { rule: string; answers?: number; before?: readonly MessagePart[] },
): RunChange {
  const step = stepOf(definition, progress.step)
  const later = (ms: number) => new Date(now.getTime() + ms)
  const handOver = ended === 'handed-over' || ended === 'failed'
  const unsaid: Unsaid = {
    parts: [...(said.before ?? []), ...parts],
    ...(fields.length === 0 ? {} : { fields }),
    rule: handOver ? 'procedure-hands-over' : said.rule,
    ...(handOver ? { handOver } : {}),
    ...(note === undefined ? {} : { note }),
    ...(said.answers === undefined ? {} : { answers: said.answers }),
  }
  const change: RunChange = {
    step: progress.step,
    slots: progress.slots,
    results: progress.results,
    done: progress.done,
    tries: progress.tries,
    awaiting,
    state: ended ?? 'active',
    code: code ?? null,
    aside: false,
    call_id: fields.length > 0 || awaiting === 'tool' || awaiting === 'proof' ? newId() : null,
    wait_until: null,
    unsaid,
    due_at: null,
    ...(said.answers === undefined ? {} : { input_seq: said.answers }),
  }
  const untold = said.answers === undefined ? later(leaseMs) : null
  if (ended !== undefined) return { ...change, ended_at: now, due_at: untold }
  switch (awaiting) {
    case 'tool':
    case 'proof':
      return { ...change, due_at: later(soonMs) }
    case 'time': {
      const minutes = step?.kind === 'wait' ? step.atMostMinutes : 0
      const until = later(minutes * 60_000)
      const looks = step?.kind === 'wait' && step.until !== undefined
      return { ...change, wait_until: until, due_at: looks ? later(soonMs) : (untold ?? until) }
    }
    default:
      return { ...change, asked_at: now, due_at: untold ?? later(patienceMs) }
  }
}

/** What was said is in the log. */
export async function markSaid(
  { database }: Pick<ProcedureCore, 'database'>,
  { tenant_id, id, revision }: Pick<RunRow, 'tenant_id' | 'id' | 'revision'>,
): Promise<void> {
  await database.tenant(tenant_id, (transaction) =>
    transaction
      .updateTable('procedure_runs')
      // An end that nobody has been told yet is the only thing the clock looks at an ended run for.
      .set({ unsaid: null, due_at: sql`case when ended_at is null then due_at end` })
      .where('id', '=', id)
      .where('revision', '=', revision)
      .execute(),
  )
}

/** Somebody else serves: it stands still until the assistant does again. */
export async function pauseRun(
  { database, clock }: Pick<ProcedureCore, 'database' | 'clock'>,
  { tenant_id, id, awaiting }: Pick<RunRow, 'tenant_id' | 'id' | 'awaiting'>,
): Promise<boolean> {
  const restMs = awaiting === 'time' ? restLookMs : patienceMs
  const changed = await database.tenant(tenant_id, (transaction) =>
    transaction
      .updateTable('procedure_runs')
      .set({
        state: 'paused',
        unsaid: null,
        due_at: new Date(clock.now().getTime() + restMs),
        updated_at: clock.now(),
      })
      .where('id', '=', id)
      .where('state', '=', 'active')
      .executeTakeFirst(),
  )
  return changed.numUpdatedRows > 0n
}

/** What else of a run goes into the log, behind what is said: its form, and where it stands, for agents. */
export function eventsOf(row: RunRow, definition: ProcedureDefinition): NewEvent[] {
  const { unsaid } = row
  const language = languageOf(row)
  const events: NewEvent[] = []
  if (unsaid?.fields !== undefined && row.call_id !== null)
    events.push({
      type: 'tool-form-asked',
      actor: { kind: 'assistant' },
      body: {
        callId: row.call_id,
        tool: 'procedure',
        title: titleOf(definition, language),
        fields: unsaid.fields,
        lines: [],
      },
    })
  if (row.ended_at !== null || unsaid?.rule === 'procedure-started') events.push(standingOf(row, definition))
  return events
}

export const titleOf = (definition: ProcedureDefinition, language: Language): string =>
  (inWords(definition.name, language) || '–').slice(0, 120)

/** Where a run stands, for the agents. */
export function standingOf(
  row: RunRow,
  definition: ProcedureDefinition,
  state: RunRow['state'] = row.state,
): Extract<NewEvent, { type: 'procedure-changed' }> {
  const language = languageOf(row)
  const body: EventBody<'procedure-changed'> = {
    runId: row.id,
    procedureId: row.procedure_id,
    version: row.number,
    title: titleOf(definition, language),
    state,
    ...(row.code === null ? {} : { code: row.code }),
    ...(row.unsaid?.note === undefined ? {} : { note: row.unsaid.note }),
    slots: slotLines(definition, row.slots, language),
    done: row.done.slice(-40).map(({ step, outcome }) => ({
      label: (stepOf(definition, step)?.title || step).slice(0, 80),
      value: outcome ?? '',
    })),
  }
  return { type: 'procedure-changed', actor: { kind: 'assistant' }, body }
}

function slotLines(definition: ProcedureDefinition, slots: Slots, language: Language): ToolLine[] {
  return definition.slots.flatMap((slot) => {
    const held = slots[slot.name]
    if (held === undefined) return []
    return [
      {
        label: (inWords(slot.label, language) || slot.name).slice(0, 80),
        value: (held.label ?? held.value).slice(0, 500),
      },
    ]
  })
}

/** Where a conversation stands, as far as somebody who speaks unasked needs to know. */
export async function readOwner({ database }: Pick<ProcedureCore, 'database'>, row: RunRow) {
  return database.tenant(row.tenant_id, (transaction) =>
    transaction
      .selectFrom('conversations')
      .innerJoin('tenants', 'tenants.tenant_id', 'conversations.tenant_id')
      .select(['owner_kind as kind', 'owner_epoch as epoch', 'state', 'tenants.time_zone as timeZone'])
      .where('conversations.id', '=', row.conversation_id)
      .executeTakeFirst(),
  )
}

export const previewOf = (parts: readonly MessagePart[]) => ({
  text: plainText(parts),
  from: 'assistant' as const,
})

/** When the clock looks again, without a change to where the run stands. */
export async function lookAgain(
  { database }: Pick<ProcedureCore, 'database'>,
  row: RunRow,
  at: Date,
): Promise<void> {
  await database.tenant(row.tenant_id, (transaction) =>
    transaction
      .updateTable('procedure_runs')
      .set({ due_at: at })
      .where('id', '=', row.id)
      .where('revision', '=', row.revision)
      .execute(),
  )
}
