import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  builtInRoles,
  createApiKey,
  createInvitation,
  createMember,
  createModelEndpoint,
  createOidcProvider,
  createRole,
  defineRoute,
  getConversation,
  listAuditEvents,
  listConversations,
  listEntries,
  listMembers,
  listSessions,
  permissions,
  type RouteDefinition,
  routes,
} from '../../contract/index.ts'
import { deskBodies, deskIds, deskPeopleOnly } from '../../testing/desk-rows.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { addSynonym, addTestArticle, fillImport } from '../../testing/knowledge-rows.ts'
import { addReplyReview, reviewBodies } from '../../testing/models/review-rows.ts'
import { procedureBodies, procedureIds } from '../../testing/procedures/procedure-rows.ts'
import {
  type DeclaredRoute,
  declaredRoutes,
  findAccessHoles,
  type RouteCaller,
  type RouteRequest,
} from '../../testing/route-access.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { toolBodies, toolIds } from '../../testing/tools/tool-rows.ts'
import { fillFrozenCases, fillWorklist, frozenBodies } from '../../testing/worklist.ts'
import { createHttpServer, describeOpenApi } from '../platform/http/index.ts'
import { silentLog } from '../platform/log/index.ts'
import { defaultPolicy } from '../policy/index.ts'

/** Only a person can own a conversation: these refuse API keys behind the door, whatever they hold. */
const peopleOnly = [
  'takeConversation',
  'sendAgentMessage',
  'handBackConversation',
  'closeConversation',
  'uploadAttachment',
  ...deskPeopleOnly,
  'approveToolCall',
  'approveReply',
  'declineReply',
]

let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
let foreignAdmin: TestMember
let callers: RouteCaller[]
let declared: DeclaredRoute[]
let openApi: { paths: Record<string, Record<string, Record<string, unknown>>> } & Record<string, unknown>
/** One object of the tenant for each parameter that names one. */
let ids: Record<string, string>
let customerToken: string

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  admin = await server.createMember(tenant, 'admin')
  const foreign = await server.createTenant()
  foreignAdmin = await server.createMember(foreign, 'admin')
  const customer = await server.customer(tenant)
  await customer.ask('What are your opening hours?')
  customerToken = customer.session.token
  const worklist = await fillWorklist(server, tenant)
  ids = {
    ...(await collectIds(customer.session.conversationId)),
    ...worklist,
    ...(await fillFrozenCases(server, tenant)),
    ...toolIds(server, tenant),
    ...(await procedureIds(server, admin)),
    ...(await deskIds(server, tenant)),
    synonymId: await addSynonym(server, tenant.id),
    replyReviewId: await addReplyReview(server, tenant),
  }
  openApi = await (await fetch(`${server.url}/api/v1/openapi.json`)).json()
  declared = declaredRoutes(openApi)
  callers = [
    { name: 'anonymous', kind: 'anonymous', permissions: [], headers: {} },
    { name: 'customer', kind: 'customer', permissions: [], headers: bearer(customerToken) },
    ...(await members()),
    ...(await apiKeys()),
  ]
})
afterAll(() => server.stop())

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

async function collectIds(conversationId: string): Promise<Record<string, string>> {
  const one = async (text: string) =>
    (await server.database.asOwner<{ id: string }>(text, [tenant.id]))[0]?.id ?? ''
  return {
    conversationId,
    decisionId: await one('select id from decisions where tenant_id = $1'),
    entryId: await one('select id from entries where tenant_id = $1'),
    categoryId: await one('select id from knowledge_categories where tenant_id = $1'),
    baseId: await one('select id from knowledge_bases where tenant_id = $1'),
    customerId: await one('select id from customers where tenant_id = $1'),
    channelId: await one('select id from channels where tenant_id = $1'),
    memberId: admin.memberId,
    attachmentId: randomUUID(),
    apiKeyId: (await newApiKey([...permissions])).id,
    ...(await peopleIds()),
    importId: await fillImport(server, tenant.id),
    articleId: await addTestArticle(server, tenant.id),
  }
}

async function peopleIds() {
  const { cookie } = admin
  const role = await server.call(createRole, { cookie, body: bodies.createRole?.() })
  const invited = await server.call(createInvitation, { cookie, body: bodies.createInvitation?.() })
  const model = await server.call(createModelEndpoint, { cookie, body: modelEndpoint() })
  const own = await server.call(listSessions, { cookie })
  const provider = await server.call(createOidcProvider, { cookie, body: oidcProvider() })
  return {
    roleId: role.body.id as string,
    invitationId: invited.body.invitation.id as string,
    oidcProviderId: provider.body.id as string,
    modelEndpointId: model.body.id as string,
    sessionId: own.body.items[0]?.id ?? '',
  }
}

async function newApiKey(held: readonly string[], cookie = admin.cookie) {
  const { body } = await server.call(createApiKey, { cookie, body: { name: 'key', permissions: held } })
  return { id: body.apiKey.id as string, secret: body.secret }
}

async function members(): Promise<RouteCaller[]> {
  const others = ['supervisor', 'knowledge-operator', 'agent'] as const
  const list: RouteCaller[] = [
    { name: 'admin', kind: 'member', permissions, headers: { cookie: admin.cookie } },
  ]
  for (const role of others) {
    const { cookie } = await server.createMember(tenant, role)
    list.push({ name: role, kind: 'member', permissions: builtInRoles[role], headers: { cookie } })
  }
  return list
}

/** For each permission a key that holds nothing else, and one that holds everything else. */
async function apiKeys(): Promise<RouteCaller[]> {
  const list: RouteCaller[] = []
  for (const permission of permissions) {
    for (const held of [[permission], permissions.filter((one) => one !== permission)]) {
      const { secret } = await newApiKey(held)
      const name = held.length === 1 ? `key with ${permission}` : `key without ${permission}`
      list.push({ name, kind: 'api-key', permissions: held, headers: bearer(secret) })
    }
  }
  return list
}

/** Everybody, but of the API keys only those that differ in what this route asks for. */
function callersOf({ access }: DeclaredRoute): RouteCaller[] {
  const telling = (permissions as readonly string[]).includes(access) ? access : permissions[0]
  return callers.filter((caller) => caller.kind !== 'api-key' || caller.name.endsWith(telling))
}

const oidcProvider = () => ({
  name: 'Company',
  issuer: `https://${randomUUID()}.invalid`,
  clientId: 'attune',
  clientSecret: 'secret of the client',
  enabled: false,
  domains: [],
  invited: true,
  role: 'agent',
  roleMap: [],
})

const modelEndpoint = () => ({
  name: 'M',
  kind: 'openai-compatible',
  baseUrl: 'https://models.invalid/v1',
  model: 'm',
  abilities: [],
  tiers: [],
  own: false,
  enabled: false,
  inputPrice: 0,
  outputPrice: 0,
  timeoutMs: 1_000,
  stallMs: 1_000,
  concurrency: 1,
})

const bodies: Record<string, () => unknown> = {
  mapImport: () => ({ options: {} }),
  updateArticle: () => ({ title: 'T', language: 'en', audience: 'public' }),
  publishArticle: () => ({ number: 1 }),
  searchPassages: () => ({ text: 'shelves' }),
  startWebChatSession: () => ({ channelKey: tenant.channelKey }),
  sendWebChatFrame: () => ({ type: 'message', clientId: randomUUID(), text: 'hello' }),
  signIn: () => ({ email: admin.email, password: admin.password }),
  updateCurrentMember: () => ({ name: 'New name' }),
  changePassword: () => ({ current: admin.password, next: 'another password' }),
  switchTenant: () => ({ slug: tenant.slug }),
  createMember: () => ({
    email: `m-${randomUUID()}@example.com`,
    name: 'M',
    role: 'agent',
    password: 'long enough 1',
  }),
  updateMember: () => ({ name: 'Renamed' }),
  beginSecondFactor: () => ({ password: 'not mine' }),
  confirmSecondFactor: () => ({ code: '123456' }),
  renewRecoveryCodes: () => ({ password: 'not mine', code: '123456' }),
  removeSecondFactor: () => ({ password: 'not mine', code: '123456' }),
  updateSignInSettings: () => ({ secondFactorRequired: false }),
  createOidcProvider: () => oidcProvider(),
  updateOidcProvider: () => oidcProvider(),
  listSignInProviders: () => ({ tenant: 'no-such-tenant' }),
  beginOidcSignIn: () => ({ tenant: 'no-such-tenant', provider: randomUUID() }),
  createModelEndpoint: () => modelEndpoint(),
  updateModelEndpoint: () => modelEndpoint(),
  orderModelEndpoints: () => ({ ids: [] }),
  updateModelSettings: () => ({
    noTextLeaves: false,
    currency: 'CNY',
    dayBudget: null,
    monthBudget: null,
    sceneEndpoints: {},
  }),
  updateRetention: () => ({ conversationDays: 3_000, decisionDays: null, fileDays: null }),
  findCustomers: () => ({ text: 'nobody' }),
  dismissGuide: () => ({ dismissed: true }),
  updateTenant: () => ({ timeZone: 'UTC' }),
  createInvitation: () => ({ email: `i-${randomUUID()}@example.com`, role: 'agent' }),
  resendInvitation: () => ({}),
  readInvitation: () => ({ token: 'x'.repeat(43) }),
  acceptInvitation: () => ({ token: 'x'.repeat(43), name: 'G', password: 'long enough 1' }),
  createRole: () => ({ name: `r ${randomUUID()}`, permissions: ['audit:read'] }),
  updateRole: () => ({ name: `r ${randomUUID()}` }),
  createApiKey: () => ({ name: 'k', permissions: ['audit:read'] }),
  updateChannel: () => ({ name: 'Renamed' }),
  checkPage: () => ({ url: 'https://example.com/' }),
  revealIdentitySecret: () => ({ rotate: true }),
  takeConversation: () => ({ ownerEpoch: 1 }),
  sendAgentMessage: () => ({ clientId: randomUUID(), text: 'hello' }),
  handBackConversation: () => ({ to: 'queue' }),
  ...deskBodies,
  ...toolBodies,
  ...reviewBodies,
  ...procedureBodies,
  ...frozenBodies,
  ask: () => ({ text: 'What are your opening hours?' }),
  createEntry: () => ({ ...libraryEntries[0], key: `k-${randomUUID()}` }),
  updateEntry: () => ({ ...libraryEntries[0], key: 'rewritten' }),
  checkEntry: () => ({ content: libraryEntries[0] }),
  previewDraft: () => ({ content: libraryEntries[0] }),
  saveDraft: () => ({ content: { ...libraryEntries[0], key: 'rewritten' } }),
  submitDraft: () => ({}),
  publishDraft: () => ({}),
  approveDraft: () => ({}),
  declineDraft: () => ({ reason: 'no' }),
  commentDraft: () => ({ text: 'hm' }),
  createSynonym: () => ({ term: `t ${randomUUID().slice(0, 8)}`, standsFor: 'shelves' }),
  decideSynonym: () => ({ state: 'refused' }),
  setEntryTopic: () => ({ topic: null }),
  updateExpansion: () => ({ enabled: false, acceptance: 'by-person', perLanguage: 40 }),
  settleWordings: () => ({ action: 'drop', ids: [randomUUID()] }),
  choosePacks: () => ({ trades: [] }),
  rollBackEntry: () => ({ version: 1 }),
  createCategory: () => ({ name: { en: 'New' } }),
  updateCategory: () => ({ name: { en: 'Renamed' } }),
  createBase: () => ({ name: 'New' }),
  updateBase: () => ({ name: 'Renamed' }),
  restoreBase: () => ({}),
  updatePolicy: () => defaultPolicy,
  trySentence: () => ({ text: 'What are your opening hours?' }),
  findWays: () => ({ name: 'printing', examples: ['Where can I print?'] }),
  previewRepair: () => ({ action: 'out-of-scope', questionIds: [ids.questionId] }),
  repairGroup: () => ({ action: 'ignore' }),
  labelQuestion: () => ({ verdict: 'out-of-scope' }),
  importKnowledge: () => ({ ...libraryEntries[0], key: 'imported' }),
}

const queries: Record<string, string> = {
  importKnowledge: '?format=entries-jsonl',
  uploadAttachment: '?name=note.txt',
  uploadAnswerPicture: '?name=a.png',
  uploadWebChatAttachment: '?name=note.txt',
}

function requestWith(values: Record<string, string>) {
  return (route: DeclaredRoute, url = server.url): RouteRequest => {
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
    const query = queries[route.name] ?? ''
    const body = bodies[route.name]?.()
    return { url: `${url}${path}${query}`, ...(body === undefined ? {} : { body }) }
  }
}

describe('permissions', () => {
  it('describes every route of the contract once, with a summary', () => {
    expect(declared.map((route) => route.name).sort()).toEqual(routes.map((route) => route.name).sort())
    expect(new Set(declared.map((route) => route.name)).size).toBe(declared.length)
    for (const operations of Object.values(openApi.paths))
      for (const operation of Object.values(operations))
        expect(String(operation.summary).length).toBeGreaterThan(5)
  })

  it('serves an OpenAPI document of the right shape', () => {
    expect(openApi).toMatchObject({ openapi: '3.1.0', info: { title: 'Attune' } })
    for (const [path, operations] of Object.entries(openApi.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      for (const operation of Object.values(operations)) {
        const parameters = operation.parameters as { name: string; in: string; required: boolean }[]
        expect(parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(named)
        expect(operation.responses).toHaveProperty('200')
        expect(operation.responses).toHaveProperty('default')
      }
    }
    expect(JSON.stringify(openApi).match(/"\$ref":"([^"]+)"/g) ?? []).not.toHaveLength(0)
  })

  it('has an object for every parameter, so that nothing is refused for the wrong reason', () => {
    const named = declared.flatMap((route) =>
      [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''),
    )
    for (const name of named) expect(ids[name], name).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('refuses and lets in exactly whom the contract says, on every route', async () => {
    expect(await findAccessHoles(declared, callersOf, requestWith(ids))).toEqual([])
  }, 60_000)

  it('refuses API keys where only a person can act', async () => {
    const key = await newApiKey([...permissions])
    for (const route of declared.filter((one) => peopleOnly.includes(one.name))) {
      const { url, body } = requestWith(ids)(route)
      const response = await fetch(url, {
        method: route.method,
        headers: { ...bearer(key.secret), 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      expect([response.status, await response.text()]).toEqual([
        403,
        expect.stringContaining('access/not-a-member'),
      ])
    }
  })

  it('answers a foreign admin about this tenant’s objects as about objects that do not exist', async () => {
    const nowhere = Object.fromEntries(Object.keys(ids).map((name) => [name, randomUUID()]))
    const withIds = declared.filter((route) => route.path.includes('{'))
    expect(withIds.length).toBeGreaterThan(12)
    for (const route of withIds) {
      const [theirs, none] = await Promise.all(
        [ids, nowhere].map(async (values) => {
          const { url, body } = requestWith(values)(route)
          const response = await fetch(url, {
            method: route.method,
            headers: {
              cookie: foreignAdmin.cookie,
              ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          })
          return { status: response.status, text: await response.text() }
        }),
      )
      expect(theirs, route.name).toEqual(none)
      expect(theirs?.status, route.name).toBe(404)
    }
  })

  it('shows a foreign admin nothing of this tenant in any list', async () => {
    const lists = declared.filter((route) => route.method === 'GET' && !route.path.includes('{'))
    const own = [...Object.values(ids), tenant.id, tenant.slug, admin.email]
    for (const route of lists.filter((one) => one.access !== 'customer' && one.access !== 'public')) {
      const response = await fetch(`${server.url}${route.path}`, { headers: { cookie: foreignAdmin.cookie } })
      const text = await response.text()
      expect(response.status, route.name).toBe(200)
      for (const value of own) expect(text, route.name).not.toContain(value)
    }
  })

  it('left this tenant’s objects as they were after all of that', async () => {
    const one = await server.call(getConversation, { params: ids, cookie: admin.cookie })
    expect(one.body).toMatchObject({ state: 'open', owner: { kind: 'assistant' } })
    const entries = await server.call(listEntries, { cookie: admin.cookie })
    expect(entries.body.items.map((entry) => entry.key).sort()).toEqual(
      libraryEntries.map((one) => one.key).sort(),
    )
    const audit = await server.call(listAuditEvents, { query: { limit: '200' }, cookie: admin.cookie })
    expect(new Set(audit.body.items.map((event) => event.action))).toEqual(
      new Set([
        'api-key-created',
        'article-added',
        'article-published',
        'entry-created',
        'member-added',
        'identity-provider-added',
        'member-invited',
        'model-endpoint-added',
        'policy-changed',
        'procedure-created',
        'role-created',
        'signed-in',
      ]),
    )
  })

  it('finds a route whose access is declared but not checked', async () => {
    const plain = { summary: 'For this test', reply: z.object({ ok: z.boolean() }) }
    const guarded = defineRoute('guarded', 'GET', '/guarded', { access: 'members:edit', ...plain })
    const open = defineRoute('openDoor', 'GET', '/open-door', { access: 'members:edit', ...plain })
    const wrong = defineRoute('wrongDoor', 'GET', '/wrong-door', { access: 'members:read', ...plain })
    const { signIns, tokens } = server.modules
    const http = createHttpServer({
      log: silentLog(),
      ownOrigins: [],
      trustProxy: false,
      checkReplies: true,
      hooks: {
        authenticate: (request) => {
          const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
          return token?.includes('.') ? tokens.verify(token) : signIns.authenticateStaff(request)
        },
        once: async (_caller, _key, _hash, run) => ({ ...(await run()), replayed: false }),
      },
    })
    http.route(guarded, async () => ({ ok: true }))
    http.fastify.get('/api/v1/open-door', async () => ({ ok: true }))
    // Served under another permission than the one it is described with.
    http.route(wrong, async () => ({ ok: true }))
    const described: RouteDefinition[] = [guarded, open, { ...wrong, access: 'members:edit' }]
    await http.fastify.listen({ host: '127.0.0.1', port: 0 })
    try {
      const address = http.fastify.server.address() as { port: number }
      const url = `http://127.0.0.1:${address.port}`
      const holes = await findAccessHoles(
        declaredRoutes(describeOpenApi(described, '0')),
        callersOf,
        (route) => requestWith(ids)(route, url),
      )
      expect(holes.filter((hole) => hole.includes('/guarded'))).toEqual([])
      expect(holes.some((hole) => hole.includes('/open-door') && hole.includes('as anonymous'))).toBe(true)
      expect(holes.some((hole) => hole.includes('/wrong-door') && hole.includes('as supervisor'))).toBe(true)
    } finally {
      await http.fastify.close()
    }
  })
})

describe('handing on permissions', () => {
  it('gives an API key no permission that its maker does not hold', async () => {
    const narrow = await newApiKey(['api-keys:edit'])
    const made = await server.call(createApiKey, {
      bearer: narrow.secret,
      body: { name: 'more', permissions: ['members:edit'] },
    })
    expect(made.body).toMatchObject({ error: { code: 'access/forbidden' } })
  })

  it('lets nobody make a member who may do more than they may', async () => {
    const narrow = await newApiKey(['members:edit', 'members:read'])
    const body = { email: 'climber@example.com', name: 'C', role: 'admin', password: 'long enough 1' }
    const made = await server.call(createMember, { bearer: narrow.secret, body })
    expect(made.body).toMatchObject({ error: { code: 'access/forbidden' } })
    const { items } = (await server.call(listMembers, { cookie: admin.cookie })).body
    const low = items.find((member) => member.role === 'agent')
    const raised = await fetch(`${server.url}/api/v1/members/${low?.id}`, {
      method: 'PATCH',
      headers: { ...bearer(narrow.secret), 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'admin' }),
    })
    expect(raised.status).toBe(403)
  })

  it('lets a revoked key do nothing more', async () => {
    const key = await newApiKey(['conversations:read'])
    expect((await server.call(listConversations, { bearer: key.secret })).status).toBe(200)
    await fetch(`${server.url}/api/v1/api-keys/${key.id}`, {
      method: 'DELETE',
      headers: { cookie: admin.cookie },
    })
    const refused = await server.call(listConversations, { bearer: key.secret })
    expect([refused.status, refused.body]).toMatchObject([401, { error: { code: 'api-key/invalid' } }])
  })
})
