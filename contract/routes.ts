import { z } from 'zod'
import * as answers from './answers/answer-api.ts'
import * as replyReviews from './answers/review.ts'
import * as conversations from './conversations.ts'
import { conversationEvent } from './events.ts'
import * as identityProviders from './identity-providers.ts'
import * as flywheel from './insights/flywheel.ts'
import * as reports from './insights/reports.ts'
import * as articles from './knowledge/articles.ts'
import * as knowledgeExpansion from './knowledge/expansion.ts'
import * as imports from './knowledge/imports.ts'
import * as knowledgeOrder from './knowledge/order.ts'
import * as knowledgePacks from './knowledge/packs.ts'
import * as knowledgeReview from './knowledge/review.ts'
import * as synonyms from './knowledge/synonyms.ts'
import * as passageVectors from './knowledge/vectors.ts'
import * as knowledge from './knowledge.ts'
import * as members from './members.ts'
import * as attachments from './parts/attachments.ts'
import * as tryStyle from './policy/try-style.ts'
import * as policy from './policy.ts'
import * as procedures from './procedures/procedures.ts'
import { defineRoute, type RouteDefinition } from './route.ts'
import * as search from './search.ts'
import * as guide from './settings/guide.ts'
import * as models from './settings/models.ts'
import * as privacy from './settings/privacy.ts'
import * as signIn from './sign-in.ts'
import * as tenants from './tenants.ts'
import * as codes from './tools/codes.ts'
import * as tools from './tools/tools.ts'
import * as calibration from './training/calibration.ts'
import * as frozenCases from './training/frozen-cases.ts'
import * as worklist from './training/worklist.ts'
import { customerFrame, startSessionBody, startSessionReply } from './web-chat.ts'
import * as workspace from './workspace.ts'

export const startWebChatSession = defineRoute('startWebChatSession', 'POST', '/web-chat/sessions', {
  access: 'public',
  summary: 'Start or continue a customer’s session on a page',
  body: startSessionBody,
  reply: startSessionReply,
})
export const sendWebChatFrame = defineRoute('sendWebChatFrame', 'POST', '/web-chat/frames', {
  access: 'customer',
  summary: 'Send one frame without a socket (message, choice, human, feedback, leave-message, close)',
  body: customerFrame,
  reply: z.object({ clientId: z.string().optional(), seq: z.int() }),
})
export const listWebChatEvents = defineRoute('listWebChatEvents', 'GET', '/web-chat/events', {
  access: 'customer',
  summary: 'The customer’s own events after a sequence number',
  query: z.strictObject({
    after: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(200),
    /** Wait up to this long for something new. */
    waitMs: z.coerce.number().int().min(0).max(25_000).default(0),
  }),
  reply: z.object({ events: z.array(conversationEvent), lastSeq: z.int() }),
})
export const getHealth = defineRoute('getHealth', 'GET', '/health', {
  access: 'public',
  summary: 'Whether this process can serve',
  reply: z.object({ ok: z.boolean(), version: z.string(), database: z.boolean(), uptimeSeconds: z.number() }),
})

const isRoute = (value: unknown): value is RouteDefinition =>
  typeof value === 'object' && value !== null && 'method' in value && 'access' in value && 'reply' in value

/** Every route of `/api/v1`. */
export const routes: readonly RouteDefinition[] = [
  getHealth,
  startWebChatSession,
  sendWebChatFrame,
  listWebChatEvents,
  ...Object.values<unknown>(attachments).filter(isRoute),
  ...[
    tenants,
    conversations,
    search,
    knowledge,
    policy,
    reports,
    flywheel,
    workspace,
    members,
    worklist,
    tools,
    codes,
    procedures,
    calibration,
    frozenCases,
    knowledgeOrder,
    knowledgeExpansion,
    knowledgePacks,
    synonyms,
    knowledgeReview,
    signIn,
    imports,
    identityProviders,
    articles,
    passageVectors,
    privacy,
    guide,
    models,
    answers,
    replyReviews,
    tryStyle,
  ].flatMap((module) => Object.values(module).filter(isRoute)),
]
