import { sql } from 'kysely'
import { type Language, wayFor } from '../../contract/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { Policies } from '../policy/index.ts'
import type { ConversationLog } from './conversation-log.ts'
import { closeChange, idleTimesOf } from './desk.ts'

const mostPerTick = 200

/**
 * Looks after conversations that have been silent: reminds once where the assistant serves, then closes. Conversations
 * that wait for a person are never closed. Safe to run twice, late or in several processes at once: each step is one
 * conditional change on what was seen.
 */
export async function tickIdle(
  { database, log, policies }: { database: Database; log: ConversationLog; policies: Policies },
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ tenant_id: string; conversation_id: string }>`
    select * from due_idle_conversations(${now}, ${mostPerTick})`.execute(database.unscoped)
  const failures: unknown[] = []
  for (const row of rows)
    await tickOne(row.tenant_id, row.conversation_id).catch((error: unknown) => failures.push(error))
  // One tenant's trouble must not keep the others' conversations open.
  if (failures.length > 0)
    throw new AggregateError(failures, 'some silent conversations could not be looked after')
  return rows.length

  /** The scene of the newest turn. */
  async function lastScene(tenantId: string, conversationId: string): Promise<string | undefined> {
    const row = await database.tenant(tenantId, (transaction) =>
      transaction
        .selectFrom('decisions')
        .select(sql<string | null>`record->'decided'->>'scene'`.as('scene'))
        .where('conversation_id', '=', conversationId)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst(),
    )
    return row?.scene ?? undefined
  }

  async function tickOne(tenantId: string, conversationId: string): Promise<void> {
    const row = await database.tenant(tenantId, (transaction) =>
      transaction
        .selectFrom('conversations')
        .select(['state', 'owner_kind', 'owner_epoch', 'last_seq', 'idle_due_at', 'idle_stage', 'language'])
        .where('id', '=', conversationId)
        .executeTakeFirst(),
    )
    if (row === undefined || row.idle_due_at === null || row.idle_due_at > now) return
    const expect = { ownerEpoch: row.owner_epoch, lastSeq: row.last_seq, state: 'open' as const }
    const { document } = await policies.current(tenantId)
    const { texts } = document
    const byScene = document.scenes.some((scene) => scene.idle !== undefined)
    const session = idleTimesOf(document, byScene ? await lastScene(tenantId, conversationId) : undefined)
    const language: Language = row.language === 'zh' ? 'zh' : 'en'
    const speaks = row.owner_kind === 'assistant'
    const notice = (text: string) => ({
      type: 'assistant-message' as const,
      actor: { kind: 'assistant' as const },
      body: { kind: 'notice' as const, parts: [{ type: 'text' as const, text }], sources: [] },
    })
    if (row.idle_stage === 0 && session.remindAfterSeconds > 0) {
      const text = wayFor(texts.idleReminder[language], conversationId)
      await log.write({
        tenantId,
        conversationId,
        at: now,
        expect,
        // Where a person serves, the assistant does not speak; the silence is only counted on.
        events: speaks ? [notice(text)] : [],
        set: { idleStage: 1, idleDueAt: new Date(now.getTime() + session.closeAfterSeconds * 1000) },
      })
      return
    }
    const change = closeChange(tenantId, conversationId, now, 'idle')
    await log.write({
      ...change,
      expect,
      events: speaks
        ? [notice(wayFor(texts.idleClosed[language], conversationId)), ...change.events]
        : change.events,
    })
  }
}
