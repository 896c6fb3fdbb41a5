import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type HttpHooks, type StaffCaller, type StoredReply } from '../platform/http/index.ts'
import type { Vault } from '../platform/secrets/index.ts'

/** A first request that never finished (a crash) blocks its key for this long. */
const abandonedAfterMs = 60_000
/** A key means the same request for a day; then it is forgotten. */
const rememberedMs = 24 * 3_600_000
const mostForgotten = 20

/** Of one run of a request: a repetition that takes the key over has another. */
interface Claim {
  tenantId: string
  actorId: string
  key: string
  id: string
}

function actorOf(caller: StaffCaller): string {
  return caller.kind === 'member' ? caller.memberId : caller.apiKeyId
}

/**
 * Remembers the reply of each POST that carried an Idempotency-Key, and gives it again when the request is repeated.
 * Replies are sealed: some hold a secret that is shown only once.
 *
 * The reply is known only after the work has committed, so a crash can come between. Therefore each transaction of the request
 * that changed anything marks the key as its own last statement: a key with a mark and without a reply is never run again, and one
 * without a mark did nothing yet. The log of conversations is written in batches of its own; what goes there carries ids or
 * epochs that let nothing happen twice.
 */
export function openIdempotency({
  database,
  clock,
  vault,
}: {
  database: Database
  clock: Clock
  vault: Vault
}): Pick<HttpHooks, 'once'> {
  /** Takes the key for `claim`, or tells what came of whoever had it. */
  async function begin(requestHash: Buffer, claim: Claim): Promise<StoredReply | undefined> {
    const { tenantId, actorId, key } = claim
    const now = clock.now()
    const abandoned = new Date(now.getTime() - abandonedAfterMs)
    return database.tenant(tenantId, async (transaction) => {
      const { rows } = await sql<{ mine: boolean }>`
        insert into idempotency_keys as k (tenant_id, actor_id, key, request_hash, created_at, claim)
        values (${tenantId}, ${actorId}, ${key}, ${requestHash}, ${now}, ${claim.id})
        on conflict (tenant_id, actor_id, key) do update set created_at = excluded.created_at, claim = excluded.claim
          where k.status is null and k.effect_at is null and k.created_at < ${abandoned}
            and k.request_hash = excluded.request_hash
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
        .select(['request_hash', 'status', 'reply', 'claim', 'effect_at', 'created_at'])
        .where('actor_id', '=', actorId)
        .where('key', '=', key)
        .executeTakeFirst()
      if (row !== undefined && !row.request_hash.equals(requestHash))
        throw new ApiError('request/idempotency-key-reused')
      if (row === undefined || row.status === null || row.reply === null) {
        // Whoever had it gave it up, or was not heard of for as long as nothing takes.
        const ended = row !== undefined && (row.claim === null || row.created_at < abandoned)
        const unknown = ended && row.effect_at !== null
        throw new ApiError(unknown ? 'request/idempotency-unknown' : 'request/idempotency-in-progress')
      }
      return {
        status: row.status,
        body: JSON.parse(vault.open(tenantId, row.reply.sealed)) as unknown,
      }
    })
  }

  /** Marks that this transaction changed something. Whoever lost the key to a repetition meanwhile changes nothing any more. */
  async function mark(transaction: TenantTransaction, { actorId, key, id }: Claim): Promise<void> {
    const { rows } = await sql<{ idle: boolean; marked: boolean }>`
      with marked as (
        update idempotency_keys set effect_at = ${clock.now()}
        where actor_id = ${actorId} and key = ${key} and claim = ${id} and pg_current_xact_id_if_assigned() is not null returning true)
      select pg_current_xact_id_if_assigned() is null as idle, exists (select from marked) as marked`.execute(
      transaction,
    )
    if (!rows[0]?.idle && !rows[0]?.marked) throw new ApiError('request/idempotency-in-progress')
  }

  async function keep({ tenantId, actorId, key, id }: Claim, stored: StoredReply): Promise<void> {
    const reply = JSON.stringify({ sealed: vault.seal(tenantId, JSON.stringify(stored.body)) })
    await database.tenant(tenantId, (transaction) =>
      transaction
        .updateTable('idempotency_keys')
        .set({ status: stored.status, reply })
        .where('actor_id', '=', actorId)
        .where('key', '=', key)
        .where('claim', '=', id)
        .execute(),
    )
  }

  /** Gives the key back, unless something was changed: then only whoever asks can tell whether all of it was. */
  async function release({ tenantId, actorId, key, id }: Claim): Promise<void> {
    await database.tenant(tenantId, async (transaction) => {
      await transaction
        .deleteFrom('idempotency_keys')
        .where('actor_id', '=', actorId)
        .where('key', '=', key)
        .where('claim', '=', id)
        .where('effect_at', 'is', null)
        .execute()
      await transaction
        .updateTable('idempotency_keys')
        .set({ claim: null })
        .where('actor_id', '=', actorId)
        .where('key', '=', key)
        .where('claim', '=', id)
        .execute()
    })
  }

  return {
    async once(caller, key, requestHash, run) {
      const claim = { tenantId: caller.tenantId, actorId: actorOf(caller), key, id: randomUUID() }
      const known = await begin(requestHash, claim)
      if (known !== undefined) return { ...known, replayed: true }
      let reply: StoredReply
      try {
        reply = await database.beforeCommits(claim.tenantId, (transaction) => mark(transaction, claim), run)
      } catch (error) {
        const final = error instanceof ApiError && error.status < 500
        const ended = final ? keep(claim, { status: error.status, body: error.body() }) : release(claim)
        await ended.catch(() => undefined)
        throw error
      }
      // Done is done: where the reply cannot be kept the key stays taken, rather than free for doing it again.
      await keep(claim, reply).catch(() => undefined)
      return { ...reply, replayed: false }
    },
  }
}
