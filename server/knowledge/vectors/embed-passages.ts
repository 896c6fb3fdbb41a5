import { sql } from 'kysely'
import type { ModelFailure } from '../../../contract/index.ts'
import { encodeVector } from '../../../language/index.ts'
import type { Models } from '../../models/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import type { JobHandler } from '../../platform/jobs/index.ts'
import { packVector } from './pack-vector.ts'
import { requestVectors } from './request-vectors.ts'

export interface EmbedPassagesDependencies {
  database: Database
  clock: Clock
  models: Pick<Models, 'embed'>
}

const batchSize = 32
/** A job has one of two places: others get their turn in between. */
const batchesARun = 20
const batchMs = 60_000
const retryMs = 10 * 60_000
/** What a day's budget did not allow may be allowed later. */
const budgetRetryMs = 3_600_000
/** Sentence encoders read no more of it. */
const longestText = 2_000
/** Nothing changes about these before somebody changes the settings, which asks for another run. */
const settled: readonly ModelFailure[] = ['not-allowed', 'no-such-model', 'too-large-model']
/** Tells which space the model's vectors lie in, and whether it answers at all. */
const probe = ['ready']

/** Turns passages into vectors; the job carries the tenant only and looks for itself which are missing. */
export function embedPassagesJob(dependencies: EmbedPassagesDependencies): JobHandler {
  return async ({ tenantId }, signal) => {
    await embedPassages(dependencies, tenantId, signal)
  }
}

/**
 * Makes vectors of passages in force that have none, or whose words are others by now, and asks for another run where more are left.
 * Safe to run twice, late or after a crash: what was stored is not asked again. Says how many were stored.
 */
export async function embedPassages(
  { database, clock, models }: EmbedPassagesDependencies,
  tenantId: string,
  signal?: AbortSignal,
): Promise<number> {
  const inTenant = <Value>(work: (transaction: TenantTransaction) => Promise<Value>) =>
    database.tenant(tenantId, work)
  const context = { tenantId, role: 'passage', budgetMs: batchMs, signal } as const
  const fail = async (failure: ModelFailure) => {
    signal?.throwIfAborted()
    await inTenant((transaction) => noteFailure(transaction, tenantId, failure, clock.now()))
  }
  const probed = await models.embed(context, probe)
  if (probed.failure === 'no-model') {
    await inTenant(forget)
    return 0
  }
  const { space, model = '' } = probed
  if (space === undefined) {
    await fail(probed.failure ?? 'bad-reply')
    return 0
  }
  const due = await inTenant(async (transaction) => {
    await beginSpace(transaction, tenantId, space, model)
    return readDue(transaction, space)
  })
  let done = 0
  for (; done < Math.min(due.length, batchSize * batchesARun); done += batchSize) {
    const rows = await inTenant((transaction) => readTexts(transaction, due.slice(done, done + batchSize)))
    if (rows.length === 0) continue
    const made = await models.embed(
      context,
      rows.map(({ text }) => text),
    )
    if (made.vectors === undefined) {
      await fail(made.failure ?? 'bad-reply')
      return done
    }
    // Somebody has just laid another model in its place: the next run begins anew.
    if (made.space !== space) break
    const codes = made.vectors.map((vector) => packVector(encodeVector(vector)))
    await inTenant((transaction) =>
      store(
        transaction,
        space,
        rows.map(({ id, content }, at) => ({ id, content, vector: codes[at] as Buffer })),
      ),
    )
  }
  await inTenant(async (transaction) => {
    if (done < due.length) return requestVectors(transaction, clock.now(), 0)
    await sweep(transaction, space)
    await transaction
      .updateTable('passage_vector_states')
      .set({ failure: null, failed_at: null, made_at: clock.now() })
      .execute()
  })
  return Math.min(done, due.length)
}

async function forget(transaction: TenantTransaction): Promise<void> {
  await transaction.deleteFrom('passage_vectors').execute()
  await transaction.deleteFrom('passage_vector_states').execute()
}

async function noteFailure(
  transaction: TenantTransaction,
  tenantId: string,
  failure: ModelFailure,
  now: Date,
): Promise<void> {
  await transaction
    .insertInto('passage_vector_states')
    .values({ tenant_id: tenantId, failure, failed_at: now })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ failure, failed_at: now }))
    .execute()
  if (!settled.includes(failure))
    await requestVectors(transaction, now, failure === 'budget-spent' ? budgetRetryMs : retryMs)
}

async function beginSpace(
  transaction: TenantTransaction,
  tenantId: string,
  space: string,
  model: string,
): Promise<void> {
  await transaction
    .insertInto('passage_vector_states')
    .values({ tenant_id: tenantId, space, model })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ space, model }))
    .execute()
}

/** What a vector is made of; the title may change while the passage stays. */
const words = sql<string>`concat_ws(E'\n', a.title, (select string_agg(h, ' / ') from jsonb_array_elements_text(p.headings) h), p.text)`
const digest = sql<Buffer>`sha256(convert_to(a.title || p.headings::text || p.text, 'UTF8'))`
const inForce = sql`articles a join passages p
  on p.tenant_id = a.tenant_id and p.article_id = a.id and p.number = a.published and not a.archived`

async function readDue(transaction: TenantTransaction, space: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from ${inForce}
    left join passage_vectors v on v.tenant_id = p.tenant_id and v.passage_id = p.id and v.space = ${space}
    where v.content is distinct from ${digest} order by p.id`.execute(transaction)
  return rows.map(({ id }) => id)
}

async function readTexts(
  transaction: TenantTransaction,
  ids: readonly string[],
): Promise<{ id: string; text: string; content: Buffer }[]> {
  const { rows } = await sql<{ id: string; text: string; content: Buffer }>`
    select p.id, left(${words}, ${longestText}) as text, ${digest} as content from ${inForce}
    where p.id = any(${[...ids]}::uuid[]) order by p.id`.execute(transaction)
  return rows
}

/** A passage may have been taken away meanwhile: nothing is kept of it. */
async function store(
  transaction: TenantTransaction,
  space: string,
  rows: readonly { id: string; content: Buffer; vector: Buffer }[],
): Promise<void> {
  const { version } = await transaction
    .updateTable('passage_vector_states')
    .set({ version: sql`version + 1` })
    .returning('version')
    .executeTakeFirstOrThrow()
  const ids = rows.map(({ id }) => id)
  const contents = rows.map(({ content }) => content)
  const vectors = rows.map(({ vector }) => vector)
  await sql`
    insert into passage_vectors (tenant_id, space, passage_id, content, vector, made_in)
    select p.tenant_id, ${space}, p.id, made.content, made.vector, ${version}
    from unnest(${ids}::uuid[], ${contents}::bytea[], ${vectors}::bytea[]) as made (id, content, vector)
    join passages p on p.id = made.id
    on conflict (tenant_id, space, passage_id) do update
      set content = excluded.content, vector = excluded.vector, made_in = excluded.made_in`.execute(
    transaction,
  )
}

/** Vectors of other models, and of what is in force no more. */
async function sweep(transaction: TenantTransaction, space: string): Promise<void> {
  const { numAffectedRows = 0n } = await sql`
    delete from passage_vectors v where v.space <> ${space}
      or not exists (select from ${inForce} where p.tenant_id = v.tenant_id and p.id = v.passage_id)`.execute(
    transaction,
  )
  if (numAffectedRows > 0n)
    await sql`update passage_vector_states set version = version + 1, swept_in = version + 1`.execute(
      transaction,
    )
}
