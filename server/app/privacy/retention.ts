import { sql } from 'kysely'
import type { Retention } from '../../../contract/index.ts'
import type { Attachments } from '../../attachments/index.ts'
import { forgetOldCodes } from '../../codes/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import { afterCommit, type Database, type TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import type { Log } from '../../platform/log/index.ts'
import { listTenants, recordAudit } from '../../tenants/index.ts'
import { dropBytes, type EraseDependencies, eraseConversations } from './erase-conversations.ts'

const dayMs = 86_400_000
const everyMs = 10 * 60_000
/** Erased in one transaction; a long backlog is worked off in many short ones. */
const chunk = { conversations: 100, decisions: 2_000, codes: 2_000 }
const mostChunks = 50

type Days = Pick<Retention, 'conversationDays' | 'decisionDays' | 'fileDays'>
interface Counts {
  conversations: number
  decisions: number
  files: number
}

export interface RetentionOptions extends EraseDependencies {
  database: Database
  clock: Clock
}

async function read(transaction: TenantTransaction): Promise<Retention> {
  const row = await transaction.selectFrom('tenant_settings').selectAll().executeTakeFirst()
  const last = await transaction
    .selectFrom('audit_events')
    .select(['occurred_at', 'detail'])
    .where('action', '=', 'retention-applied')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const { conversations = 0, decisions = 0, files = 0 } = (last?.detail ?? {}) as Partial<Counts>
  return {
    conversationDays: row?.conversation_days ?? null,
    decisionDays: row?.decision_days ?? null,
    fileDays: row?.file_days ?? null,
    version: row?.retention_version ?? 1,
    ...(last === undefined
      ? {}
      : { lastRun: { at: last.occurred_at.toISOString(), conversations, decisions, files } }),
  }
}

export function openRetention({ database, clock }: Pick<RetentionOptions, 'database' | 'clock'>) {
  return {
    get: (caller: StaffCaller) => database.tenant(caller.tenantId, read),
    update: (caller: StaffCaller, days: Days, ifMatch: number | undefined): Promise<Retention> =>
      database.tenant(caller.tenantId, async (transaction) => {
        await transaction
          .insertInto('tenant_settings')
          .values({ tenant_id: caller.tenantId })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        const row = await transaction
          .selectFrom('tenant_settings')
          .select('retention_version')
          .forUpdate()
          .executeTakeFirstOrThrow()
        if (ifMatch !== undefined && ifMatch !== row.retention_version)
          throw new ApiError('request/version-conflict')
        await transaction
          .updateTable('tenant_settings')
          .set({
            conversation_days: days.conversationDays,
            decision_days: days.decisionDays,
            file_days: days.fileDays,
            retention_version: row.retention_version + 1,
          })
          .execute()
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'retention-changed',
          detail: { ...days },
        })
        return read(transaction)
      }),
  }
}

/** A task of the clock that looks every ten minutes. */
export function retentionTask(options: RetentionOptions & { log: Log }): (now: Date) => Promise<void> {
  let last = 0
  return async (now) => {
    if (now.getTime() - last < everyMs) return
    last = now.getTime()
    for await (const { tenantId } of listTenants(options.database)) {
      const counts = await applyRetention(options, tenantId, now)
      if (counts.conversations + counts.decisions + counts.files > 0)
        options.log.info({ tenantId, ...counts }, 'erased what is past its time')
    }
  }
}

/** Erases what is past a tenant's times, in chunks, and records what it did. Open conversations are never touched. */
export async function applyRetention(
  options: RetentionOptions,
  tenantId: string,
  now: Date,
): Promise<Counts> {
  const { database, attachments } = options
  const total: Counts = { conversations: 0, decisions: 0, files: 0 }
  for (let count = 0; count < mostChunks; count += 1) {
    const done = await database.tenant(tenantId, async (transaction) => {
      await forgetOldCodes(transaction, now, chunk.codes)
      const days = await read(transaction)
      const before = (kept: number | null) =>
        kept === null ? undefined : new Date(now.getTime() - kept * dayMs)
      const erased = await eraseOld(options, transaction, before(days.conversationDays), now)
      const counts: Counts = {
        conversations: erased.conversations,
        decisions: await dropDecisions(transaction, before(days.decisionDays)),
        files: erased.files + (await dropFiles(transaction, attachments, before(days.fileDays))),
      }
      if (counts.files > 0) afterCommit(transaction, () => dropBytes(options, now))
      if (counts.conversations + counts.decisions + counts.files > 0) {
        await recordAudit(transaction, tenantId, 'system', {
          at: now,
          action: 'retention-applied',
          detail: { ...counts },
        })
      }
      return counts
    })
    total.conversations += done.conversations
    total.decisions += done.decisions
    total.files += done.files
    if (done.conversations + done.decisions + done.files === 0) break
  }
  return total
}

/** What was learned from these conversations stays learned: masked wordings that a person has chosen are the company's own. */
async function eraseOld(
  options: EraseDependencies,
  transaction: TenantTransaction,
  before: Date | undefined,
  now: Date,
): Promise<{ conversations: number; files: number }> {
  if (before === undefined) return { conversations: 0, files: 0 }
  const { rows } = await sql<{ id: string }>`select id from conversations
    where state = 'closed' and closed_at < ${before} and (erased_at is null or erased_at < closed_at)
    order by closed_at limit ${chunk.conversations} for no key update skip locked`.execute(transaction)
  const ids = rows.map((row) => row.id)
  return { conversations: ids.length, files: await eraseConversations(options, transaction, ids, now) }
}

async function dropDecisions(transaction: TenantTransaction, before: Date | undefined): Promise<number> {
  if (before === undefined) return 0
  // What was held of a turn for its record goes when the record does.
  await sql`delete from reply_reviews where (tenant_id, id) in (
    select tenant_id, id from reply_reviews where state <> 'waiting' and decided_at < ${before} limit ${chunk.decisions})`.execute(
    transaction,
  )
  const { numAffectedRows } = await sql`delete from decisions where (occurred_at, id) in (
    select d.occurred_at, d.id from decisions d join conversations c on c.tenant_id = d.tenant_id and c.id = d.conversation_id
    where d.occurred_at < ${before} and c.state = 'closed' limit ${chunk.decisions})`.execute(transaction)
  return Number(numAffectedRows ?? 0)
}

async function dropFiles(
  transaction: TenantTransaction,
  attachments: Attachments,
  before: Date | undefined,
): Promise<number> {
  if (before === undefined) return 0
  const { rows } = await sql<{ id: string }>`select c.id from conversations c
    where c.state = 'closed' and c.closed_at < ${before} and exists (select 1 from attachments a where a.conversation_id = c.id)
    limit ${chunk.conversations} for no key update skip locked`.execute(transaction)
  return attachments.eraseOfConversations(
    transaction,
    rows.map((row) => row.id),
  )
}
