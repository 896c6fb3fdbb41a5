import { sql } from 'kysely'
import type { ModelFailure, ModelTier } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { ModelConfig } from './config.ts'

/** One call, or one run that ended without a model. Holds no word of what was said. */
export interface Metered {
  task: string
  taskVersion: number
  endpointId: string | undefined
  model: string
  tier: ModelTier
  scene: string | undefined
  conversationId: string | undefined
  outcome: 'answered' | 'failed' | 'fallback'
  failure: ModelFailure | undefined
  inputTokens: number
  outputTokens: number
  cost: number
  tookMs: number
  firstMs: number | undefined
}

/** Single calls are kept this long, the counts for good. */
const keptMs = 90 * 86_400_000

/** A step of a tenth, as the reports' buckets. */
export const bucketOf = (ms: number) => 1 + Math.floor(Math.log(Math.max(ms, 1)) / Math.log(1.1))
/** The middle of a step. */
export const msOfBucket = (bucket: number) => 1.1 ** (bucket - 0.5)

/** The tenant's own date. */
export const dayIn = (timeZone: string, at: Date) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)

const countedAs = ({ task, model, outcome, failure, tookMs }: Metered) =>
  [task, model, outcome, failure ?? '', String(bucketOf(tookMs)).padStart(4, '0')].join('\n')
const inOneOrder = (calls: readonly Metered[]) =>
  [...calls].sort((a, b) => (countedAs(a) < countedAs(b) ? -1 : 1))

/** What a run has set aside of a budget. */
export interface Reservation {
  /** The same for one more call; false where the budget does not allow it. */
  more(estimate: number): Promise<boolean>
  /** Writes down what the run cost and gives back, in one, what it had set aside. Never throws. */
  settle(calls: readonly Metered[]): Promise<void>
}

/** Longer than any run; what a process that died had set aside counts for so long. */
export const reservedMs = 5 * 60_000

/** What calls cost, and what may still be spent. */
export function openMeter({ database, clock, log }: { database: Database; clock: Clock; log: Log }) {
  /** The day each tenant's old calls were last dropped, by this process. */
  const tidied = new Map<string, string>()

  async function spent(config: ModelConfig): Promise<{ day: number; month: number }> {
    const day = dayIn(config.timeZone, clock.now())
    return database.tenant(config.tenantId, async (transaction) => {
      const { rows } = await sql<{ day: string; month: string }>`
        select coalesce(sum(cost) filter (where day = ${day}::date), 0) as day, coalesce(sum(cost), 0) as month
        from model_counts where day >= date_trunc('month', ${day}::date)::date and day <= ${day}::date`.execute(
        transaction,
      )
      return { day: Number(rows[0]?.day ?? 0), month: Number(rows[0]?.month ?? 0) }
    })
  }

  /** The database decides, so that many at once, in however many processes, do not all find the last penny. */
  async function setAside(config: ModelConfig, id: string, estimate: number): Promise<boolean> {
    const now = clock.now()
    const until = new Date(now.getTime() + reservedMs)
    const { rows } = await database.tenant(config.tenantId, (transaction) =>
      sql<{ fits: boolean }>`
        select reserve_model_budget(${id}, ${estimate}, ${dayIn(config.timeZone, now)}::date, ${config.dayBudget ?? null},
          ${config.monthBudget ?? null}, ${now}, ${until}) as fits`.execute(transaction),
    )
    return rows[0]?.fits === true
  }

  /** Never throws: what cannot be written down is said in the log. */
  async function write(config: ModelConfig, calls: readonly Metered[], reservation?: string): Promise<void> {
    if (calls.length === 0 && reservation === undefined) return
    const now = clock.now()
    const day = dayIn(config.timeZone, now)
    try {
      await database.tenant(config.tenantId, async (transaction) => {
        if (reservation !== undefined)
          await transaction.deleteFrom('model_reservations').where('id', '=', reservation).execute()
        if (calls.length === 0) return
        await transaction
          .insertInto('model_calls')
          .values(
            calls.map((call) => ({
              tenant_id: config.tenantId,
              id: newId(),
              at: now,
              task: call.task,
              task_version: call.taskVersion,
              endpoint_id: call.endpointId ?? null,
              model: call.model,
              tier: call.tier,
              scene: call.scene ?? null,
              conversation_id: call.conversationId ?? null,
              outcome: call.outcome,
              failure: call.failure ?? null,
              input_tokens: Math.round(call.inputTokens),
              output_tokens: Math.round(call.outputTokens),
              cost: call.cost,
              took_ms: Math.round(call.tookMs),
              first_ms: call.firstMs === undefined ? null : Math.round(call.firstMs),
            })),
          )
          .execute()
        // Always in one order: two runs that count the same rows the other way round would wait for each other.
        for (const call of inOneOrder(calls)) {
          await sql`
            insert into model_counts as c
              (tenant_id, day, task, model, outcome, failure, bucket, calls, input_tokens, output_tokens, cost)
            values (${config.tenantId}, ${day}::date, ${call.task}, ${call.model}, ${call.outcome}, ${call.failure ?? ''},
              ${bucketOf(call.tookMs)}, 1, ${Math.round(call.inputTokens)}, ${Math.round(call.outputTokens)}, ${call.cost})
            on conflict (tenant_id, day, task, model, outcome, failure, bucket) do update set
              calls = c.calls + 1, input_tokens = c.input_tokens + excluded.input_tokens,
              output_tokens = c.output_tokens + excluded.output_tokens, cost = c.cost + excluded.cost`.execute(
            transaction,
          )
        }
        if (tidied.get(config.tenantId) !== day) {
          tidied.set(config.tenantId, day)
          await sql`
            delete from model_calls where id in
              (select id from model_calls where at < ${new Date(now.getTime() - keptMs)} limit 100000)`.execute(
            transaction,
          )
        }
      })
    } catch (error) {
      log.error({ err: error, calls: calls.length }, 'what models were asked could not be written down')
    }
  }

  return {
    spent,
    write,
    /**
     * Sets aside what the first call of a run may cost. Undefined where a budget does not allow it; otherwise `more` has to be
     * asked before each further call, and `settle` has to be called once the run is over.
     */
    async reserve(config: ModelConfig, estimate: number): Promise<Reservation | undefined> {
      if (config.dayBudget === undefined && config.monthBudget === undefined)
        return { more: async () => true, settle: (calls) => write(config, calls) }
      const id = newId()
      const more = (amount: number) => setAside(config, id, amount)
      return (await more(estimate)) ? { more, settle: (calls) => write(config, calls, id) } : undefined
    },
  }
}
export type Meter = ReturnType<typeof openMeter>
