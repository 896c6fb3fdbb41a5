import { sql } from 'kysely'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type HttpHooks, type StaffCaller, type StoredReply } from '../platform/http/index.ts'
import type { Vault } from '../platform/secrets/index.ts'

/** A first request that never finished (a crash) blocks its key for this long. */
const abandonedAfterMs = 60_000
/** A key means the same request for a day; then it is forgotten. */
const rememberedMs = 24 * 3_600_000
const mostForgotten = 20

function actorOf(caller: StaffCaller): string {
  return caller.kind === 'member' ? caller.memberId : caller.apiKeyId
}

/**
 * Remembers the reply of each POST that carried an Idempotency-Key, and gives it again when the request is repeated.
 * Replies are sealed: some hold a secret that is shown only once.
 */
export function openIdempotency({
  database,
  clock,
  vault,
}: {
  database: Database
  clock: Clock
  vault: Vault
}): Pick<HttpHooks, 'beginIdempotent' | 'finishIdempotent'> {
  return {
    async beginIdempotent(caller, key, requestHash): Promise<StoredReply | undefined> {
      const now = clock.now()
      return database.tenant(caller.tenantId, async (transaction) => {
        const abandoned = new Date(now.getTime() - abandonedAfterMs)
        const { rows } = await sql<{ mine: boolean }>`
          insert into idempotency_keys as k (tenant_id, actor_id, key, request_hash, created_at)
          values (${caller.tenantId}, ${actorOf(caller)}, ${key}, ${requestHash}, ${now})
          on conflict (tenant_id, actor_id, key) do update set created_at = excluded.created_at
            where k.status is null and k.created_at < ${abandoned} and k.request_hash = excluded.request_hash
          returning true as mine`.execute(transaction)
        if (rows[0]?.mine) {
          // Each new key takes a few old ones with it, so that the table stays as large as a day.
          await sql`delete from idempotency_keys where (actor_id, key) in (
            select actor_id, key from idempotency_keys
            where created_at < ${new Date(now.getTime() - rememberedMs)} limit ${mostForgotten})`.execute(
            transaction,
          )
          return undefined
        }
        const row = await transaction
          .selectFrom('idempotency_keys')
          .select(['request_hash', 'status', 'reply'])
          .where('actor_id', '=', actorOf(caller))
          .where('key', '=', key)
          .executeTakeFirst()
        if (row === undefined || row.status === null || row.reply === null) {
          if (row !== undefined && !row.request_hash.equals(requestHash))
            throw new ApiError('request/idempotency-key-reused')
          throw new ApiError('request/idempotency-in-progress')
        }
        if (!row.request_hash.equals(requestHash)) throw new ApiError('request/idempotency-key-reused')
        return {
          status: row.status,
          body: JSON.parse(vault.open(caller.tenantId, row.reply.sealed)) as unknown,
        }
      })
    },
    async finishIdempotent(caller, key, stored) {
      await database.tenant(caller.tenantId, async (transaction) => {
        const actor = actorOf(caller)
        if (stored === undefined) {
          await transaction
            .deleteFrom('idempotency_keys')
            .where('actor_id', '=', actor)
            .where('key', '=', key)
            .execute()
          return
        }
        await transaction
          .updateTable('idempotency_keys')
          .set({
            status: stored.status,
            reply: JSON.stringify({ sealed: vault.seal(caller.tenantId, JSON.stringify(stored.body)) }),
          })
          .where('actor_id', '=', actor)
          .where('key', '=', key)
          .execute()
      })
    },
  }
}
