import type { Selectable } from 'kysely'
import type { ModelEndpoint } from '../../contract/index.ts'
import { afterCommit, type Database, type Tables, type TenantTransaction } from '../platform/db/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'
import type { Vault } from '../platform/secrets/index.ts'

/** A model as calls are made to it, its key opened. */
export type Endpoint = Omit<ModelEndpoint, 'id' | 'hasKey' | 'tests'> & {
  id: string
  apiKey: string | undefined
}

/** What a tenant set about models. */
export interface ModelConfig {
  tenantId: string
  timeZone: string
  /** In the order they are asked. */
  endpoints: readonly Endpoint[]
  noTextLeaves: boolean
  currency: string
  dayBudget: number | undefined
  monthBudget: number | undefined
  sceneEndpoints: Readonly<Record<string, readonly string[]>>
}

export interface ModelConfigs {
  /** At most a moment old. */
  of(tenantId: string): Promise<ModelConfig>
  /** Called in a transaction that changes it: everybody reads anew. */
  changed(transaction: TenantTransaction, tenantId: string): void
}

const mostCached = 2_000
/** Read anew after this long even when no process said a word. */
const freshMs = 60_000
const wakeupKind = 'models'

export type EndpointRow = Selectable<Tables['model_endpoints']>

export function toEndpoint(row: EndpointRow, vault: Vault): Endpoint {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    baseUrl: row.base_url,
    model: row.model,
    apiKey: row.api_key === null ? undefined : vault.open(row.tenant_id, row.api_key),
    abilities: row.abilities,
    tiers: row.tiers,
    own: row.own,
    enabled: row.enabled,
    inputPrice: Number(row.input_price),
    outputPrice: Number(row.output_price),
    timeoutMs: row.timeout_ms,
    stallMs: row.stall_ms,
    concurrency: row.concurrency,
    queryPrefix: row.query_prefix,
    passagePrefix: row.passage_prefix,
    version: row.version,
  }
}

export function openModelConfigs({
  database,
  wakeups,
  vault,
}: {
  database: Database
  wakeups: Wakeups
  vault: Vault
}): ModelConfigs {
  const known = new Map<string, { read: number; config: Promise<ModelConfig> }>()
  wakeups.on(wakeupKind, (tenantId) => known.delete(tenantId))

  const load = (tenantId: string): Promise<ModelConfig> =>
    database.tenant(tenantId, async (transaction) => {
      const tenant = await transaction.selectFrom('tenants').select('time_zone').executeTakeFirst()
      const settings = await transaction.selectFrom('model_settings').selectAll().executeTakeFirst()
      const rows = await transaction
        .selectFrom('model_endpoints')
        .selectAll()
        .where('enabled', '=', true)
        .orderBy('position')
        .orderBy('id')
        .execute()
      return {
        tenantId,
        timeZone: tenant?.time_zone ?? 'UTC',
        endpoints: rows.map((row) => toEndpoint(row, vault)),
        noTextLeaves: settings?.no_text_leaves ?? false,
        currency: settings?.currency ?? 'CNY',
        dayBudget: settings?.day_budget == null ? undefined : Number(settings.day_budget),
        monthBudget: settings?.month_budget == null ? undefined : Number(settings.month_budget),
        sceneEndpoints: settings?.scene_endpoints ?? {},
      }
    })

  return {
    of(tenantId) {
      const now = performance.now()
      const held = known.get(tenantId)
      if (held !== undefined && now - held.read < freshMs) return held.config
      const config = load(tenantId)
      known.delete(tenantId)
      known.set(tenantId, { read: now, config })
      if (known.size > mostCached) known.delete(known.keys().next().value ?? '')
      config.catch(() => {
        if (known.get(tenantId)?.config === config) known.delete(tenantId)
      })
      return config
    },
    changed(transaction, tenantId) {
      afterCommit(transaction, () => {
        known.delete(tenantId)
        wakeups.announce(wakeupKind, tenantId)
      })
    },
  }
}
