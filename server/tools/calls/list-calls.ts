import type { ToolCallView } from '../../../contract/index.ts'
import type { Database } from '../../platform/db/index.ts'

/** The log of calls, newest first: ids made by time keep the order. */
export async function listCalls(
  database: Database,
  tenantId: string,
  { after, limit, tool }: { after?: string | undefined; limit: number; tool?: string | undefined },
): Promise<{ items: ToolCallView[]; next?: string }> {
  const rows = await database.tenant(tenantId, (transaction) => {
    let select = transaction
      .selectFrom('tool_calls')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(limit + 1)
    if (after !== undefined && /^[0-9a-f-]{36}$/.test(after)) select = select.where('id', '<', after)
    if (tool !== undefined) select = select.where('tool', '=', tool)
    return select.execute()
  })
  const items = rows.slice(0, limit).map(
    (row): ToolCallView => ({
      id: row.id,
      tool: row.tool,
      kind: row.kind,
      state: row.state,
      ...(row.conversation_id === null
        ? {}
        : { conversationId: row.conversation_id as NonNullable<ToolCallView['conversationId']> }),
      ...(row.code === null ? {} : { code: row.code }),
      // Erased, it is no list any more.
      lines: Array.isArray(row.shown) ? row.shown : [],
      ...(row.receipt === null ? {} : { receipt: row.receipt.number }),
      attempts: row.attempts,
      ...(row.took_ms === null ? {} : { tookMs: row.took_ms }),
      createdAt: row.created_at.toISOString(),
      ...(row.settled_at === null ? {} : { settledAt: row.settled_at.toISOString() }),
    }),
  )
  return rows.length > limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
}
