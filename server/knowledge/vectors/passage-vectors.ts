import { setImmediate as breathe } from 'node:timers/promises'
import { sql } from 'kysely'
import type { ModelFailure, PassageVectorState } from '../../../contract/index.ts'
import { DenseIndex, type NearRow } from '../../../language/index.ts'
import type { KnownValue, Models, RunContext } from '../../models/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'
import type { Log } from '../../platform/log/index.ts'
import { holdByTenant } from '../finding/held-by-tenant.ts'
import { unpackVector } from './pack-vector.ts'
import { requestVectors } from './request-vectors.ts'

/** For whom a question is turned into a vector. */
export type NearContext = Omit<RunContext, 'tenantId' | 'tier' | 'budgetMs' | 'known'> & {
  /** What is hidden from models; read before the first is asked. */
  readKnown?: (() => Promise<readonly KnownValue[]>) | undefined
}

/** What vectors know of a question, and what it took to ask them. */
export interface Near {
  rows: NearRow[]
  model?: string
  failure?: ModelFailure
  cost: number
  tookMs: number
}

export interface PassageVectors {
  /** The passages nearest to a question; undefined where no passage has a vector or no model may be asked. */
  near(tenantId: string, text: string, context: NearContext): Promise<Near | undefined>
  state(tenantId: string): Promise<PassageVectorState>
}

interface Held {
  space: string | undefined
  version: number
  index: DenseIndex | undefined
}

/** Somebody waits: without it the words alone decide. */
const usualQuestionMs = 300
const longestQuestion = 2_000
const mostNear = 100
const pageSize = 2_000
/** Another run is asked for no more often than this where a model turns out to be another. */
const pauseMs = 60_000

/** Vectors of a tenant's passages, read when a question is first compared with them. */
export function openPassageVectors({
  database,
  clock,
  models,
  log,
  questionMs = usualQuestionMs,
}: {
  database: Database
  clock: Clock
  models: Pick<Models, 'embed' | 'available'>
  log: Log
  /** Longest that a question's vector is waited for. */
  questionMs?: number | undefined
}): PassageVectors {
  const tenants = holdByTenant<Held>(bringUpToDate)
  const askedAgain = new Map<string, number>()

  async function bringUpToDate(tenantId: string, before: Held | undefined): Promise<Held> {
    return database.tenant(tenantId, async (transaction) => {
      const state = await transaction
        .selectFrom('passage_vector_states')
        .select(['space', 'version', 'swept_in'])
        .executeTakeFirst()
      const space = state?.space ?? undefined
      const version = Number(state?.version ?? 0)
      const current = before?.space === space && before !== undefined
      if (space === undefined) return { space, version, index: undefined }
      if (current && before.version === version) return before
      const goesOn = current && before.version < version && Number(state?.swept_in ?? 0) <= before.version
      const held: Held = goesOn ? { ...before, version } : { space, version, index: undefined }
      let last = {
        made_in: goesOn ? String(before.version) : '0',
        passage_id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
      }
      for (;;) {
        const { rows } = await sql<{ made_in: string; passage_id: string; vector: Buffer }>`
          select made_in, passage_id, vector from passage_vectors
          where space = ${space} and made_in <= ${version} and (made_in, passage_id) > (${last.made_in}, ${last.passage_id}::uuid)
          order by made_in, passage_id limit ${pageSize}`.execute(transaction)
        for (const { passage_id: id, vector } of rows) {
          const code = unpackVector(vector)
          held.index ??= new DenseIndex(code.axes.length)
          held.index.add(id, code)
        }
        if (rows.length < pageSize) return held
        last = rows.at(-1) ?? last
        await breathe()
      }
    })
  }

  /** The model makes other vectors than those that are kept: they have to be made anew. */
  function askAgain(tenantId: string): void {
    const now = performance.now()
    if (now - (askedAgain.get(tenantId) ?? -Infinity) < pauseMs) return
    if (askedAgain.size > 1_000) askedAgain.clear()
    askedAgain.set(tenantId, now)
    database
      .tenant(tenantId, (transaction) => requestVectors(transaction, clock.now()))
      .catch((error: unknown) => log.debug({ err: error }, 'vectors could not be asked for'))
  }

  return {
    async near(tenantId, text, { readKnown, ...context }) {
      if (!(await models.available(tenantId, 'small', context.scene, 'embedding'))) return undefined
      await tenants.refresh(tenantId)
      const held = tenants.peek(tenantId)
      if (held?.index === undefined || held.index.size === 0) return undefined
      const question = text.slice(0, longestQuestion).toWellFormed()
      const known = await readKnown?.()
      const made = await models.embed({ ...context, tenantId, known, role: 'query', budgetMs: questionMs }, [
        question,
      ])
      const [vector] = made.vectors ?? []
      const took = {
        cost: made.cost,
        tookMs: made.tookMs,
        ...(made.model === undefined ? {} : { model: made.model }),
        ...(made.failure === undefined ? {} : { failure: made.failure }),
      }
      if (vector === undefined) return { ...took, rows: [] }
      if (made.space !== held.space) {
        askAgain(tenantId)
        return { ...took, rows: [] }
      }
      return { ...took, rows: await held.index.search(vector, mostNear, breathe) }
    },
    state: (tenantId) =>
      database.tenant(tenantId, async (transaction) => {
        const { rows } = await sql<{ passages: string; embedded: string }>`
          select count(*) as passages, count(v.passage_id) as embedded
          from articles a join passages p
            on p.tenant_id = a.tenant_id and p.article_id = a.id and p.number = a.published and not a.archived
          left join passage_vector_states s on s.tenant_id = a.tenant_id
          left join passage_vectors v on v.tenant_id = p.tenant_id and v.passage_id = p.id and v.space = s.space`.execute(
          transaction,
        )
        const state = await transaction.selectFrom('passage_vector_states').selectAll().executeTakeFirst()
        return {
          passages: Number(rows[0]?.passages ?? 0),
          embedded: Number(rows[0]?.embedded ?? 0),
          ...(state?.model == null ? {} : { model: state.model }),
          ...(state?.made_at == null ? {} : { madeAt: state.made_at.toISOString() }),
          ...(state?.failure == null || state.failed_at === null
            ? {}
            : { failure: state.failure, failedAt: state.failed_at.toISOString() }),
        }
      }),
  }
}
