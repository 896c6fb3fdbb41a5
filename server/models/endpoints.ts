import { sql } from 'kysely'
import type { z } from 'zod'
import type {
  createModelEndpoint,
  ModelEndpoint,
  ModelSettings,
  ModelTest,
  updateModelSettings,
} from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { ownHosts, refusalOf } from '../platform/net/index.ts'
import type { Vault } from '../platform/secrets/index.ts'
import { type AuditDetail, recordAudit } from '../tenants/index.ts'
import { CallFailure } from './call-failure.ts'
import { type Endpoint, type EndpointRow, type ModelConfigs, toEndpoint } from './config.ts'
import type { LocalFolder } from './local/local-folder.ts'

export type { Endpoint } from './config.ts'

type EndpointInput = z.input<(typeof createModelEndpoint)['body']>
type SettingsInput = z.output<(typeof updateModelSettings)['body']>

const most = 50

/** The models a tenant uses and what it set about them; who may change that sees no key. */
export function openModelEndpoints(options: {
  database: Database
  clock: Clock
  vault: Vault
  configs: ModelConfigs
  privateHosts: readonly string[]
  folder: LocalFolder
  /** Told in the transaction that changes what models a tenant has or may ask. */
  onChange?: (transaction: TenantTransaction, now: Date) => Promise<void>
}) {
  const { database, clock, vault, configs, folder } = options
  const isOwn = ownHosts(options.privateHosts)

  const present = (row: EndpointRow): ModelEndpoint => {
    const { apiKey, id, ...rest } = toEndpoint({ ...row, api_key: null }, vault)
    return {
      ...rest,
      id: id as ModelEndpoint['id'],
      hasKey: row.api_key !== null,
      ...(row.tests === null ? {} : { tests: row.tests }),
    }
  }

  /** Where text would go is looked at when it is written down, and again at every call. */
  async function refuseAddress(input: EndpointInput): Promise<void> {
    if (input.kind === 'local-onnx') {
      // What is wrong with it besides is said by a test of it.
      const missing = await folder.find(input.model).then(
        () => false,
        (error: unknown) => error instanceof CallFailure && error.code === 'no-such-model',
      )
      if (missing) throw new ApiError('models/local-not-found', { name: input.model })
      return
    }
    if (input.baseUrl === '') throw new ApiError('models/address-refused', { host: '' })
    const url = new URL(input.baseUrl)
    const own = isOwn(url)
    if (refusalOf(url, own) !== undefined) throw new ApiError('models/address-refused', { host: url.host })
    if (input.own && !own) throw new ApiError('models/not-own', { host: url.host })
  }

  const valuesOf = (input: EndpointInput) => ({
    name: input.name,
    kind: input.kind,
    model: input.model,
    ...(input.kind === 'local-onnx'
      ? { base_url: '', abilities: ['embedding' as const], tiers: [], own: true }
      : {
          base_url: input.baseUrl,
          abilities: [...new Set(input.abilities)],
          tiers: [...new Set(input.tiers)],
          own: input.own,
        }),
    enabled: input.enabled,
    input_price: input.inputPrice,
    output_price: input.outputPrice,
    timeout_ms: input.timeoutMs,
    stall_ms: input.stallMs,
    concurrency: input.concurrency,
    query_prefix: input.queryPrefix ?? '',
    passage_prefix: input.passagePrefix ?? '',
  })

  async function rowOf(transaction: TenantTransaction, id: string): Promise<EndpointRow> {
    const row = await transaction
      .selectFrom('model_endpoints')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) throw new ApiError('models/endpoint-not-found')
    return row
  }

  async function record(
    transaction: TenantTransaction,
    caller: StaffCaller,
    action: string,
    id?: string,
    detail: AuditDetail = {},
  ): Promise<void> {
    await recordAudit(transaction, caller.tenantId, caller, {
      at: clock.now(),
      action,
      ...(id === undefined ? {} : { target: { kind: 'model-endpoint', id } }),
      detail,
    })
    configs.changed(transaction, caller.tenantId)
    await options.onChange?.(transaction, clock.now())
  }

  async function settingsIn(transaction: TenantTransaction): Promise<ModelSettings> {
    const row = await transaction.selectFrom('model_settings').selectAll().executeTakeFirst()
    return {
      noTextLeaves: row?.no_text_leaves ?? false,
      currency: row?.currency ?? 'CNY',
      dayBudget: row?.day_budget == null ? null : Number(row.day_budget),
      monthBudget: row?.month_budget == null ? null : Number(row.month_budget),
      sceneEndpoints: (row?.scene_endpoints ?? {}) as ModelSettings['sceneEndpoints'],
      version: row?.version ?? 0,
    }
  }

  return {
    list: (caller: StaffCaller) =>
      database.tenant(caller.tenantId, async (transaction) => {
        const rows = await transaction
          .selectFrom('model_endpoints')
          .selectAll()
          .orderBy('position')
          .orderBy('id')
          .limit(most)
          .execute()
        return rows.map(present)
      }),
    async create(caller: StaffCaller, input: EndpointInput): Promise<ModelEndpoint> {
      await refuseAddress(input)
      return database.tenant(caller.tenantId, async (transaction) => {
        const { count, last } = await transaction
          .selectFrom('model_endpoints')
          .select(({ fn }) => [fn.countAll<string>().as('count'), fn.max('position').as('last')])
          .executeTakeFirstOrThrow()
        if (Number(count) >= most) throw new ApiError('models/too-many', { limit: most })
        const row = await transaction
          .insertInto('model_endpoints')
          .values({
            tenant_id: caller.tenantId,
            id: newId(),
            ...valuesOf(input),
            api_key: input.apiKey === undefined ? null : vault.seal(caller.tenantId, input.apiKey),
            position: (last ?? 0) + 1,
            created_at: clock.now(),
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        await record(transaction, caller, 'model-endpoint-added', row.id, { name: row.name })
        return present(row)
      })
    },
    async update(
      caller: StaffCaller,
      id: string,
      input: EndpointInput,
      ifMatch: number | undefined,
    ): Promise<ModelEndpoint> {
      await refuseAddress(input)
      return database.tenant(caller.tenantId, async (transaction) => {
        const before = await rowOf(transaction, id)
        if (ifMatch !== undefined && ifMatch !== before.version)
          throw new ApiError('request/version-conflict')
        // A key must not travel to another's address.
        const moved = originOf(before.base_url) !== originOf(input.baseUrl)
        if (moved && before.api_key !== null && input.apiKey === undefined)
          throw new ApiError('models/key-missing')
        const row = await transaction
          .updateTable('model_endpoints')
          .set({
            ...valuesOf(input),
            ...(input.apiKey === undefined ? {} : { api_key: vault.seal(caller.tenantId, input.apiKey) }),
            version: before.version + 1,
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        await record(transaction, caller, 'model-endpoint-changed', id, {
          name: row.name,
          key: input.apiKey !== undefined,
        })
        return present(row)
      })
    },
    remove: (caller: StaffCaller, id: string) =>
      database.tenant(caller.tenantId, async (transaction) => {
        const row = await rowOf(transaction, id)
        await transaction.deleteFrom('model_endpoints').where('id', '=', id).execute()
        await record(transaction, caller, 'model-endpoint-removed', id, { name: row.name })
      }),
    order: (caller: StaffCaller, ids: readonly string[]) =>
      database.tenant(caller.tenantId, async (transaction) => {
        for (const [index, id] of ids.entries())
          await transaction
            .updateTable('model_endpoints')
            .set({ position: index + 1 })
            .where('id', '=', id)
            .execute()
        await record(transaction, caller, 'model-order-changed')
      }),
    /** One with its key, whether it is in use or not. */
    one: (tenantId: string, id: string): Promise<Endpoint> =>
      database.tenant(tenantId, async (transaction) => toEndpoint(await rowOf(transaction, id), vault)),
    keepTests: (caller: StaffCaller, id: string, results: readonly ModelTest[]) =>
      database.tenant(caller.tenantId, async (transaction) => {
        await rowOf(transaction, id)
        const row = await transaction
          .updateTable('model_endpoints')
          .set({ tests: JSON.stringify({ at: clock.now().toISOString(), results }) })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        return present(row)
      }),
    settings: (caller: StaffCaller) => database.tenant(caller.tenantId, settingsIn),
    updateSettings: (caller: StaffCaller, input: SettingsInput, ifMatch: number | undefined) =>
      database.tenant(caller.tenantId, async (transaction) => {
        // One row a tenant, written by one at a time.
        await transaction.selectFrom('tenants').select('tenant_id').forUpdate().execute()
        const before = await settingsIn(transaction)
        if (ifMatch !== undefined && ifMatch !== before.version)
          throw new ApiError('request/version-conflict')
        const values = {
          no_text_leaves: input.noTextLeaves,
          currency: input.currency,
          day_budget: input.dayBudget,
          month_budget: input.monthBudget,
          scene_endpoints: JSON.stringify(input.sceneEndpoints),
          version: before.version + 1,
        }
        await transaction
          .insertInto('model_settings')
          .values({ tenant_id: caller.tenantId, ...values })
          .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
          .execute()
        await record(transaction, caller, 'model-settings-changed', undefined, {
          noTextLeaves: input.noTextLeaves,
        })
        return settingsIn(transaction)
      }),
  }
}
export type ModelEndpoints = ReturnType<typeof openModelEndpoints>

const originOf = (address: string) => (address === '' ? '' : new URL(address).origin)

/** Whether a tenant has a model in use that makes vectors. */
export async function hasEmbeddingModel(transaction: TenantTransaction): Promise<boolean> {
  const row = await transaction
    .selectFrom('model_endpoints')
    .select('id')
    .where('enabled', '=', true)
    .where('abilities', '@>', sql<ModelEndpoint['abilities']>`array['embedding']`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
