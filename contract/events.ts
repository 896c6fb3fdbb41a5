import { z } from 'zod'
import { reviewEventBodies } from './answers/review-events.ts'
import {
  clientId,
  conversationId,
  decisionId,
  entryId,
  eventId,
  memberId,
  storableText,
  timestamp,
} from './ids.ts'
import { handoverReason, messagePart, passageSource, source } from './messages.ts'
import { meanwhileEventBodies } from './policy/meanwhile.ts'
import { procedureEventBodies, procedureReply } from './procedures/procedure-events.ts'
import { toolEventBodies } from './tools/tool-events.ts'

export const actor = z.object({
  kind: z.enum(['customer', 'assistant', 'agent', 'system']),
  /** Customer or member id; absent for assistant and system. */
  id: z.uuid().optional(),
  /** Shown to the other side. */
  name: z.string().optional(),
})
export type Actor = z.infer<typeof actor>

export const owner = z.object({
  kind: z.enum(['assistant', 'queue', 'agent']),
  /** The agent's member id when `kind` is agent. */
  id: z.uuid().optional(),
})
export type Owner = z.infer<typeof owner>

/** Longest internal note. */
export const noteTextLimit = 4_000

export const assistantMessageKind = z.enum([
  'answer',
  'options',
  'handover',
  'small-talk',
  'notice',
  'procedure',
])
export type AssistantMessageKind = z.infer<typeof assistantMessageKind>

/** Bodies by event type. `version` of the envelope is 1 for all of these. */
export const eventBodies = {
  'session-started': z.object({
    session: z.int(),
    reason: z.enum(['first-contact', 'reopened', 'handed-back']),
  }),
  'customer-message': z.object({
    parts: z.array(messagePart).min(1).max(20),
    /** Present when the customer clicked an option offered in the message with this sequence number. */
    choice: z.object({ ofSeq: z.int(), optionId: z.string() }).optional(),
    /** Present when the customer began a procedure, or filled in its form. */
    procedure: procedureReply.optional(),
    /** The customer’s own token told of a young proof of who they are, when this was received. */
    proven: z.literal(true).optional(),
    /** When they last entered a one-time code beside it. */
    codedAt: timestamp.optional(),
  }),
  'assistant-message': z.object({
    kind: assistantMessageKind,
    parts: z.array(messagePart).min(1).max(20),
    /** The decision record of the turn, where one was made. */
    decisionId: decisionId.optional(),
    entryId: entryId.optional(),
    sources: z.array(source).max(10),
    /** What of documents an answer was written from. */
    passages: z.array(passageSource).max(10).optional(),
    /** P(right and in scope), 0..1; present on answers. */
    confidence: z.number().optional(),
    /** Milliseconds the turn waited for the burst to end. */
    settleMs: z.number().optional(),
    handoverReason: handoverReason.optional(),
  }),
  'agent-message': z.object({ parts: z.array(messagePart).min(1).max(20) }),
  'owner-changed': z.object({
    from: owner,
    to: owner,
    reason: z.enum([
      ...handoverReason.options,
      'taken',
      'handed-back',
      'returned-to-queue',
      'transferred',
      'closed',
      'reopened',
    ]),
    /** Name of the agent it was transferred to. */
    toName: z.string().optional(),
  }),
  'feedback-given': z.object({ ofSeq: z.int(), solved: z.boolean() }),
  'message-left': z.object({
    name: storableText(200).optional(),
    contact: storableText(300),
    text: storableText(4_000),
  }),
  'conversation-closed': z.object({ reason: z.enum(['agent', 'customer', 'idle']) }),
  /** Of staff for staff: no customer ever receives it. */
  'note-added': z.object({
    text: storableText(noteTextLimit),
    /** Members named in the text, by the name they went by. */
    mentions: z.array(z.object({ id: memberId, name: z.string() })).max(20),
  }),
  /** Internal: what the conversation was about, said when closing it. */
  'wrapped-up': z.object({
    session: z.int(),
    categoryId: z.uuid(),
    /** Names from the top of the tree down, as they were then. */
    category: z.array(z.object({ en: z.string(), zh: z.string() })),
    resolved: z.boolean(),
    note: z.string().optional(),
  }),
  /** Internal: the agent sent a message although these rules had warned. It follows on the message. */
  'wording-confirmed': z.object({
    rules: z.array(z.object({ id: z.uuid(), name: z.string(), words: z.string() })).max(200),
  }),
  /** Internal: what of the knowledge the agent put into a message. It follows on the message. */
  'knowledge-used': z.object({
    sources: z
      .array(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('entry'), entryId, entryVersion: z.int(), title: z.string() }),
          z.object({
            kind: z.literal('passage'),
            articleId: z.uuid(),
            passageId: z.uuid(),
            number: z.int(),
            title: z.string(),
          }),
        ]),
      )
      .min(1)
      .max(20),
  }),
  ...toolEventBodies,
  ...reviewEventBodies,
  ...procedureEventBodies,
  ...meanwhileEventBodies,
  /** Internal: what a model would have answered, checked, for the agent who takes over. It follows on the handover. */
  'reply-suggested': z.object({
    parts: z.array(messagePart).min(1).max(20),
    /** None where it was looked up with the company's tools. */
    passages: z.array(passageSource).max(10),
    decisionId,
  }),
} as const

export type EventType = keyof typeof eventBodies
export const eventType = z.enum(Object.keys(eventBodies) as [EventType, ...EventType[]])
export type EventBody<Type extends EventType> = z.infer<(typeof eventBodies)[Type]>

/** Event types a customer's own client receives; the rest is internal. */
export const customerVisibleEvents: ReadonlySet<EventType> = new Set<EventType>([
  'session-started',
  'customer-message',
  'assistant-message',
  'agent-message',
  'owner-changed',
  'feedback-given',
  'message-left',
  'conversation-closed',
  'tool-form-asked',
  'tool-confirmation-asked',
  'tool-confirmed',
  'tool-approval-asked',
  'tool-approved',
  'tool-settled',
  'tool-proof-asked',
  'tool-proved',
])

const envelope = {
  id: eventId,
  version: z.int(),
  conversationId,
  /** Position in the conversation: 1, 2, 3 … without gaps. */
  seq: z.int().positive(),
  occurredAt: timestamp,
  actor,
  clientId: clientId.optional(),
  /** Set when the content was erased on request; the body then holds no personal text. */
  redacted: z.boolean().optional(),
}

export const conversationEvent = z.discriminatedUnion('type', [
  z.object({ ...envelope, type: z.literal('session-started'), body: eventBodies['session-started'] }),
  z.object({ ...envelope, type: z.literal('customer-message'), body: eventBodies['customer-message'] }),
  z.object({ ...envelope, type: z.literal('assistant-message'), body: eventBodies['assistant-message'] }),
  z.object({ ...envelope, type: z.literal('agent-message'), body: eventBodies['agent-message'] }),
  z.object({ ...envelope, type: z.literal('owner-changed'), body: eventBodies['owner-changed'] }),
  z.object({ ...envelope, type: z.literal('feedback-given'), body: eventBodies['feedback-given'] }),
  z.object({ ...envelope, type: z.literal('message-left'), body: eventBodies['message-left'] }),
  z.object({ ...envelope, type: z.literal('conversation-closed'), body: eventBodies['conversation-closed'] }),
  z.object({ ...envelope, type: z.literal('note-added'), body: eventBodies['note-added'] }),
  z.object({ ...envelope, type: z.literal('wrapped-up'), body: eventBodies['wrapped-up'] }),
  z.object({ ...envelope, type: z.literal('wording-confirmed'), body: eventBodies['wording-confirmed'] }),
  z.object({ ...envelope, type: z.literal('knowledge-used'), body: eventBodies['knowledge-used'] }),
  z.object({ ...envelope, type: z.literal('reply-suggested'), body: eventBodies['reply-suggested'] }),
  z.object({ ...envelope, type: z.literal('tool-form-asked'), body: eventBodies['tool-form-asked'] }),
  z.object({
    ...envelope,
    type: z.literal('tool-confirmation-asked'),
    body: eventBodies['tool-confirmation-asked'],
  }),
  z.object({ ...envelope, type: z.literal('tool-confirmed'), body: eventBodies['tool-confirmed'] }),
  z.object({ ...envelope, type: z.literal('tool-approval-asked'), body: eventBodies['tool-approval-asked'] }),
  z.object({ ...envelope, type: z.literal('tool-approved'), body: eventBodies['tool-approved'] }),
  z.object({ ...envelope, type: z.literal('tool-settled'), body: eventBodies['tool-settled'] }),
  z.object({ ...envelope, type: z.literal('tool-proof-asked'), body: eventBodies['tool-proof-asked'] }),
  z.object({ ...envelope, type: z.literal('tool-proved'), body: eventBodies['tool-proved'] }),
  z.object({ ...envelope, type: z.literal('tool-read'), body: eventBodies['tool-read'] }),
  z.object({ ...envelope, type: z.literal('reply-held'), body: eventBodies['reply-held'] }),
  z.object({ ...envelope, type: z.literal('reply-reviewed'), body: eventBodies['reply-reviewed'] }),
  z.object({ ...envelope, type: z.literal('procedure-changed'), body: eventBodies['procedure-changed'] }),
  z.object({ ...envelope, type: z.literal('meanwhile-noted'), body: eventBodies['meanwhile-noted'] }),
])
export type ConversationEvent = z.infer<typeof conversationEvent>
