import type { Selectable } from 'kysely'
import { type QuickPhrase, type QuickPhraseContent, unknownVariables } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, Tables, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type MemberCaller, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { recordAudit } from '../tenants/index.ts'

/** Texts agents say often: their own, and those shared by all, which only supervisors change. */
export interface QuickPhrases {
  list(
    caller: StaffCaller,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: QuickPhrase[]; next?: string }>
  create(caller: MemberCaller, content: QuickPhraseContent): Promise<QuickPhrase>
  update(
    caller: MemberCaller,
    id: string,
    content: QuickPhraseContent,
    ifMatch: number | undefined,
  ): Promise<QuickPhrase>
  remove(caller: MemberCaller, id: string): Promise<void>
}

type Row = Selectable<Tables['quick_phrases']>

function present(row: Row): QuickPhrase {
  return {
    id: row.id as QuickPhrase['id'],
    shared: row.member_id === null,
    folder: row.folder,
    code: row.code,
    title: row.title,
    texts: row.texts,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  }
}

function check(content: QuickPhraseContent): void {
  const { en, zh } = content.texts
  if (en.trim() === '' && zh.trim() === '') throw new ApiError('message/empty')
  const [unknown] = unknownVariables(`${en}\n${zh}`)
  if (unknown !== undefined) throw new ApiError('quick-phrase/unknown-variable', { variable: unknown })
}

export function openQuickPhrases({ database, clock }: { database: Database; clock: Clock }): QuickPhrases {
  /** A phrase of the caller's own, or a shared one: what belongs to others is not there. */
  async function access(transaction: TenantTransaction, caller: MemberCaller, id: string): Promise<Row> {
    const row = await transaction
      .selectFrom('quick_phrases')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined || (row.member_id !== null && row.member_id !== caller.memberId))
      throw new ApiError('quick-phrase/not-found')
    if (row.member_id === null) mayShare(caller)
    return row
  }

  function mayShare(caller: MemberCaller): void {
    if (!caller.permissions.has('conversations:supervise'))
      throw new ApiError('access/forbidden', { permission: 'conversations:supervise' })
  }

  /** Only what all see is on record; a personal phrase is its owner's business. */
  async function audit(
    transaction: TenantTransaction,
    caller: MemberCaller,
    action: string,
    id: string,
  ): Promise<void> {
    await recordAudit(transaction, caller.tenantId, caller, {
      at: clock.now(),
      action,
      target: { kind: 'quick-phrase', id },
    })
  }

  async function once<T>(code: string, work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      if ((error as { code?: string }).code === '23505')
        throw new ApiError('quick-phrase/code-taken', { code })
      throw error
    }
  }

  const columns = (caller: MemberCaller, content: QuickPhraseContent) => ({
    member_id: content.shared ? null : caller.memberId,
    folder: content.folder.trim(),
    code: content.code,
    title: content.title.trim(),
    texts: JSON.stringify(content.texts),
    updated_at: clock.now(),
    updated_by: caller.name,
  })

  return {
    async list(caller, { after, limit }) {
      if (after !== undefined && !/^[0-9a-f-]{36}$/.test(after))
        throw new ApiError('request/invalid', { detail: 'query.after' })
      const rows = await database.tenant(caller.tenantId, (transaction) => {
        let select = transaction
          .selectFrom('quick_phrases')
          .selectAll()
          .where((expression) =>
            expression.or([
              expression('member_id', 'is', null),
              expression('member_id', '=', caller.kind === 'member' ? caller.memberId : null),
            ]),
          )
          .orderBy('id')
          .limit(limit + 1)
        if (after !== undefined) select = select.where('id', '>', after)
        return select.execute()
      })
      const items = rows.slice(0, limit).map(present)
      return rows.length > limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
    },
    async create(caller, content) {
      check(content)
      if (content.shared) mayShare(caller)
      const id = newId()
      return once(
        content.code,
        database.tenant(caller.tenantId, async (transaction) => {
          const row = await transaction
            .insertInto('quick_phrases')
            .values({ tenant_id: caller.tenantId, id, ...columns(caller, content) })
            .returningAll()
            .executeTakeFirstOrThrow()
          if (content.shared) await audit(transaction, caller, 'quick-phrase-added', id)
          return present(row)
        }),
      )
    },
    async update(caller, id, content, ifMatch) {
      return once(
        content.code,
        database.tenant(caller.tenantId, async (transaction) => {
          const before = await access(transaction, caller, id)
          check(content)
          if (content.shared) mayShare(caller)
          if (ifMatch !== undefined && ifMatch !== before.version)
            throw new ApiError('request/version-conflict')
          const row = await transaction
            .updateTable('quick_phrases')
            .set({ ...columns(caller, content), version: before.version + 1 })
            .where('id', '=', id)
            .returningAll()
            .executeTakeFirstOrThrow()
          if (content.shared || before.member_id === null)
            await audit(transaction, caller, 'quick-phrase-changed', id)
          return present(row)
        }),
      )
    },
    async remove(caller, id) {
      await database.tenant(caller.tenantId, async (transaction) => {
        const before = await access(transaction, caller, id)
        await transaction.deleteFrom('quick_phrases').where('id', '=', id).execute()
        if (before.member_id === null) await audit(transaction, caller, 'quick-phrase-removed', id)
      })
    },
  }
}
