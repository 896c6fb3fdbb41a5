import { sql } from 'kysely'
import { sweepAttachments } from '../../attachments/index.ts'
import { afterCommit, type TenantTransaction, tenantOf } from '../../platform/db/index.ts'
import { forgetQuestions } from '../../training/index.ts'
import type { Modules } from '../compose.ts'
import { redactConversations } from './person-tables.ts'

export type EraseDependencies = Pick<
  Modules,
  'database' | 'attachments' | 'files' | 'knowledge' | 'conversationLog' | 'log'
>

/**
 * Erases every word of some conversations and everything made of them: the log, what is found in it, pictures and files, notes,
 * notifications and the questions of the worklist. Whoever has one open sees it go. Order, time and figures stay. Returns how many
 * pictures and files went; their bytes are dropped by `dropBytes` behind the commit.
 */
export async function eraseConversations(
  options: EraseDependencies,
  transaction: TenantTransaction,
  ids: readonly string[],
  at: Date,
): Promise<number> {
  if (ids.length === 0) return 0
  const tenantId = tenantOf(transaction)
  const files = await options.attachments.eraseOfConversations(transaction, ids)
  await forgetQuestions(transaction, { conversationIds: ids })
  await redactConversations(transaction, ids, at)
  const { rows } = await sql<{ id: string; last_seq: number }>`
    select id, last_seq from conversations where id = any(${ids}::uuid[])`.execute(transaction)
  afterCommit(transaction, () => {
    for (const { id, last_seq } of rows) options.conversationLog.tellErased(tenantId, id, last_seq)
  })
  return files
}

/** Bytes that nothing refers to any more go at once; what fails here goes with the clock's next sweep. */
export function dropBytes({ database, files, log }: EraseDependencies, at: Date): void {
  sweepAttachments({ database, store: files, log }, at).catch((error: unknown) =>
    log.warn({ err: error }, 'files of erased conversations wait for the next sweep'),
  )
}
