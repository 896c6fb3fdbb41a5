import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { getHealth, routes } from '../../contract/index.ts'
import {
  addAnsweringRoutes,
  addReplyReviewRoutes,
  answerTurn,
  startTurnScheduler,
} from '../answering/index.ts'
import { addAttachmentRoutes, sweepTask } from '../attachments/index.ts'
import { addChannelRoutes, addWebChatRoutes, serveCustomerSockets } from '../channels/index.ts'
import { addCodeRoutes } from '../codes/index.ts'
import { addConversationRoutes, returnDeserted, takeInMessages, tickIdle } from '../conversations/index.ts'
import { addInsightRoutes, projectInsights } from '../insights/index.ts'
import {
  addArticleRoutes,
  addImportRoutes,
  addKnowledgeRoutes,
  addSynonymRoutes,
  applyImportJob,
  embedPassagesJob,
  questionsOf,
  readArticleJob,
  readImportJob,
  tickValidity,
} from '../knowledge/index.ts'
import { addModelRoutes } from '../models/index.ts'
import { addPhrasingRoutes } from '../phrasing/index.ts'
import type { DatabaseUrls } from '../platform/db/index.ts'
import { type Caller, createHttpServer, describeOpenApi, RateLimiter } from '../platform/http/index.ts'
import { type JobRunner, startJobs } from '../platform/jobs/index.ts'
import { openPace } from '../platform/pace/index.ts'
import { createSocketServer } from '../platform/realtime/index.ts'
import { addPolicyRoutes } from '../policy/index.ts'
import { addProcedureRoutes } from '../procedures/index.ts'
import {
  addIdentityProviderRoutes,
  addSecondFactorRoutes,
  addTenantRoutes,
  listTenants,
  openIdempotency,
} from '../tenants/index.ts'
import { addToolRoutes } from '../tools/index.ts'
import {
  addExpansionRoutes,
  addFrozenCaseRoutes,
  addTrainingRoutes,
  expandEntriesJob,
  learnSynonymsJob,
  readTraffic,
  requestSynonyms,
  updateWorklistJob,
} from '../training/index.ts'
import {
  addPackRoutes,
  addUnderstandingRoutes,
  matchPacksJob,
  trainModelJob,
} from '../understanding/index.ts'
import { addWorkspaceRoutes, serveConsoleSockets } from '../workspace/index.ts'
import { startClockwork } from './clockwork.ts'
import type { Modules } from './compose.ts'
import { addGuideRoutes, rememberTried } from './guide.ts'
import { addPages } from './pages.ts'
import { retentionTask } from './privacy/retention.ts'
import { addPrivacyRoutes } from './privacy/routes.ts'
import { version } from './version.ts'

/** Hints between processes are not worth a longer wait for who starts. */
const wakeupsPatienceMs = 5_000
const mostWarmed = 20

export interface ServeOptions {
  host: string
  port: number
  publicUrl?: string | undefined
  role: 'all' | 'web' | 'worker'
  trustProxy: boolean
  /** Where the command line leaves word of its last backup. */
  dataDirectory?: string | undefined
  urls: DatabaseUrls
  /** No other process can be serving on this database, as with the embedded one. */
  alone?: boolean
  checkReplies?: boolean
  /** Whether pages (console, widget, demo companies) are served, too. */
  pages?: boolean
}

export interface RunningServer {
  /** Where it listens, e.g. http://127.0.0.1:8600. */
  url: string
  stop(): Promise<void>
}

/** Puts the modules to work: HTTP, sockets, turns, durable jobs and the clock, as the role wants. */
export async function serve(modules: Modules, options: ServeOptions): Promise<RunningServer> {
  const { database, clock, log, understanding, policies, queue } = modules
  const ownOrigins = options.publicUrl === undefined ? [] : [new URL(options.publicUrl).origin]
  const authenticate = (request: IncomingMessage) => authenticateAny(modules, request)
  const http = createHttpServer({
    log,
    hooks: { authenticate, ...openIdempotency(modules) },
    ownOrigins,
    trustProxy: options.trustProxy,
    checkReplies: options.checkReplies ?? false,
  })
  const begun = performance.now()
  http.route(getHealth, async () => {
    const alive = await sql`select 1`.execute(database.unscoped).then(
      () => true,
      () => false,
    )
    return {
      ok: alive,
      version,
      database: alive,
      uptimeSeconds: Math.round((performance.now() - begun) / 1000),
    }
  })
  const shared = { ...modules, http, log: modules.log }
  addTenantRoutes({
    ...modules,
    http,
    secure: options.publicUrl?.startsWith('https:') ?? false,
  })
  addSecondFactorRoutes(shared)
  addIdentityProviderRoutes({
    ...shared,
    ownOrigins,
    publicUrl: options.publicUrl,
    secure: options.publicUrl?.startsWith('https:') ?? false,
  })
  addPrivacyRoutes({ ...shared, dataDirectory: options.dataDirectory })
  addPolicyRoutes(shared)
  addChannelRoutes(shared)
  addAttachmentRoutes(shared)
  addConversationRoutes(shared)
  addKnowledgeRoutes(shared)
  addImportRoutes(shared)
  addArticleRoutes(shared)
  addPackRoutes(shared)
  addSynonymRoutes(shared)
  addUnderstandingRoutes(shared)
  addAnsweringRoutes({ ...shared, onAsked: (tenantId) => rememberTried(modules, tenantId) })
  addReplyReviewRoutes(shared)
  addGuideRoutes(shared)
  addWorkspaceRoutes(shared)
  addInsightRoutes(shared)
  addModelRoutes(shared)
  addPhrasingRoutes(shared)
  addTrainingRoutes(shared)
  addFrozenCaseRoutes(shared)
  addToolRoutes(shared)
  addProcedureRoutes(shared)
  addExpansionRoutes(shared)
  const receiving = { ...modules, log: modules.conversationLog, limiter: new RateLimiter() }
  addCodeRoutes({ ...shared, limiter: receiving.limiter, ownOrigins })
  addWebChatRoutes({
    ...receiving,
    http,
    ownOrigins,
    hotQuestions: async (tenantId, keys, byUse) =>
      questionsOf(database, tenantId, byUse ? await mostUsedFirst(modules, tenantId, keys) : keys),
  })
  refuseMissingRoutes(http.added)
  const openApi = describeOpenApi(routes, version)
  http.fastify.get('/api/v1/openapi.json', async () => openApi)
  if (options.pages !== false) await addPages(http.fastify, modules)

  const sockets = createSocketServer(http.fastify.server)
  const customerSockets = serveCustomerSockets({
    ...receiving,
    sockets,
    queue,
    serverLog: log,
    ownOrigins,
    trustProxy: options.trustProxy,
  })
  const consoleSockets = serveConsoleSockets({
    ...modules,
    log: modules.conversationLog,
    sockets,
    serverLog: log,
    ownOrigins,
    authenticate,
    reviewsChanged: modules.replyReviews.changed,
  })
  const answering = {
    database,
    clock,
    log: modules.conversationLog,
    policies,
    understanding,
    passageSearch: modules.passageSearch,
    customers: modules.customers,
    queue,
    serverLog: log,
    tools: modules.tools,
    procedures: modules.procedures,
    asking: {
      models: modules.models,
      ledger: modules.tierLedger,
      passageSearch: modules.passageSearch,
      wordingRules: modules.wordingRules,
      signals: modules.signals,
      processId: modules.processId,
      faults: modules.answerFaults,
    },
  }
  const scheduler = startTurnScheduler({
    ...answering,
    signals: modules.signals,
    processId: modules.processId,
    answer: (at) => answerTurn(answering, at),
    longestMs: policies.longestSettleMs,
  })
  // What other processes write is told here, too: all of them together know how busy it is.
  const { happened, pace } = openPace()
  const stopListening = modules.conversationLog.committed.subscribe(happened)
  const clockwork = await startClockwork(modules, {
    role: options.role,
    alone: options.alone ?? false,
    tasks:
      options.role === 'web'
        ? []
        : [
            () => takeInMessages(database, pace),
            (now) => tickIdle({ database, log: modules.conversationLog, policies }, now),
            (now) => returnDeserted({ database, log: modules.conversationLog, queue: modules.queue }, now),
            (now) => tickValidity(modules, now),
            retentionTask({ ...modules, log }),
            sweepTask({ database, store: modules.files, log }),
            () => projectInsights({ database, clock, pace }),
            (now) => modules.tools.resume(now),
            (now) => modules.replyReviews.tend(now),
            (now) => modules.procedures.tick(now),
          ],
  })
  let jobs: JobRunner | undefined
  if (options.role !== 'web') {
    jobs = await startJobs({
      connectionString: options.urls.jobs,
      alone: options.alone ?? false,
      log,
      replaceable: [
        'train-model',
        'match-packs',
        'update-worklist',
        'expand-entries',
        'embed-passages',
        'learn-synonyms',
      ],
      handlers: {
        'train-model': trainModelJob({
          database,
          clock,
          log,
          wakeups: modules.wakeups,
          traffic: readTraffic,
          gate: modules.gate,
          onTrained: requestSynonyms,
        }),
        'match-packs': matchPacksJob(modules),
        'update-worklist': updateWorklistJob({ database, clock, knowledge: modules.knowledge }),
        'expand-entries': expandEntriesJob(modules),
        'embed-passages': embedPassagesJob(modules),
        'learn-synonyms': learnSynonymsJob({ database, clock, log }),
        'read-import': readImportJob(modules),
        'read-article': readArticleJob(modules),
        'apply-import': applyImportJob(modules),
      },
    })
  }
  // A worker serves nobody; it answers for its health on this machine alone.
  const serving = options.role !== 'worker'
  // What is told before, nobody hears: of what passes and is not kept, nothing would ever be known elsewhere.
  await modules.wakeups.connected(wakeupsPatienceMs)
  const host = serving ? options.host : '127.0.0.1'
  await http.fastify.listen({ host, port: serving ? options.port : 0 })
  const warming = warmUp(modules)
  const { port } = http.fastify.server.address() as AddressInfo
  const shownHost = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return {
    url: `http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${port}`,
    async stop() {
      await warming
      await sockets.close()
      await http.fastify.close()
      await scheduler.stop()
      customerSockets.close()
      consoleSockets.close()
      await jobs?.stop()
      await clockwork.stop()
      stopListening()
      await modules.close()
    },
  }
}

async function authenticateAny({ signIns, tokens }: Modules, request: IncomingMessage): Promise<Caller> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  // A JWT has dots, an API key has none.
  if (bearer?.includes('.')) return tokens.verify(bearer)
  return signIns.authenticateStaff(request)
}

/** Keys of entries by how often they answered of late; those nobody asked for stay behind in their order. */
async function mostUsedFirst(
  { entryUse }: Modules,
  tenantId: string,
  keys: readonly string[],
): Promise<string[]> {
  const use = new Map((await entryUse.read(tenantId)).map((one) => [one.key, one.count]))
  return [...keys].sort((a, b) => (use.get(b) ?? 0) - (use.get(a) ?? 0))
}

/** Loads the knowledge of the first tenants, so that their first customer does not wait for it. */
async function warmUp({ database, understanding, packs, log }: Modules): Promise<void> {
  let count = 0
  try {
    for await (const { tenantId, knowledge } of listTenants(database)) {
      if (count >= mostWarmed) return
      if (knowledge === 0) continue
      count += 1
      await understanding.current(tenantId)
      await packs.freshen(tenantId)
    }
  } catch (error) {
    log.debug({ err: error }, 'warming up was cut short')
  }
}

/** What the contract promises has to be there: a forgotten route stops the start. */
function refuseMissingRoutes(added: ReadonlySet<string>): void {
  const missing = routes.filter((route) => !added.has(route.name)).map((route) => route.name)
  if (missing.length > 0) throw new Error(`routes of the contract without a handler: ${missing.join(', ')}`)
}
