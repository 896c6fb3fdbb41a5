import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { z } from 'zod'
import type {
  FrozenCase,
  FrozenState,
  freezeCase,
  listFrozenCases,
  updateFrozenCase,
} from '../../../contract/index.ts'
import { detectLanguage, maskPersonalData, normaliseText } from '../../../language/index.ts'
import { nameOf } from '../../knowledge/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { Wakeups } from '../../platform/realtime/index.ts'
import type { Policies } from '../../policy/index.ts'
import { type AuditDetail, recordAudit } from '../../tenants/index.ts'
import type { Understanding } from '../../understanding/index.ts'
import { refuseMissingEntry } from '../repair-group.ts'
import { mostCases } from './most-cases.ts'
import { pageOf } from './page-of.ts'
import { type CaseRow, entriesNamed, presentCase, readTitles } from './present-case.ts'
import { isRight, replyOf } from './reply-of.ts'
import { lockVersion, releaseUnhindered } from './versions.ts'

export interface FrozenDependencies {
  database: Database
  clock: Clock
  wakeups: Wakeups
  policies: Policies
  understanding: Understanding
}

export type FrozenCases = ReturnType<typeof openFrozenCases>

type Freeze = z.output<(typeof freezeCase)['body']>
type Expectation = z.output<(typeof updateFrozenCase)['body']>

/** Questions that a newly trained version must get right before it comes into force. */
export function openFrozenCases(dependencies: FrozenDependencies) {
  const { database, clock, policies, understanding } = dependencies

  async function present(
    transaction: TenantTransaction,
    tenantId: string,
    rows: readonly CaseRow[],
  ): Promise<FrozenCase[]> {
    const { entries } = await understanding.current(tenantId)
    const titles = await readTitles(transaction, entries, rows.flatMap(entriesNamed))
    return rows.map((row) => presentCase(row, titles))
  }

  async function list(
    { tenantId }: StaffCaller,
    query: z.output<(typeof listFrozenCases)['query']>,
  ): Promise<z.input<(typeof listFrozenCases)['reply']>> {
    return database.tenant(tenantId, async (transaction) => {
      let select = transaction.selectFrom('frozen_cases')
      if (query.state !== undefined) select = select.where('state', '=', query.state)
      if (query.language !== undefined) select = select.where('language', '=', query.language)
      if (query.search !== undefined && query.search.trim() !== '') {
        const pattern = `%${query.search.trim().replace(/[\\%_]/g, '\\$&')}%`
        select = select.where((row) => row.or([row('text', 'ilike', pattern), row('note', 'ilike', pattern)]))
      }
      const { total } = await select
        .select((row) => row.fn.countAll<string>().as('total'))
        .executeTakeFirstOrThrow()
      const rows = await (query.after === undefined ? select : select.where('id', '<', pageOf(query.after)))
        .selectAll()
        .orderBy('id', 'desc')
        .limit(query.limit + 1)
        .execute()
      const shown = rows.slice(0, query.limit)
      const last = shown.at(-1)
      return {
        items: await present(transaction, tenantId, shown),
        ...(rows.length > query.limit && last !== undefined ? { next: last.id } : {}),
        total: Number(total),
        counts: await countStates(transaction),
        most: mostCases,
      }
    })
  }

  /** What the version in force says to it now. */
  async function ask(tenantId: string, text: string) {
    const knowledge = await understanding.current(tenantId)
    const policy = await policies.current(tenantId)
    const now = clock.now()
    const after = await replyOf({ now, policy, knowledge }, text)
    return { model: knowledge.modelId, at: now.toISOString(), after }
  }

  async function freeze(caller: StaffCaller, body: Freeze): Promise<FrozenCase> {
    const { tenantId } = caller
    const { expects, source, note, conversationId } = body
    const wanted = requireEntry(body)
    // What a customer wrote is kept as the worklist keeps it.
    const text = conversationId === undefined ? body.text.trim() : maskPersonalData(body.text.trim()).text
    const normal = normaliseText(text)
    if (normal === '') throw new ApiError('request/invalid', { detail: 'text: nothing to ask' })
    const digest = createHash('sha256').update(normal).digest('base64url')
    const last = await ask(tenantId, text)
    return database.tenant(tenantId, async (transaction) => {
      if (conversationId !== undefined) await refuseErased(transaction, conversationId)
      // One after the other, so that they are not more than there may be.
      await lockVersion(transaction)
      const held = await transaction
        .selectFrom('frozen_cases')
        .selectAll()
        .where('digest', '=', digest)
        .executeTakeFirst()
      if (held !== undefined) {
        if (held.expects !== expects || held.entry_id !== wanted)
          throw new ApiError('frozen/other-expectation')
        return (await present(transaction, tenantId, [held]))[0] as FrozenCase
      }
      if (wanted !== null) await refuseMissingEntry(transaction, wanted)
      const { many } = await transaction
        .selectFrom('frozen_cases')
        .select((row) => row.fn.countAll<string>().as('many'))
        .executeTakeFirstOrThrow()
      if (Number(many) >= mostCases) throw new ApiError('frozen/too-many', { limit: mostCases })
      const row = await transaction
        .insertInto('frozen_cases')
        .values({
          tenant_id: tenantId,
          id: newId(),
          text,
          digest,
          language: detectLanguage(text),
          expects,
          entry_id: wanted,
          note,
          source,
          conversation_id: conversationId ?? null,
          state: isRight({ expects, entry_id: wanted }, last.after) ? 'right' : 'broken',
          last: JSON.stringify(last),
          created_at: clock.now(),
          created_by: nameOf(caller),
        })
        .returningAll()
        .executeTakeFirstOrThrow()
      await audit(transaction, caller, 'question-frozen', row.id, { expects })
      return (await present(transaction, tenantId, [row]))[0] as FrozenCase
    })
  }

  async function update(
    caller: StaffCaller,
    caseId: string,
    body: Expectation,
    ifMatch: number | undefined,
  ): Promise<FrozenCase> {
    const { tenantId } = caller
    const { expects, note } = body
    const wanted = requireEntry(body)
    return database.tenant(tenantId, async (transaction) => {
      await lockVersion(transaction)
      const held = await find(transaction, caseId)
      if (ifMatch !== undefined && ifMatch !== held.version) throw new ApiError('request/version-conflict')
      if (wanted !== null && wanted !== held.entry_id) await refuseMissingEntry(transaction, wanted)
      const same = held.expects === expects && held.entry_id === wanted
      const state: FrozenState = same
        ? held.state
        : held.last === null
          ? 'unasked'
          : isRight({ expects, entry_id: wanted }, held.last.after)
            ? 'right'
            : 'broken'
      const row = await transaction
        .updateTable('frozen_cases')
        .set((row) => ({
          expects,
          entry_id: wanted,
          note,
          state,
          ...(same ? {} : { accepted: false }),
          version: row('version', '+', 1),
        }))
        .where('id', '=', caseId)
        .returningAll()
        .executeTakeFirstOrThrow()
      await audit(transaction, caller, 'frozen-question-changed', caseId, { expects })
      if (!same) await releaseUnhindered(transaction, caller, dependencies)
      return (await present(transaction, tenantId, [row]))[0] as FrozenCase
    })
  }

  async function remove(caller: StaffCaller, caseId: string): Promise<void> {
    await database.tenant(caller.tenantId, async (transaction) => {
      await lockVersion(transaction)
      const { expects } = await find(transaction, caseId)
      await transaction.deleteFrom('frozen_cases').where('id', '=', caseId).execute()
      await audit(transaction, caller, 'question-unfrozen', caseId, { expects })
      await releaseUnhindered(transaction, caller, dependencies)
    })
  }

  function audit(
    transaction: TenantTransaction,
    caller: StaffCaller,
    action: string,
    id: string,
    detail: AuditDetail,
  ): Promise<void> {
    const target = { kind: 'frozen-case', id }
    return recordAudit(transaction, caller.tenantId, caller, { at: clock.now(), action, target, detail })
  }

  return { list, freeze, update, remove }
}

async function find(transaction: TenantTransaction, caseId: string): Promise<CaseRow> {
  const row = await transaction
    .selectFrom('frozen_cases')
    .selectAll()
    .where('id', '=', caseId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw new ApiError('frozen/case-not-found')
  return row
}

/** What a customer asked is kept only where their erasure will find it, which waits for this, and this for it. */
async function refuseErased(transaction: TenantTransaction, conversationId: string): Promise<void> {
  const { rows } =
    await sql`select 1 from conversations c where c.id = ${conversationId}::uuid and (c.erased_at is null
    or exists (select 1 from wordings w where w.conversation_id = c.id)
    or exists (select 1 from out_of_scope_wordings o where o.conversation_id = c.id)) for share of c`.execute(
      transaction,
    )
  if (rows.length === 0) throw new ApiError('conversation/not-found')
}

async function countStates(transaction: TenantTransaction) {
  const { rows } = await sql<{ state: FrozenState; many: number; accepted: number }>`
    select state, count(*)::int as many, (count(*) filter (where accepted))::int as accepted
    from frozen_cases group by state`.execute(transaction)
  const of = (state: FrozenState) => rows.find((row) => row.state === state)?.many ?? 0
  return {
    right: of('right'),
    broken: of('broken'),
    stale: of('stale'),
    unasked: of('unasked'),
    accepted: rows.reduce((sum, row) => sum + row.accepted, 0),
  }
}

/** The entry that is expected; null where none may answer. */
function requireEntry({ expects, entryId }: Pick<Expectation, 'expects' | 'entryId'>): string | null {
  if ((expects === 'no-answer') !== (entryId === undefined))
    throw new ApiError('request/invalid', { detail: 'entryId: the entry that is expected, and only then' })
  return entryId ?? null
}

/** Takes out what customers asked in these conversations. */
export async function forgetFrozenCases(
  transaction: TenantTransaction,
  conversationIds: readonly string[],
): Promise<void> {
  if (conversationIds.length > 0)
    await transaction.deleteFrom('frozen_cases').where('conversation_id', 'in', conversationIds).execute()
}
