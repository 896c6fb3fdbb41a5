import { sql } from 'kysely'
import type { Database } from '../../platform/db/index.ts'
import type { LoadedTurn } from '../load-turn.ts'
import type { Turn } from '../turn.ts'

/** How a conversation came to wait for people, where the assistant reads on meanwhile. */
export async function readMeanwhile(
  database: Database,
  { conversation, events }: LoadedTurn,
  now: Date,
): Promise<NonNullable<Turn['meanwhile']>> {
  const { tenantId, id, queuedAt, handoverReason, toldAwayUntil } = conversation
  const told = toldAwayUntil !== null && new Date(toldAwayUntil) > now
  const scene = queuedAt === null ? undefined : await sceneOfHandover(database, tenantId, id, queuedAt)
  return {
    told,
    unhelpful: handoverReason === 'not-solved' && queuedAt !== null ? answeredBefore(events, queuedAt) : [],
    ...(scene === undefined ? {} : { scene }),
  }
}

/** Entries that were answered with before people were to take over. */
function answeredBefore(events: LoadedTurn['events'], queuedAt: string): string[] {
  return events.flatMap(({ type, body, occurredAt }) => {
    const { entryId } = body as { entryId?: string }
    const before = new Date(occurredAt) <= new Date(queuedAt)
    return type === 'assistant-message' && entryId !== undefined && before ? [entryId] : []
  })
}

/** The scene of the turn that passed it on; none where an agent did, or a form. */
async function sceneOfHandover(
  database: Database,
  tenantId: string,
  conversationId: string,
  queuedAt: string,
): Promise<string | undefined> {
  const row = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('decisions')
      .select(sql<string | null>`record->'decided'->>'scene'`.as('scene'))
      .where('conversation_id', '=', conversationId)
      .where('occurred_at', '=', new Date(queuedAt))
      .where('outcome', '=', 'handover')
      .limit(1)
      .executeTakeFirst(),
  )
  return row?.scene ?? undefined
}
