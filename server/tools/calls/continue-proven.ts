import { findCall } from './call-rows.ts'
import { startTool } from './forms.ts'
import type { ToolCore } from './open-tools.ts'

/** A process that died while it went on with a call is given so long. */
const patienceMs = 30_000

/** Goes on with what waited in a conversation. What a procedure waits for, the procedure goes on with. */
export async function continueProven(
  core: ToolCore,
  tenantId: string,
  conversationId: string,
): Promise<void> {
  const rows = await core.database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('tool_calls')
      .select('id')
      .where('conversation_id', '=', conversationId)
      .where('state', '=', 'proof')
      .where('tells', '=', true)
      .where('attempt_at', 'is not', null)
      .execute(),
  )
  for (const { id } of rows) await continueOne(core, tenantId, id)
}

/** Goes on with one, once: with the same input, in the name of the customer who proved it, through every other check. */
export async function continueOne(
  core: ToolCore,
  tenantId: string,
  callId: string,
  /** The clock takes it up again: whoever began has had their time. */
  late?: Date,
): Promise<void> {
  const row = await findCall(core.database, tenantId, callId)
  if (row === undefined || row.conversation_id === null || row.attempt_at === null) return
  const now = core.clock.now()
  const claimed = await core.database.tenant(tenantId, (transaction) => {
    const mine = transaction
      .updateTable('tool_calls')
      .set({ attempts: row.attempts + 1, attempt_at: now })
      .where('id', '=', callId)
      .where('state', '=', 'proof')
      .where('attempts', '=', row.attempts)
    const before = new Date((late ?? now).getTime() - patienceMs)
    return (
      late === undefined ? mine.where('attempts', '=', 0) : mine.where('attempt_at', '<=', before)
    ).executeTakeFirst()
  })
  if (claimed.numUpdatedRows === 0n) return
  await startTool(core, {
    tenantId,
    conversationId: row.conversation_id,
    tool: row.tool,
    prefill: row.input,
    ownerEpoch: row.owner_epoch,
    callId,
    proven: true,
    codeAt: row.proved_at ?? undefined,
  })
}
