import { SignJWT } from 'jose'
import pg from 'pg'
import type { z } from 'zod'
import type { EntryContent } from '../../../contract/index.ts'
import { policyDocument, type StartSessionReply, scene } from '../../../contract/index.ts'
import { type Modules, serve } from '../../../server/app/index.ts'
import { readArticle } from '../../../server/knowledge/index.ts'
import type { GuardOptions } from '../../../server/models/index.ts'
import { systemClock } from '../../../server/platform/clock/index.ts'
import { defaultPolicy } from '../../../server/policy/index.ts'
import type { Guard, Tool } from '../../../server/tools/index.ts'
import { trainTenant } from '../../../server/understanding/index.ts'
import { CustomerClient } from '../../../testing/customer-client.ts'
import type { ScriptedEndpoint } from '../../../testing/models/scripted-endpoint.ts'
import { scriptedModel } from '../../../testing/models/scripted-model.ts'
import { startModules } from '../start-modules.ts'

export interface Product {
  modules: Modules
  tenantId: string
  /** A customer on a socket of their own; proven to be somebody where a subject is given. */
  customer(subject?: string): Promise<CustomerClient>
  asOwner<Row>(text: string, values?: unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

export interface ProductOptions {
  /** Several stand in their order. */
  endpoints: readonly ScriptedEndpoint[]
  scene: Partial<z.input<typeof scene>>
  policy?: Partial<z.input<typeof policyDocument>>
  entries: readonly EntryContent[]
  /** Documents in Markdown. */
  articles?: readonly string[]
  tools?: readonly Tool[]
  model?: Record<string, unknown>
  modelGuards?: GuardOptions
  answerFaults?: readonly string[]
  toolFaults?: readonly Guard[]
  /** Hosts on one's own network besides. */
  privateHosts?: readonly string[]
  /** Tasks whose replies are taken for measured and right. */
  measured?: readonly (readonly [task: string, tier: 'small' | 'large', sure: string])[]
}

/** The whole product in this process, with one tenant whose models are the given endpoints. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { endpoints } = options
  const { modules, log, urls, tenantId, admin, stop } = await startModules({
    slug: 'product',
    logLevel: 'error',
    privateHosts: [...endpoints.map(({ host }) => host), ...(options.privateHosts ?? [])],
    modelGuards: options.modelGuards,
    answerFaults: options.answerFaults,
    toolFaults: options.toolFaults,
  })
  const running = await serve(modules, {
    host: '127.0.0.1',
    port: 0,
    role: 'all',
    trustProxy: false,
    urls,
    pages: false,
  })
  const owner = new pg.Pool({
    connectionString: urls.owner,
    max: 2,
    options: '-c search_path=attune',
  })
  owner.on('error', () => undefined)
  const { database, policies, channels, knowledge, articles, wakeups, modelEndpoints } = modules
  await policies.update(
    'system',
    tenantId,
    policyDocument.parse({
      ...defaultPolicy,
      settle: { quietMs: 20, longestMs: 2_000 },
      ...options.policy,
      scenes: [scene.parse({ key: 'default', ...options.scene })],
    }),
    undefined,
  )
  const channelKey = 'product'
  await channels.ensure(tenantId, {
    key: channelKey,
    name: 'Product',
    settings: { limits: { sessionsPerMinute: 100_000, messagesPerMinute: 100_000 } },
  })
  const channelId = (await channels.byKey(channelKey)).id
  for (const tool of options.tools ?? []) modules.tools.register(tool, tenantId)
  for (const entry of options.entries) await knowledge.create('system', tenantId, entry)
  for (const [index, text] of (options.articles ?? []).entries()) {
    const file = { fileName: `document-${index}.md`, bytes: Buffer.from(text), audience: 'public' as const }
    const { id } = await articles.add('system', tenantId, file, 'here')
    await readArticle(modules, tenantId, id, 1)
    await articles.publish('system', tenantId, id, 1)
  }
  await trainTenant({ database, clock: systemClock, log, wakeups }, tenantId)
  for (const [index, endpoint] of endpoints.entries())
    await modelEndpoints.create(admin, {
      ...scriptedModel(endpoint),
      name: `Scripted ${index}`,
      abilities: ['text', 'structured', 'tools'],
      concurrency: 32,
      ...options.model,
    })
  const asOwner = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await owner.query(text, values)).rows as Row[]
  for (const [task, tier, sure] of options.measured ?? [])
    await asOwner(
      `insert into tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
       select $1, gen_random_uuid(), $2, $3, $5, $4, true, 'label', now(), now() from generate_series(1, 300)`,
      [tenantId, task, tier, sure, options.model?.model ?? 'scripted-1'],
    )
  const [secret = ''] = await channels.identitySecrets(tenantId, channelId)

  return {
    modules,
    tenantId,
    asOwner,
    async customer(subject) {
      const identity =
        subject === undefined
          ? {}
          : {
              identity: await new SignJWT({ name: subject })
                .setProtectedHeader({ alg: 'HS256' })
                .setSubject(subject)
                .setExpirationTime('10m')
                .sign(new TextEncoder().encode(secret)),
            }
      const response = await fetch(`${running.url}/api/v1/web-chat/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ channelKey, ...identity }),
      })
      if (!response.ok) throw new Error(await response.text())
      const client = new CustomerClient(running.url, (await response.json()) as StartSessionReply)
      await client.connect()
      return client
    },
    async stop() {
      await running.stop()
      await owner.end()
      await stop()
    },
  }
}
