import { z } from 'zod'
import { reviewOutcome } from './answers/review-events.ts'
import { conversationEvent, owner } from './events.ts'
import {
  attachmentId,
  clientId,
  conversationId,
  customerId,
  decisionId,
  entryId,
  storableText,
  timestamp,
} from './ids.ts'
import { shownPassage } from './knowledge/articles.ts'
import { answerable, retrieval } from './knowledge/vectors.ts'
import { handoverReason, messagePart, messageTextLimit, passageSource } from './messages.ts'
import { emotion, safetyCue, urgency } from './mood.ts'
import { attachmentPart, mostAttachmentsPerMessage } from './parts/attachments.ts'
import { cardInput } from './parts/cards.ts'
import { sceneCause } from './policy.ts'
import { defineRoute, noBody, page, pageQuery } from './route.ts'
import { modelFailure, modelTiers } from './settings/models.ts'
import { mostSourcesPerMessage, usedSource } from './workspace/desk-knowledge.ts'
import { wrapUpInput } from './workspace/wrap-up.ts'

export const conversation = z.object({
  id: conversationId,
  customer: z.object({ id: customerId, name: z.string(), identified: z.boolean() }),
  channel: z.object({ id: z.uuid(), kind: z.string(), name: z.string() }),
  state: z.enum(['open', 'closed']),
  owner: owner.extend({ name: z.string().optional() }),
  ownerEpoch: z.int(),
  language: z.enum(['en', 'zh', 'other']).optional(),
  lastSeq: z.int(),
  session: z.int(),
  /** Plain text of the newest message, shortened. */
  preview: z.string(),
  previewFrom: z.enum(['customer', 'assistant', 'agent', 'system']),
  handoverReason: handoverReason.optional(),
  /** As the customer's last telling message says; absent where none told. */
  emotion: emotion.optional(),
  urgency: urgency.optional(),
  queuedAt: timestamp.optional(),
  /** When the customer began to wait for a person's answer. */
  waitingSince: timestamp.optional(),
  /** How the customer wants to be reached, where they left a message. */
  leftContact: z.string().optional(),
  customerReadSeq: z.int(),
  createdAt: timestamp,
  lastMessageAt: timestamp,
  closedAt: timestamp.optional(),
  /** In lists: the customer wrote something that the asking member has not seen. */
  unread: z.boolean().optional(),
})
export type Conversation = z.infer<typeof conversation>

const oneConversation = z.strictObject({ conversationId })

/** `replied`: an agent spoke last, it is the customer's turn. */
export const conversationViews = ['mine', 'queue', 'replied', 'assistant', 'open', 'closed'] as const
export type ConversationView = (typeof conversationViews)[number]
export const conversationSorts = ['newest', 'waiting'] as const
export type ConversationSort = (typeof conversationSorts)[number]

/** Closed conversations are counted up to here. */
export const mostClosedCounted = 10_000
/** How many conversations each view holds. */
export const conversationCounts = z.object({
  mine: z.int(),
  queue: z.int(),
  replied: z.int(),
  assistant: z.int(),
  open: z.int(),
  closed: z.int(),
})
export type ConversationCounts = z.infer<typeof conversationCounts>

export const listConversations = defineRoute('listConversations', 'GET', '/conversations', {
  access: 'conversations:read',
  summary:
    'Conversations of a view: the queue by longest wait, the others by the newest message unless `sort` says otherwise',
  query: z.strictObject({
    ...pageQuery,
    view: z.enum(conversationViews).default('open'),
    sort: z.enum(conversationSorts).optional(),
    channelId: z.uuid().optional(),
    language: z.enum(['en', 'zh', 'other']).optional(),
    /** Up to 100 ids, separated by commas: only those of them that belong to the view. */
    ids: z
      .string()
      .regex(/^[0-9a-f-]{36}(,[0-9a-f-]{36}){0,99}$/)
      .optional(),
  }),
  reply: page(conversation).extend({ counts: conversationCounts }),
})
export const getConversation = defineRoute('getConversation', 'GET', '/conversations/:conversationId', {
  access: 'conversations:read',
  summary: 'One conversation',
  params: oneConversation,
  reply: conversation,
})
export const listConversationEvents = defineRoute(
  'listConversationEvents',
  'GET',
  '/conversations/:conversationId/events',
  {
    access: 'conversations:read',
    summary: 'Events of a conversation in order, after a sequence number; `before` pages backwards',
    params: oneConversation,
    query: z.strictObject({
      after: z.coerce.number().int().min(0).optional(),
      before: z.coerce.number().int().min(1).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
    reply: z.object({ events: z.array(conversationEvent), lastSeq: z.int(), firstSeq: z.int() }),
  },
)
export const takeConversation = defineRoute(
  'takeConversation',
  'POST',
  '/conversations/:conversationId/take',
  {
    access: 'conversations:serve',
    summary: 'Become the owner; exactly one of two agents who try at once wins',
    params: oneConversation,
    body: z.strictObject({ ownerEpoch: z.int() }),
    reply: conversation,
  },
)
export const sendAgentMessage = defineRoute(
  'sendAgentMessage',
  'POST',
  '/conversations/:conversationId/messages',
  {
    access: 'conversations:serve',
    summary: 'Answer as the owning agent; repeat with the same clientId until acknowledged',
    params: oneConversation,
    body: z.strictObject({
      clientId,
      /** May be empty when something else is sent. */
      text: storableText(messageTextLimit),
      /** What the same member uploaded for this conversation and has not sent yet. */
      attachments: z.array(attachmentId).max(mostAttachmentsPerMessage).optional(),
      card: cardInput.optional(),
      /** Buttons; a click comes back as a customer message with `choice`. */
      options: z.array(storableText(120).trim().min(1)).min(1).max(8).optional(),
      /** Wording rules that warned and that the agent has confirmed for this text. */
      confirmedRules: z.array(z.uuid()).max(200).optional(),
      /** What of the knowledge it was made from; goes on record beside it, and is never shown to the customer. */
      sources: z.array(usedSource).max(mostSourcesPerMessage).optional(),
    }),
    reply: z.object({ seq: z.int(), duplicate: z.boolean() }),
  },
)
export const handBackConversation = defineRoute(
  'handBackConversation',
  'POST',
  '/conversations/:conversationId/hand-back',
  {
    access: 'conversations:serve',
    summary: 'Give the conversation back to the assistant (a new session begins) or to the queue',
    params: oneConversation,
    body: z.strictObject({ to: z.enum(['assistant', 'queue']) }),
    reply: conversation,
  },
)
export const closeConversation = defineRoute(
  'closeConversation',
  'POST',
  '/conversations/:conversationId/close',
  {
    access: 'conversations:serve',
    summary: 'Close; when the customer writes again a new session begins with the assistant',
    params: oneConversation,
    body: z.union([
      noBody,
      /** The newest event seen: when more was said since, nothing is closed. */
      z.strictObject({ lastSeq: z.int().min(0).optional(), wrapUp: wrapUpInput.optional() }),
    ]),
    reply: conversation,
  },
)
export const getHandoverSummary = defineRoute(
  'getHandoverSummary',
  'GET',
  '/conversations/:conversationId/summary',
  {
    access: 'conversations:read',
    summary: 'What the agent should know before answering, in the words said',
    params: oneConversation,
    reply: z.object({
      reason: handoverReason.optional(),
      emotion: emotion.optional(),
      urgency: urgency.optional(),
      /** The customer's key sentences of this session. */
      asked: z.array(z.object({ seq: z.int(), text: z.string() })),
      /** Order numbers, dates and amounts that the customer named, the newest eight. */
      facts: z.array(
        z.object({
          seq: z.int(),
          type: z.enum(['order-number', 'date', 'amount']),
          text: z.string(),
          /** Of dates: the days meant. */
          from: z.string().optional(),
          to: z.string().optional(),
        }),
      ),
      /** Pictures and files the customer sent in this session, the newest twelve. */
      attachments: z.array(z.object({ seq: z.int(), part: attachmentPart })),
      /** What was answered so far, by whom; `meanwhile`: while the customer waited for people. */
      said: z.array(
        z.object({
          seq: z.int(),
          by: z.enum(['assistant', 'agent']),
          text: z.string(),
          meanwhile: z.literal(true).optional(),
        }),
      ),
      /** While they waited, the customer said that they need nothing more. */
      settled: z.literal(true).optional(),
      /** Entries that came nearest, for the agent to use. */
      suggestions: z.array(
        z.object({ entryId, title: z.string(), probability: z.number(), answer: z.string() }),
      ),
    }),
  },
)

/** How sure the tier was and what it chose between. */
export const decisionCandidate = z.object({
  entryId,
  title: z.string(),
  probability: z.number(),
  evidence: z.object({ linear: z.number(), neighbours: z.number(), lexical: z.number() }),
})

export const decisionStep = z.object({
  /** `rewrite`: a model completed a follow-up; `consult`: models were asked; `propose`: a person is to approve it; `meanwhile`: nobody is there, and what may be said all the same. */
  name: z.enum([
    'understand',
    'retrieve',
    'decide',
    'procedure',
    'rewrite',
    'consult',
    'propose',
    'meanwhile',
    'draft',
    'check',
    'send',
  ]),
  /** Microseconds. */
  took: z.number(),
})

/** A tool that a model asked for in a turn, and what became of that. */
export const toolUse = z.object({
  tool: z.string(),
  kind: z.enum(['read', 'write']),
  /** `asked`: the customer was shown the card. */
  state: z.enum(['done', 'asked', 'refused', 'failed']),
  code: z.string().optional(),
  callId: z.uuid().optional(),
  tookMs: z.number(),
})
export type ToolUse = z.infer<typeof toolUse>

/** One thing that a model was asked in a turn. No text, neither of the question nor of the reply. */
export const consultation = z.object({
  tier: z.enum(modelTiers),
  task: z.string(),
  taskVersion: z.int(),
  /** What came of it; `drafted`: a person was to approve it; `stopped`: what it wrote did not pass its checks. */
  use: z.enum([
    'answered',
    'offered',
    'suggested',
    'drafted',
    'proposed',
    'asked-back',
    'handed-over',
    'nothing-fits',
    'not-used',
    'stopped',
    'failed',
  ]),
  /** Who replied, as the provider calls it. */
  model: z.string().optional(),
  failure: modelFailure.optional(),
  /** How sure it said it was, what it chose, and whether the local tier held the same for likeliest. */
  sure: z.string().optional(),
  entryId: entryId.optional(),
  agrees: z.boolean().optional(),
  /** What it called, in order. */
  toolUses: z.array(toolUse).optional(),
  /** What the customer saw of it, sentence by sentence, before it was whole; taken back where `use` is not `answered`. */
  shown: z.object({ sentences: z.int(), firstMs: z.number() }).optional(),
  /** Which checks a text did not pass. */
  stoppedBy: z.array(z.string()).optional(),
  /** How often such replies were right here: the measured share, what it is at least, and how many are known. */
  measured: z.object({ mean: z.number(), least: z.number(), known: z.int() }).optional(),
  tokens: z.object({ input: z.int(), output: z.int() }),
  cost: z.number(),
  tookMs: z.number(),
  /** Calls made for it, repairs and further models included. */
  calls: z.int(),
})
export type Consultation = z.infer<typeof consultation>

/** A draft that was not sent, since the customer wrote more meanwhile: where it was, what it would have been, and what was spent on it. */
export const droppedDraft = z.object({
  at: timestamp,
  /** The last customer message it was for. */
  inputTo: z.int(),
  why: z.literal('newer-message'),
  /** The step that the newer message ended or came behind; `send`: all was ready. */
  step: decisionStep.shape.name,
  outcome: z.enum(['answer', 'options', 'handover', 'small-talk', 'notice', 'procedure']),
  rule: z.string(),
  models: z.array(consultation).optional(),
  cost: z.object({ currency: z.string(), amount: z.number() }),
})
export type DroppedDraft = z.infer<typeof droppedDraft>

/** Why the assistant did what it did in one turn. Names versions, holds scores, copies no message text. */
export const decisionRecord = z.object({
  id: decisionId,
  conversationId,
  occurredAt: timestamp,
  /** Customer messages this turn answered: first and last sequence number. */
  inputFrom: z.int(),
  inputTo: z.int(),
  /** What was sent. */
  replySeq: z.int(),
  understood: z.object({
    language: z.enum(['en', 'zh', 'other']),
    wantsHuman: z.boolean(),
    smallTalk: z.string().optional(),
    /** How the customer feels and how soon it matters; absent on records from before it was read. */
    emotion: emotion.optional(),
    urgency: urgency.optional(),
    /** Cues of injected instructions and abuse, where there are any. */
    cues: z.array(safetyCue).optional(),
    inScope: z.number(),
    confidence: z.number(),
    /** Where earlier turns were needed to understand it: how, how many turns back, and that turn's last message. */
    context: z
      .object({
        kind: z.enum(['option', 'point', 'return', 'follow-up', 'rewritten']),
        turnsBack: z.int(),
        seq: z.int().optional(),
      })
      .optional(),
    features: z.record(z.string(), z.number()),
  }),
  found: z.array(decisionCandidate),
  /** Passages of documents with the words of the question, for people to read; no answer was made of them. */
  passages: z.array(shownPassage).optional(),
  decided: z.object({
    outcome: z.enum(['answer', 'options', 'handover', 'small-talk', 'notice', 'procedure']),
    /** The rule that fired, e.g. `confidence-at-or-above-threshold`. */
    rule: z.string(),
    scene: z.string(),
    /** What made it this scene; absent on records from before it was kept. */
    sceneCause: sceneCause.optional(),
    /** The precision the threshold was read from, where the scene aims at one. */
    targetPrecision: z.number().optional(),
    threshold: z.number(),
    offerThreshold: z.number(),
    confidence: z.number(),
    calibration: z.enum(['calibrated', 'not-yet-calibrated']),
    labelled: z.int(),
    reason: handoverReason.optional(),
    entryId: entryId.optional(),
    /** Where models were asked: what would have been done without them, and so why they were. */
    local: z
      .object({
        outcome: z.enum(['answer', 'options', 'handover']),
        rule: z.string(),
        confidence: z.number(),
        reason: handoverReason.optional(),
      })
      .optional(),
  }),
  /** Where a person was to approve the reply: what became of it, by whom, and after how long. */
  review: reviewOutcome.optional(),
  /** What models were asked, in order. */
  models: z.array(consultation).optional(),
  /** Where models were shown passages: how those were found. */
  retrieval: retrieval.optional(),
  answerable: answerable.optional(),
  /** What was looked at before sending, and the codes of what was wrong. */
  checks: z.array(
    z.object({ name: z.string(), passed: z.boolean(), reasons: z.array(z.string()).optional() }),
  ),
  versions: z.object({
    knowledge: z.int(),
    model: z.string(),
    policy: z.int(),
    engine: z.int(),
  }),
  tier: z.enum(['rule', 'local', 'small-model', 'large-model', 'human']),
  settleMs: z.number(),
  supersedes: z.int(),
  /** Drafts of before that were overtaken, oldest first; what they cost is not in `cost`. */
  dropped: z.array(droppedDraft).optional(),
  steps: z.array(decisionStep),
  cost: z.object({ currency: z.string(), amount: z.number() }),
  /** Of the request or frame that caused it: the same stands in the log lines of the server and in `x-request-id`. */
  correlationId: z.string().optional(),
})
export type DecisionRecord = z.infer<typeof decisionRecord>

export const getDecision = defineRoute(
  'getDecision',
  'GET',
  '/conversations/:conversationId/decisions/:decisionId',
  {
    access: 'conversations:read',
    summary: 'The decision record of one turn',
    params: z.strictObject({ conversationId, decisionId }),
    reply: decisionRecord,
  },
)

export const ask = defineRoute('ask', 'POST', '/ask', {
  access: 'knowledge:read',
  summary: 'Run the production pipeline on a question without a conversation, and show the whole record',
  body: z.strictObject({
    text: storableText(messageTextLimit).min(1),
    previous: z.array(storableText(messageTextLimit)).max(10).default([]),
  }),
  reply: z.object({
    outcome: z.enum(['answer', 'options', 'handover', 'small-talk', 'notice', 'procedure']),
    text: z.string(),
    /** The same with its looks, pictures and buttons. */
    parts: z.array(messagePart).optional(),
    options: z.array(z.object({ entryId: entryId.optional(), label: z.string() })),
    /** What of documents it was written from. */
    passages: z.array(passageSource).optional(),
    /** Where it goes to people: what a model would have answered, for the agent alone. */
    suggested: z.object({ text: z.string(), passages: z.array(passageSource) }).optional(),
    /** In a conversation a person would approve it first. */
    toApprove: z.boolean().optional(),
    decision: decisionRecord.omit({
      id: true,
      conversationId: true,
      replySeq: true,
      inputFrom: true,
      inputTo: true,
    }),
  }),
})
