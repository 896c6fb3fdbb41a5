import { sql } from 'kysely'
import type { Database } from '../platform/db/index.ts'
import type { ConversationLog } from './conversation-log.ts'
import type { Queue } from './queue.ts'

const mostPerTick = 200
/** A customer waits this long for an agent who went off duty, or whose console has been closed, for as long; then others may take over. */
const patienceSeconds = 300
/** And this long for one whose console is open, while by the hours and by what everybody says nobody is there. */
const unattendedSeconds = 900

interface Dependencies {
  database: Database
  log: ConversationLog
  queue: Pick<Queue, 'duty'>
}

/**
 * Gives conversations back to the queue whose agent is not coming: removed, off duty, gone while the customer waits, or silent where
 * nobody is there. Nobody loses their place: the wait counts from when it began. Where nobody else is there the assistant reads what
 * is open. Safe to run twice, late or in several processes at once.
 */
export async function returnDeserted(dependencies: Dependencies, now: Date): Promise<number> {
  const { database, queue } = dependencies
  const { rows } = await sql<{ tenant_id: string; conversation_id: string }>`
    select * from deserted_conversations(${now}, make_interval(secs => ${patienceSeconds}), ${mostPerTick})`.execute(
    database.unscoped,
  )
  let returned = 0
  for (const row of rows) returned += await giveBack(dependencies, row.tenant_id, row.conversation_id, now)
  const waiting = await sql<{ tenant_id: string }>`
    select * from tenants_waiting_long(${now}, make_interval(secs => ${unattendedSeconds}), ${mostPerTick})`.execute(
    database.unscoped,
  )
  for (const { tenant_id: tenantId } of waiting.rows) {
    if ((await queue.duty(tenantId)).onDuty) continue
    for (const id of await longWaiting(database, tenantId, now))
      returned += await giveBack(dependencies, tenantId, id, now)
  }
  return returned
}

async function longWaiting(database: Database, tenantId: string, now: Date): Promise<string[]> {
  const rows = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('conversations')
      .select('id')
      .where('owner_kind', '=', 'agent')
      .where('state', '=', 'open')
      .where('waiting_since', '<=', new Date(now.getTime() - unattendedSeconds * 1_000))
      .orderBy('waiting_since')
      .limit(mostPerTick)
      .execute(),
  )
  return rows.map(({ id }) => id)
}

async function giveBack(
  { database, log, queue }: Dependencies,
  tenantId: string,
  conversationId: string,
  now: Date,
): Promise<number> {
  const row = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('conversations')
      .select(['owner_id', 'owner_epoch', 'waiting_since'])
      .where('id', '=', conversationId)
      .where('owner_kind', '=', 'agent')
      // Answered since it was found: nobody waits any more.
      .where('waiting_since', 'is not', null)
      .executeTakeFirst(),
  )
  if (row?.owner_id == null) return 0
  const { onDuty } = await queue.duty(tenantId)
  const { outcome } = await log.write({
    tenantId,
    conversationId,
    at: now,
    expect: { ownerKind: 'agent', ownerEpoch: row.owner_epoch, state: 'open' },
    events: [
      {
        type: 'owner-changed',
        actor: { kind: 'system' },
        body: {
          from: { kind: 'agent', id: row.owner_id },
          to: { kind: 'queue' },
          reason: 'returned-to-queue',
        },
      },
    ],
    set: {
      owner: { kind: 'queue' },
      queuedAt: row.waiting_since ?? now,
      idleDueAt: null,
      ...(onDuty ? {} : { takeUpOpen: true, readsOn: true }),
    },
    ...(onDuty ? {} : { turn: { dueAt: now, longestMs: 0, unattended: true } }),
  })
  return outcome === 'written' ? 1 : 0
}
