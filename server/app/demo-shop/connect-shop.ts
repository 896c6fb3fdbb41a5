import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { procedureDefinition, type ToolSettings } from '../../../contract/index.ts'
import { openApi } from '../../../examples/shop-service/describe.ts'
import { type ShopService, startShopService } from '../../../examples/shop-service/service.ts'
import { ApiError } from '../../platform/http/index.ts'
import { findTenant } from '../../tenants/index.ts'
import { settingsFor } from '../../tools/index.ts'
import type { Modules } from '../compose.ts'
import { examplesDirectory } from '../demo.ts'

/** What holds of each tool of the demo shop, as an admin would set it, and the entries whose answers lead to it. */
const tools: Record<string, { settings: ToolSettings; entries: string[] }> = {
  'list-orders': { settings: { ...read(), facts: true }, entries: [] },
  'get-order': { settings: { ...read(), masks: ['phone', 'line'] }, entries: [] },
  'list-items': { settings: read(), entries: [] },
  'list-exchanges': { settings: read(), entries: [] },
  'get-refund': { settings: read(), entries: [] },
  'track-parcel': { settings: read(), entries: ['查物流', '物流停滞'] },
  'cancel-order': { settings: write('shop/cancel'), entries: ['取消订单'] },
  'change-address': { settings: write('shop/change-address'), entries: ['修改地址'] },
  'exchange-item': { settings: write('shop/exchange'), entries: ['换货流程'] },
  'refund-item': {
    settings: { ...write('shop/refund'), approval: { aboveAmount: 150 } },
    entries: ['退货流程', '七天无理由'],
  },
  'reissue-invoice': { settings: write('shop/reissue-invoice'), entries: ['发票抬头修改'] },
}

function read(): ToolSettings {
  return { ...settingsFor('read'), enabled: true, needs: 'identified' }
}
function write(policy: string): ToolSettings {
  return { ...settingsFor('write'), enabled: true, policy, limits: { customerDay: 5, amount: 2_000 } }
}

export interface DemoShop extends ShopService {
  secret: string
}

/** Starts the demo shop's system, on this machine alone, behind a secret of this installation. */
export async function openDemoShop(secretKey: Buffer): Promise<DemoShop> {
  const secret = createHmac('sha256', secretKey).update('demo shop').digest('base64url')
  return { ...(await startShopService({ secret })), secret }
}

/** Ties the demo shop's tools to its service. What is there already keeps what was set; only the address is this start's. */
export async function connectDemoShop(
  {
    database,
    tools: layer,
    procedures,
    codeSettings,
  }: Pick<Modules, 'database' | 'tools' | 'procedures' | 'codeSettings'>,
  service: Pick<DemoShop, 'address' | 'secret'>,
): Promise<void> {
  const tenantId = await findTenant(database, 'shop')
  if (tenantId === undefined) return
  const isDemo = await database.tenant(tenantId, (transaction) =>
    transaction.selectFrom('tenants').select('demo').where('tenant_id', '=', tenantId).executeTakeFirst(),
  )
  if (!isDemo?.demo) return
  const known = (await layer.sources.list(tenantId)).find((source) => source.name === '禾木生活')
  if (known !== undefined) {
    await layer.sources.move(tenantId, known.id, service.address)
    return addMissedReturn({ database, tools: layer, procedures }, tenantId)
  }
  await layer.sources.add('system', tenantId, {
    kind: 'openapi',
    name: '禾木生活',
    address: service.address,
    document: openApi as unknown as Record<string, unknown>,
    secret: `Bearer ${service.secret}`,
    secretHeader: 'authorization',
  })
  for (const [name, { settings, entries }] of Object.entries(tools)) {
    await layer.registry.update('system', tenantId, name, settings, undefined)
    if (entries.length > 0) await layer.entryTools.set('system', tenantId, name, entries)
  }
  // Whom a code proves to be somebody is asked of the shop's own books; how codes leave is the admin's to say.
  await codeSettings.update(
    'system',
    tenantId,
    {
      email: null,
      phone: null,
      perHour: 5,
      lookUp: { tool: 'find-customer', subject: 'customer.id', contact: 'customer.contact' },
    },
    undefined,
  )
  await addReturn(procedures, tenantId)
}

/** The entry and the tool that the shop's way of returning something begins from and rests on. */
const returning = { entryKey: '退货流程', tool: 'refund-item' }

/**
 * A demo shop of before there were procedures is given its own, once. The audit log is never shortened: where it tells of any
 * procedure, somebody has made, changed or removed one, and nothing is brought back; nor where returning is not as it was set up.
 */
function addMissedReturn(
  { database, tools: layer, procedures }: Pick<Modules, 'database' | 'tools' | 'procedures'>,
  tenantId: string,
): Promise<void> {
  return database.tenant(tenantId, async (transaction) => {
    // Several processes may start at once.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`demo shop ${tenantId}`}, 0))`.execute(
      transaction,
    )
    const touched = await transaction
      .selectFrom('audit_events')
      .select('id')
      .where('action', 'like', 'procedure-%')
      .limit(1)
      .executeTakeFirst()
    if (touched !== undefined) return
    const pairs = await layer.entryTools.list(tenantId)
    const leads = pairs.some(
      ({ entryKey, tool }) => entryKey === returning.entryKey && tool === returning.tool,
    )
    const tool = await layer.registry.find(tenantId, returning.tool)
    if (leads && tool?.settings.enabled === true) await addReturn(procedures, tenantId)
  })
}

/** The shop's way of returning something. Where an entry it begins from is not there, it stays a draft. */
async function addReturn({ store }: Modules['procedures'], tenantId: string): Promise<void> {
  const text = readFileSync(join(examplesDirectory, 'shop/return.json'), 'utf8')
  const { id } = await store.create('system', tenantId, procedureDefinition.parse(JSON.parse(text)))
  await store.publish('system', tenantId, id).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error
  })
}
