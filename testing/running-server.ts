import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import {
  type BuiltInRole,
  type EntryContent,
  policyDocument,
  type RouteDefinition,
  type StartSessionReply,
} from '../contract/index.ts'
import { composeModules, type Modules, type RunningServer, serve } from '../server/app/index.ts'
import { type Clock, systemClock } from '../server/platform/clock/index.ts'
import { type Log, silentLog } from '../server/platform/log/index.ts'
import { defaultPolicy } from '../server/policy/index.ts'
import { createTenant } from '../server/tenants/index.ts'
import type { Guard } from '../server/tools/index.ts'
import { trainTenant } from '../server/understanding/index.ts'
import { CustomerClient } from './customer-client.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export interface TestTenant {
  id: string
  slug: string
  channelKey: string
}

export interface TestMember {
  email: string
  password: string
  cookie: string
  memberId: string
}

export interface ServerOptions {
  clock?: Clock
  /** Use this database instead of a new one: a second process beside the first. */
  beside?: TestDatabase
  role?: 'all' | 'web' | 'worker'
  pages?: boolean
  /** false: replies go out unchecked, as in service, also what no contract allows. */
  checkReplies?: boolean
  /** Where the server says what it does; nowhere when absent. */
  log?: Log
  /** Hosts on this machine that may be called. */
  privateHosts?: readonly string[]
  /** When a model that fails is left alone, and for how long. */
  modelGuards?: { failuresUntilRest?: number; restMs?: number }
  /** Another installation's key, to show that its tokens and secrets are worth nothing here. */
  secretKey?: Buffer
  /** Where files lie: for a second process, or a server that is started again. */
  filesDirectory?: string
  /** Folder of models that run in the server. */
  modelsDirectory?: string
  /** Longest that a question's vector is waited for. */
  questionVectorMs?: number
  /** Longest that a mail server or gateway of codes is waited for. */
  codePatienceMs?: number
  files?: { largestFile: number; tenantBytes: number; scanCommand?: string }
  /** Guards of tools left out on purpose. */
  toolFaults?: readonly Guard[]
  answerFaults?: readonly string[]
}

/** The answer of a call: status, body and headers as they came. */
export interface Answer<Body = unknown> {
  status: number
  body: Body
  headers: Headers
}

export interface CallInput {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  cookie?: string
  bearer?: string
  headers?: Record<string, string>
}

export interface TestServerHandle {
  url: string
  modules: Modules
  database: TestDatabase
  /** A tenant with a web-chat channel and quick turns; knowledge is added by `teach`. */
  createTenant(policy?: Partial<z.input<typeof policyDocument>>): Promise<TestTenant>
  createMember(tenant: TestTenant, role: BuiltInRole): Promise<TestMember>
  /** Imports entries and trains on them. */
  teach(tenant: TestTenant, entries: EntryContent[]): Promise<void>
  call<R extends RouteDefinition>(route: R, input?: CallInput): Promise<Answer<z.output<R['reply']>>>
  startSession(tenant: TestTenant, body?: Record<string, unknown>): Promise<StartSessionReply>
  /** A customer on a socket of their own, greeted and ready. */
  customer(tenant: TestTenant, session?: StartSessionReply): Promise<CustomerClient>
  stop(): Promise<void>
}

const ownSecretKey = Buffer.alloc(32, 7)
/** Short, so that tests do not wait; long enough that a burst sent at once is one burst. */
const testSettle = { quietMs: 30, longestMs: 2_000 }

/** Attune as it runs, on a database of its own and any free port. Stop it in `afterAll`. */
export async function startTestServer(options: ServerOptions = {}): Promise<TestServerHandle> {
  const database = options.beside ?? (await createTestDatabase())
  const log = options.log ?? silentLog()
  const secretKey = options.secretKey ?? ownSecretKey
  const clock = options.clock ?? systemClock
  const filesDirectory = options.filesDirectory ?? mkdtempSync(join(tmpdir(), 'attune-files-'))
  const modules = composeModules({
    urls: database.urls,
    secretKey,
    log,
    clock,
    poolSize: 6,
    privateHosts: options.privateHosts ?? [],
    modelGuards: options.modelGuards,
    filesDirectory,
    // A busy machine may be slow, and nobody waits here.
    questionVectorMs: options.questionVectorMs ?? 20_000,
    codePatienceMs: options.codePatienceMs,
    localModels: { directory: options.modelsDirectory, megabytes: 50, threads: 1 },
    toolFaults: options.toolFaults,
    answerFaults: options.answerFaults,
    ...(options.files === undefined ? {} : { files: options.files }),
  })
  const server: RunningServer = await serve(modules, {
    host: '127.0.0.1',
    port: 0,
    role: options.role ?? 'all',
    trustProxy: false,
    urls: database.urls,
    checkReplies: options.checkReplies ?? true,
    pages: options.pages ?? false,
  })
  const clients = new Set<CustomerClient>()

  const handle: TestServerHandle = {
    url: server.url,
    modules,
    database,
    async createTenant(policy) {
      const slug = `t-${randomBytes(5).toString('hex')}`
      const id = await createTenant(modules.database, clock, {
        slug,
        name: slug,
        locale: 'en',
        timeZone: 'UTC',
      })
      await modules.policies.update(
        'system',
        id,
        policyDocument.parse({ ...defaultPolicy, settle: testSettle, ...policy }),
        undefined,
      )
      const channelKey = `key-${slug}`
      await modules.channels.ensure(id, {
        key: channelKey,
        name: slug,
        settings: { limits: { sessionsPerMinute: 100_000, messagesPerMinute: 100_000 } },
      })
      return { id, slug, channelKey }
    },
    async createMember(tenant, role) {
      const email = `${role}-${randomBytes(4).toString('hex')}@example.com`
      const password = 'correct horse battery'
      const member = await modules.members.add('system', tenant.id, {
        email,
        name: `${role} ${email.slice(-16, -12)}`,
        role,
        password,
        // Journeys read the console in English, whatever the company speaks.
        locale: 'en',
      })
      const response = await fetch(`${server.url}/api/v1/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
      })
      const cookie = response.headers.get('set-cookie')?.split(';')[0]
      if (!response.ok || cookie === undefined) throw new Error(`could not sign in: ${await response.text()}`)
      return { email, password, cookie, memberId: member.id }
    },
    async teach(tenant, entries) {
      for (const entry of entries) await modules.knowledge.create('system', tenant.id, entry)
      const { wakeups, gate } = modules
      await trainTenant({ database: modules.database, clock, log, wakeups, gate }, tenant.id)
    },
    async call(route, input = {}) {
      const path = route.path.replace(/:(\w+)/g, (_, name: string) =>
        encodeURIComponent(input.params?.[name] ?? ''),
      )
      const query = input.query === undefined ? '' : `?${new URLSearchParams(input.query)}`
      const response = await fetch(`${server.url}/api/v1${path}${query}`, {
        method: route.method,
        headers: {
          ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(input.cookie === undefined ? {} : { cookie: input.cookie }),
          ...(input.bearer === undefined ? {} : { authorization: `Bearer ${input.bearer}` }),
          ...input.headers,
        },
        ...(input.body === undefined
          ? {}
          : { body: typeof input.body === 'string' ? input.body : JSON.stringify(input.body) }),
      })
      const text = await response.text()
      const json = /^application\/json\b/.test(response.headers.get('content-type') ?? '')
      return { status: response.status, body: json ? JSON.parse(text) : text, headers: response.headers }
    },
    async startSession(tenant, body = {}) {
      const response = await fetch(`${server.url}/api/v1/web-chat/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ channelKey: tenant.channelKey, ...body }),
      })
      if (!response.ok) throw new Error(await response.text())
      return (await response.json()) as StartSessionReply
    },
    async customer(tenant, session) {
      const client = new CustomerClient(server.url, session ?? (await handle.startSession(tenant)))
      clients.add(client)
      await client.connect()
      return client
    },
    async stop() {
      for (const client of clients) client.disconnect()
      await server.stop()
      if (options.beside === undefined) await database.close()
      if (options.filesDirectory === undefined) rmSync(filesDirectory, { recursive: true, force: true })
    },
  }
  return handle
}
