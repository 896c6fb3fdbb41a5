import { sql } from 'kysely'
import type { z } from 'zod'
import type {
  EntryExpansion,
  ExpansionOverview,
  settleWordings,
  updateExpansion,
} from '../../../contract/index.ts'
import { nameOf, questionDigest, readQuestions, replaceModelWordings } from '../../knowledge/index.ts'
import { expandQuestion, type Models } from '../../models/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import { requestExpansion } from './request-expansion.ts'

export interface ExpansionDependencies {
  database: Database
  clock: Clock
  knowledge: { advance(transaction: TenantTransaction, tenantId: string): Promise<number> }
  models: Pick<Models, 'available'>
}

export type Expansion = ReturnType<typeof openExpansion>

const untouched = { enabled: false, acceptance: 'by-person' as const, per_language: 40, version: 0 }
const nothing = { received: 0, repeated: 0, neighbours: 0, unsafe: 0, personal: 0, unfit: 0 }

/** What a tenant set about wordings that a model writes, and what people say of them. */
export function openExpansion({ database, clock, knowledge, models }: ExpansionDependencies) {
  const isAvailable = (tenantId: string) => models.available(tenantId, expandQuestion.tier)

  async function overview({ tenantId }: StaffCaller): Promise<ExpansionOverview> {
    const available = await isAvailable(tenantId)
    return database.tenant(tenantId, async (transaction) => {
      const settings = await settingsOf(transaction)
      const questions = await readQuestions(transaction)
      const rows = await transaction
        .selectFrom('entry_expansions')
        .select(['entry_id', 'question', 'state', 'cost'])
        .execute()
      const current = rows.filter(({ entry_id, question }) => {
        const asks = questions.get(entry_id)
        return asks !== undefined && questionDigest(asks) === question
      })
      const expanded = current.filter(({ state }) => state === 'done')
      const cost = rows.reduce((sum, row) => sum + Number(row.cost), 0)
      const charged = rows.filter((row) => Number(row.cost) > 0).length
      const waiting = rows.filter(({ entry_id, state }) => state === 'waiting' && questions.has(entry_id))
      const untold = settings.enabled && available ? questions.size - current.length : waiting.length
      return {
        enabled: settings.enabled,
        acceptance: settings.acceptance,
        perLanguage: settings.per_language,
        available,
        currency: await currencyOf(transaction),
        ...(charged === 0 ? {} : { costPerEntry: cost / charged }),
        cost,
        entries: questions.size,
        expanded: expanded.length,
        waiting: untold,
        ...(await countWordings(
          transaction,
          current.map(({ entry_id }) => entry_id),
        )),
        version: settings.version,
      }
    })
  }

  async function present(
    transaction: TenantTransaction,
    entryId: string,
    available: boolean,
  ): Promise<EntryExpansion> {
    const settings = await settingsOf(transaction)
    const entry = await transaction
      .selectFrom('entries')
      .select('state')
      .where('id', '=', entryId)
      .where('state', '<>', 'archived')
      .executeTakeFirst()
    if (entry === undefined) throw new ApiError('knowledge/entry-not-found')
    const row = await transaction
      .selectFrom('entry_expansions')
      .selectAll()
      .where('entry_id', '=', entryId)
      .executeTakeFirst()
    const common = {
      enabled: settings.enabled,
      available,
      currency: await currencyOf(transaction),
      cost: Number(row?.cost ?? 0),
    }
    const isCurrent = row !== undefined && (await isAbout(transaction, entryId, row.question))
    if (row === undefined || (!isCurrent && row.state !== 'waiting'))
      return { ...common, state: 'none', refused: false, wordings: [], counts: nothing }
    const wordings = await transaction
      .selectFrom('written_wordings')
      .select(['id', 'language', 'text', 'state'])
      .where('entry_id', '=', entryId)
      .where('state', '<>', 'dropped')
      .orderBy('position')
      .orderBy('id')
      .execute()
    return {
      ...common,
      state: row.state,
      ...(row.failure === null ? {} : { failure: row.failure }),
      refused: row.refused,
      wordings: (isCurrent ? wordings : []) as EntryExpansion['wordings'],
      counts: row.counts ?? nothing,
      ...(row.held_out === null ? {} : { heldOut: row.held_out }),
      ...(row.model === null ? {} : { model: row.model }),
      at: row.changed_at.toISOString(),
    }
  }

  return {
    overview,

    async update(
      caller: StaffCaller,
      body: z.output<(typeof updateExpansion)['body']>,
      ifMatch: number | undefined,
    ): Promise<ExpansionOverview> {
      const { tenantId } = caller
      const now = clock.now()
      await database.tenant(tenantId, async (transaction) => {
        const held = await settingsOf(transaction)
        const values = {
          enabled: body.enabled,
          acceptance: body.acceptance,
          per_language: body.perLanguage,
          updated_at: now,
          updated_by: nameOf(caller),
        }
        if (ifMatch !== undefined && ifMatch !== held.version) throw new ApiError('request/version-conflict')
        const written = await transaction
          .insertInto('expansion_settings')
          .values({ tenant_id: tenantId, ...values })
          .onConflict((conflict) =>
            conflict
              .column('tenant_id')
              .doUpdateSet({ ...values, version: held.version + 1 })
              .where('expansion_settings.version', '=', held.version),
          )
          .returning('version')
          .executeTakeFirst()
        if (written === undefined) throw new ApiError('request/version-conflict')
        await requestExpansion(transaction, now, 0)
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'expansion-changed',
          target: { kind: 'expansion', id: tenantId },
          detail: { enabled: body.enabled, acceptance: body.acceptance, perLanguage: body.perLanguage },
        })
      })
      return overview(caller)
    },

    async of({ tenantId }: StaffCaller, entryId: string): Promise<EntryExpansion> {
      const available = await isAvailable(tenantId)
      return database.tenant(tenantId, (transaction) => present(transaction, entryId, available))
    },

    /** Asks for wordings of an entry, whatever was written for it before. */
    async ask({ tenantId }: StaffCaller, entryId: string): Promise<EntryExpansion> {
      const available = await isAvailable(tenantId)
      const now = clock.now()
      return database.tenant(tenantId, async (transaction) => {
        const { enabled } = await settingsOf(transaction)
        const before = await present(transaction, entryId, available)
        if (!enabled) throw new ApiError('knowledge/expansion-off')
        if (!available) throw new ApiError('knowledge/expansion-no-model')
        if (before.state === 'waiting') return before
        // The digest stays: what was written counts until something better is.
        await transaction
          .insertInto('entry_expansions')
          .values({
            tenant_id: tenantId,
            entry_id: entryId,
            question: '',
            state: 'waiting',
            failure: null,
            retry_at: null,
            model: null,
            changed_at: now,
          })
          .onConflict((conflict) =>
            conflict
              .columns(['tenant_id', 'entry_id'])
              .doUpdateSet({ state: 'waiting', failure: null, retry_at: null }),
          )
          .execute()
        await requestExpansion(transaction, now, 0)
        return present(transaction, entryId, available)
      })
    },

    /** Accepts wordings or drops them; what was dropped is not proposed again for the same question. */
    async settle(
      caller: StaffCaller,
      entryId: string,
      { action, ids }: z.output<(typeof settleWordings)['body']>,
    ): Promise<EntryExpansion> {
      const { tenantId } = caller
      const available = await isAvailable(tenantId)
      const now = clock.now()
      return database.tenant(tenantId, async (transaction) => {
        // Holds back every other change of the tenant's knowledge: the question stays what it is.
        await transaction
          .selectFrom('tenant_versions')
          .select('knowledge')
          .forUpdate()
          .executeTakeFirstOrThrow()
        const before = await present(transaction, entryId, available)
        const shown = before.wordings.filter(({ id }) => ids.includes(id))
        const meant = action === 'accept' ? shown.filter(({ state }) => state === 'proposed') : shown
        if (meant.length === 0) return before
        await transaction
          .updateTable('written_wordings')
          .set({ state: action === 'accept' ? 'accepted' : 'dropped' })
          .where(
            'id',
            'in',
            meant.map(({ id }) => id),
          )
          .execute()
        const after = await present(transaction, entryId, available)
        await replaceModelWordings(transaction, {
          tenantId,
          entryId,
          changedIn: await knowledge.advance(transaction, tenantId),
          wordings: after.wordings.filter(({ state }) => state === 'accepted'),
        })
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: action === 'accept' ? 'entry-wordings-accepted' : 'entry-wordings-dropped',
          target: { kind: 'entry', id: entryId },
          detail: { wordings: meant.length },
        })
        return after
      })
    },
  }
}

async function settingsOf(transaction: TenantTransaction) {
  return (await transaction.selectFrom('expansion_settings').selectAll().executeTakeFirst()) ?? untouched
}

async function isAbout(transaction: TenantTransaction, entryId: string, digest: string): Promise<boolean> {
  const question = (await readQuestions(transaction, entryId)).get(entryId)
  return question !== undefined && questionDigest(question) === digest
}

async function currencyOf(transaction: TenantTransaction): Promise<string> {
  const { rows } = await sql<{ currency: string }>`select currency from model_settings`.execute(transaction)
  return rows[0]?.currency ?? 'CNY'
}

async function countWordings(
  transaction: TenantTransaction,
  entryIds: readonly string[],
): Promise<{ inUse: number; proposed: number }> {
  if (entryIds.length === 0) return { inUse: 0, proposed: 0 }
  const rows = await transaction
    .selectFrom('written_wordings')
    .select(({ fn }) => ['state', fn.countAll<string>().as('count')])
    .where(sql<boolean>`entry_id = any(${entryIds}::uuid[])`)
    .groupBy('state')
    .execute()
  const of = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0)
  return { inUse: of('accepted'), proposed: of('proposed') }
}
