import {
  answerQuestion,
  ask as askRoute,
  callMcp,
  getDecision,
  trySentence as trySentenceRoute,
  tryStyle as tryStyleRoute,
} from '../../contract/index.ts'
import type { Customers } from '../customers/index.ts'
import type { PassageSearch } from '../knowledge/index.ts'
import type { Models } from '../models/index.ts'
import type { WordingRules } from '../phrasing/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { type HttpServer, readJson } from '../platform/http/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Policies } from '../policy/index.ts'
import type { Understanding } from '../understanding/index.ts'
import { giveAnswer } from './answer-api/give-answer.ts'
import { ask } from './ask.ts'
import { readDecision } from './decisions.ts'
import type { TierLedger } from './tiers/tier-ledger.ts'
import { trySentence } from './try-sentence.ts'
import { tryStyle } from './try-style.ts'

export function addAnsweringRoutes(options: {
  http: HttpServer
  database: Database
  clock: Clock
  customers: Customers
  policies: Policies
  understanding: Understanding
  passageSearch: PassageSearch
  models: Models
  tierLedger: TierLedger
  wordingRules: WordingRules
  log: Log
  /** Somebody tried a question. */
  onAsked?(tenantId: string): Promise<void>
}): void {
  const { http } = options
  http.route(askRoute, async ({ caller, body }) => {
    const answer = await ask(options, caller.tenantId, body)
    await options.onAsked?.(caller.tenantId)
    return answer
  })
  http.route(trySentenceRoute, ({ caller, body }) => trySentence(options, caller.tenantId, body))
  http.route(tryStyleRoute, async ({ body }) => tryStyle(body))
  http.route(answerQuestion, ({ caller, body }) => giveAnswer(options, caller.tenantId, body))
  http.route(callMcp, async ({ caller, request, reply }) => {
    // Read when somebody asks: most companies never do, and it is a large library.
    const { answerMcp } = await import('./answer-api/mcp-server.ts')
    const body = readJson((request.body ?? Buffer.alloc(0)) as Buffer)
    const answer = await answerMcp({ headers: request.headers, body }, (question) =>
      giveAnswer(options, caller.tenantId, question),
    )
    reply.code(answer.status)
    return answer.body
  })
  http.route(getDecision, ({ caller, params }) =>
    readDecision(options, caller.tenantId, params.conversationId, params.decisionId),
  )
}
