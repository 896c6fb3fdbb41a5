import { type Selectable, sql } from 'kysely'
import {
  type Procedure,
  type ProcedureDefinition,
  type ProcedureSummary,
  type ProcedureVersion,
  procedureDefinition,
} from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { afterCommit, type Database, type Tables, type TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { type AuditDetail, recordAudit } from '../tenants/index.ts'
import { problemsOf, type Surroundings } from './steps/check-definition.ts'

const most = 200

type Row = Selectable<Tables['procedures']>
export type Editor = StaffCaller | 'system'

export interface ProcedureStore {
  list(tenantId: string): Promise<ProcedureSummary[]>
  get(tenantId: string, id: string): Promise<Procedure>
  create(by: Editor, tenantId: string, draft: ProcedureDefinition): Promise<Procedure>
  update(
    by: Editor,
    tenantId: string,
    id: string,
    draft: ProcedureDefinition,
    ifMatch: number | undefined,
  ): Promise<Procedure>
  publish(by: Editor, tenantId: string, id: string, note?: string): Promise<Procedure>
  withdraw(by: Editor, tenantId: string, id: string): Promise<Procedure>
  restore(by: Editor, tenantId: string, id: string, number: number): Promise<Procedure>
  remove(by: Editor, tenantId: string, id: string): Promise<void>
  versions(
    tenantId: string,
    id: string,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: ProcedureVersion[]; next?: string }>
  /** One version, which never changes. */
  version(tenantId: string, id: string, number: number): Promise<ProcedureDefinition | undefined>
  /** What serves now. */
  published(tenantId: string): Promise<{ id: string; number: number; definition: ProcedureDefinition }[]>
}

export function openProcedureStore({
  database,
  clock,
  around,
  onChange,
}: {
  database: Database
  clock: Clock
  around(tenantId: string): Promise<Surroundings>
  /** What is offered has changed. */
  onChange(tenantId: string): void
}): ProcedureStore {
  async function present(tenantId: string, row: Row): Promise<Procedure> {
    const draft = procedureDefinition.parse(row.draft)
    return {
      id: row.id,
      draft,
      problems: problemsOf(draft, await around(tenantId)),
      ...(row.published === null ? {} : { published: row.published }),
      changed: row.changed,
      version: row.version,
      updatedAt: row.updated_at.toISOString(),
      updatedBy: row.updated_by,
    }
  }

  async function find(transaction: TenantTransaction, id: string, lock = false): Promise<Row> {
    const select = transaction.selectFrom('procedures').selectAll().where('id', '=', id)
    const row = await (lock ? select.forUpdate() : select).executeTakeFirst()
    if (row === undefined) throw new ApiError('procedure/not-found')
    return row
  }

  const nameOf = (by: Editor) => (by === 'system' ? 'system' : by.name)

  async function record(
    transaction: TenantTransaction,
    tenantId: string,
    by: Editor,
    action: string,
    id: string,
    detail: AuditDetail = {},
  ): Promise<void> {
    await recordAudit(transaction, tenantId, by, {
      at: clock.now(),
      action,
      target: { kind: 'procedure', id },
      detail,
    })
    afterCommit(transaction, () => onChange(tenantId))
  }

  /** The definition becomes the newest version, and the one that new runs follow. */
  async function publishAs(
    transaction: TenantTransaction,
    by: Editor,
    row: Row,
    definition: ProcedureDefinition,
    note: string | undefined,
  ): Promise<Row> {
    const at = clock.now()
    const number = row.newest + 1
    await transaction
      .insertInto('procedure_versions')
      .values({
        tenant_id: row.tenant_id,
        procedure_id: row.id,
        number,
        definition: JSON.stringify(definition),
        note: note?.trim() || null,
        created_at: at,
        created_by: nameOf(by),
      })
      .execute()
    const changed = await transaction
      .updateTable('procedures')
      .set({
        draft: JSON.stringify(definition),
        newest: number,
        published: number,
        changed: false,
        version: row.version + 1,
        updated_at: at,
        updated_by: nameOf(by),
      })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(transaction, row.tenant_id, by, 'procedure-published', row.id, { version: number })
    return changed
  }

  async function refuseBroken(tenantId: string, definition: ProcedureDefinition): Promise<void> {
    const [first] = problemsOf(definition, await around(tenantId))
    if (first === undefined) return
    throw new ApiError('procedure/broken', { problem: first.code, step: first.step ?? first.name ?? '–' })
  }

  return {
    async list(tenantId) {
      const { rows, running } = await database.tenant(tenantId, async (transaction) => ({
        rows: await transaction.selectFrom('procedures').selectAll().orderBy('id').limit(most).execute(),
        running: await transaction
          .selectFrom('procedure_runs')
          .select(['procedure_id', sql<number>`count(*)::int`.as('count')])
          .where('state', 'in', ['active', 'paused'])
          .groupBy('procedure_id')
          .execute(),
      }))
      if (rows.length === 0) return []
      const surroundings = await around(tenantId)
      const counts = new Map(running.map((one) => [one.procedure_id, one.count]))
      return rows.map((row) => {
        const draft = procedureDefinition.parse(row.draft)
        return {
          id: row.id,
          name: draft.name,
          ...(row.published === null ? {} : { published: row.published }),
          changed: row.changed,
          problems: problemsOf(draft, surroundings).length,
          steps: draft.steps.length,
          running: counts.get(row.id) ?? 0,
          updatedAt: row.updated_at.toISOString(),
          updatedBy: row.updated_by,
        }
      })
    },
    get: async (tenantId, id) =>
      present(tenantId, await database.tenant(tenantId, (transaction) => find(transaction, id))),
    async create(by, tenantId, draft) {
      const at = clock.now()
      const id = newId()
      const row = await database.tenant(tenantId, async (transaction) => {
        const { count } = await transaction
          .selectFrom('procedures')
          .select(sql<number>`count(*)::int`.as('count'))
          .executeTakeFirstOrThrow()
        if (count >= most) throw new ApiError('procedure/too-many', { limit: most })
        await record(transaction, tenantId, by, 'procedure-created', id)
        return transaction
          .insertInto('procedures')
          .values({
            tenant_id: tenantId,
            id,
            draft: JSON.stringify(draft),
            created_at: at,
            updated_at: at,
            updated_by: nameOf(by),
          })
          .returningAll()
          .executeTakeFirstOrThrow()
      })
      return present(tenantId, row)
    },
    async update(by, tenantId, id, draft, ifMatch) {
      const at = clock.now()
      const row = await database.tenant(tenantId, async (transaction) => {
        const before = await find(transaction, id, true)
        if (ifMatch !== undefined && ifMatch !== before.version)
          throw new ApiError('request/version-conflict')
        await record(transaction, tenantId, by, 'procedure-changed', id)
        return transaction
          .updateTable('procedures')
          .set({
            draft: JSON.stringify(draft),
            changed: true,
            version: before.version + 1,
            updated_at: at,
            updated_by: nameOf(by),
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
      })
      return present(tenantId, row)
    },
    async publish(by, tenantId, id, note) {
      const before = await database.tenant(tenantId, (transaction) => find(transaction, id))
      await refuseBroken(tenantId, procedureDefinition.parse(before.draft))
      const row = await database.tenant(tenantId, async (transaction) => {
        const now = await find(transaction, id, true)
        // What was looked at is what is published.
        if (now.version !== before.version) throw new ApiError('request/version-conflict')
        return publishAs(transaction, by, now, procedureDefinition.parse(now.draft), note)
      })
      return present(tenantId, row)
    },
    async withdraw(by, tenantId, id) {
      const row = await database.tenant(tenantId, async (transaction) => {
        const before = await find(transaction, id, true)
        await record(transaction, tenantId, by, 'procedure-withdrawn', id)
        return transaction
          .updateTable('procedures')
          .set({
            published: null,
            version: before.version + 1,
            updated_at: clock.now(),
            updated_by: nameOf(by),
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
      })
      return present(tenantId, row)
    },
    async restore(by, tenantId, id, number) {
      const definition = await version(tenantId, id, number)
      if (definition === undefined) {
        await database.tenant(tenantId, (transaction) => find(transaction, id))
        throw new ApiError('procedure/version-not-found', { number })
      }
      await refuseBroken(tenantId, definition)
      const row = await database.tenant(tenantId, async (transaction) =>
        publishAs(transaction, by, await find(transaction, id, true), definition, `↩ ${number}`),
      )
      return present(tenantId, row)
    },
    async remove(by, tenantId, id) {
      await database.tenant(tenantId, async (transaction) => {
        await find(transaction, id, true)
        const open = await transaction
          .selectFrom('procedure_runs')
          .select('id')
          .where('procedure_id', '=', id)
          .where('state', 'in', ['active', 'paused'])
          .limit(1)
          .executeTakeFirst()
        if (open !== undefined) throw new ApiError('procedure/in-use')
        await transaction.deleteFrom('procedure_runs').where('procedure_id', '=', id).execute()
        await transaction.deleteFrom('procedures').where('id', '=', id).execute()
        await record(transaction, tenantId, by, 'procedure-removed', id)
      })
    },
    async versions(tenantId, id, query) {
      const after = query.after === undefined ? undefined : Number(query.after)
      if (after !== undefined && !Number.isSafeInteger(after))
        throw new ApiError('request/invalid', { detail: 'query.after: a version' })
      const rows = await database.tenant(tenantId, async (transaction) => {
        await find(transaction, id)
        let select = transaction
          .selectFrom('procedure_versions')
          .selectAll()
          .where('procedure_id', '=', id)
          .orderBy('number', 'desc')
          .limit(query.limit + 1)
        if (after !== undefined) select = select.where('number', '<', after)
        return select.execute()
      })
      const items = rows.slice(0, query.limit).map((row) => ({
        number: row.number,
        definition: procedureDefinition.parse(row.definition),
        ...(row.note === null ? {} : { note: row.note }),
        createdAt: row.created_at.toISOString(),
        createdBy: row.created_by,
      }))
      return rows.length > query.limit ? { items, next: String(items.at(-1)?.number) } : { items }
    },
    version,
    async published(tenantId) {
      const rows = await database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('procedures')
          .innerJoin('procedure_versions', (join) =>
            join
              .onRef('procedure_versions.procedure_id', '=', 'procedures.id')
              .onRef('procedure_versions.number', '=', 'procedures.published'),
          )
          .select(['procedures.id', 'procedure_versions.number', 'procedure_versions.definition'])
          .orderBy('procedures.id')
          .limit(most)
          .execute(),
      )
      return rows.map(({ id, number, definition }) => ({
        id,
        number,
        definition: procedureDefinition.parse(definition),
      }))
    },
  }

  async function version(
    tenantId: string,
    id: string,
    number: number,
  ): Promise<ProcedureDefinition | undefined> {
    const row = await database.tenant(tenantId, (transaction) =>
      transaction
        .selectFrom('procedure_versions')
        .select('definition')
        .where('procedure_id', '=', id)
        .where('number', '=', number)
        .executeTakeFirst(),
    )
    return row === undefined ? undefined : procedureDefinition.parse(row.definition)
  }
}
