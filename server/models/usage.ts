import { sql } from 'kysely'
import type { ModelFailure, ModelUsage } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { StaffCaller } from '../platform/http/index.ts'
import type { ModelConfigs } from './config.ts'
import { dayIn, type Meter, msOfBucket } from './meter.ts'

export type ReadModelUsage = (caller: StaffCaller, days: number) => Promise<ModelUsage>

interface Row {
  day: string
  task: string
  model: string
  outcome: 'answered' | 'failed' | 'fallback'
  failure: string
  bucket: number
  calls: string
  input_tokens: string
  output_tokens: string
  cost: string
}

/** What models did for a tenant in the last days, by task and by day. */
export function openModelUsage({
  database,
  clock,
  configs,
  meter,
}: {
  database: Database
  clock: Clock
  configs: ModelConfigs
  meter: Meter
}): ReadModelUsage {
  return async (caller, days) => {
    const config = await configs.of(caller.tenantId)
    const today = dayIn(config.timeZone, clock.now())
    const rows = await database.tenant(caller.tenantId, async (transaction) => {
      const found = await sql<Row>`
        select day::text, task, model, outcome, failure, bucket, calls, input_tokens, output_tokens, cost
        from model_counts where day > ${today}::date - ${days}::int and day <= ${today}::date
        order by day, task, model`.execute(transaction)
      return found.rows
    })
    const byDay = new Map<string, ModelUsage['days'][number]>()
    const first = Date.parse(`${today}T00:00:00Z`) - (days - 1) * 86_400_000
    for (let index = 0; index < days; index += 1) {
      const day = new Date(first + index * 86_400_000).toISOString().slice(0, 10)
      byDay.set(day, { day, answered: 0, fallbacks: 0, failed: 0, cost: 0 })
    }
    const byTask = Map.groupBy(rows, ({ task }) => task)
    for (const row of rows) {
      const day = byDay.get(row.day)
      if (day === undefined) continue
      day[row.outcome === 'fallback' ? 'fallbacks' : row.outcome] += Number(row.calls)
      day.cost += Number(row.cost)
    }
    return {
      tasks: [...byTask].map(([task, its]) => summarise(task, its)),
      days: [...byDay.values()],
      spent: await meter.spent(config),
    }
  }
}

function summarise(task: string, rows: readonly Row[]): ModelUsage['tasks'][number] {
  const of = (outcome: Row['outcome']) => rows.filter((row) => row.outcome === outcome)
  const sum = (some: readonly Row[], field: 'calls' | 'input_tokens' | 'output_tokens' | 'cost') =>
    some.reduce((total, row) => total + Number(row[field]), 0)
  const failures = new Map<string, number>()
  // A fallback tells the failure that led to it again.
  for (const row of [...of('failed'), ...of('fallback')])
    if (row.outcome === 'failed' || !of('failed').some(({ failure }) => failure === row.failure))
      failures.set(row.failure, (failures.get(row.failure) ?? 0) + Number(row.calls))
  const answered = of('answered')
  const median = quantile(answered, 0.5)
  const p95 = quantile(answered, 0.95)
  return {
    task,
    models: [...new Set(rows.map(({ model }) => model).filter((model) => model !== ''))],
    answered: sum(answered, 'calls'),
    fallbacks: sum(of('fallback'), 'calls'),
    failed: sum(of('failed'), 'calls'),
    failures: [...failures].map(([failure, calls]) => ({ failure: failure as ModelFailure, calls })),
    inputTokens: sum(rows, 'input_tokens'),
    outputTokens: sum(rows, 'output_tokens'),
    cost: sum(rows, 'cost'),
    ...(median === undefined ? {} : { medianMs: median }),
    ...(p95 === undefined ? {} : { p95Ms: p95 }),
  }
}

function quantile(rows: readonly Row[], share: number): number | undefined {
  const buckets = new Map<number, number>()
  for (const row of rows) buckets.set(row.bucket, (buckets.get(row.bucket) ?? 0) + Number(row.calls))
  const all = [...buckets.values()].reduce((total, calls) => total + calls, 0)
  let seen = 0
  for (const [bucket, calls] of [...buckets].sort(([a], [b]) => a - b)) {
    seen += calls
    if (seen >= all * share) return Math.round(msOfBucket(bucket))
  }
  return undefined
}
