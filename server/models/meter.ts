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
  release(): void
}

/** What calls cost, and what may still be spent. */
export function openMeter({ database, clock, log }: { database: Database; clock: Clock; log: Log }) {
  /** What calls under way may still cost, by tenant. */
  const reserved = new Map<string, number>()
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

  return {
    spent,
    /**
     * Sets aside what the first call of a run may cost. Undefined where a budget does not allow it; otherwise `more` has to be
     * asked before each further call, and `release` has to be called once the run is written down.
     */
    async reserve(config: ModelConfig, estimate: number): Promise<Reservation | undefined> {
      if (config.dayBudget === undefined && config.monthBudget === undefined)
        return { more: async () => true, release: () => undefined }
      let held = 0
      const give = (amount: number) => {
        held -= amount
        const left = (reserved.get(config.tenantId) ?? 0) - amount
        if (left > 1e-12) reserved.set(config.tenantId, left)
        else reserved.delete(config.tenantId)
      }
      const more = async (amount: number): Promise<boolean> => {
        // Set aside before looking, so that many at once do not all find the last penny.
        held += amount
        const all = (reserved.get(config.tenantId) ?? 0) + amount
        reserved.set(config.tenantId, all)
        try {
          const { day, month } = await spent(config)
          const fits =
            (config.dayBudget === undefined || day + all <= config.dayBudget) &&
            (config.monthBudget === undefined || month + all <= config.monthBudget)
          if (!fits) give(amount)
          return fits
        } catch (error) {
          give(amount)
          throw error
        }
      }
      return (await more(estimate)) ? { more, release: () => give(held) } : undefined
    },
    /** Never throws: what cannot be written down is said in the log. */
    async write(config: ModelConfig, calls: readonly Metered[]): Promise<void> {
      if (calls.length === 0) return
      const now = clock.now()
      const day = dayIn(config.timeZone, now)
      try {
        await database.tenant(config.tenantId, async (transaction) => {
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
    },
  }
}
export type Meter = ReturnType<typeof openMeter>
