import { z } from 'zod'
import { conversationCounts } from './conversations.ts'
import { conversationId } from './ids.ts'

/**
 * The console's socket `/api/v1/realtime` (session cookie). It carries ids and sequence numbers, not content: the console
 * fetches over HTTP, so that permission is decided in one place. But for `assistant-writing`, which is kept nowhere to be fetched from.
 */
export const consoleFrame = z.discriminatedUnion('type', [
  /** Watch one conversation's events and typing; replaces nothing, may be sent for several. */
  z.strictObject({ type: z.literal('watch'), conversationId }),
  z.strictObject({ type: z.literal('unwatch'), conversationId }),
  z.strictObject({
    type: z.literal('typing'),
    conversationId,
    on: z.boolean(),
    /** An internal note: colleagues are told, the customer is not. */
    note: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('read'), conversationId, seq: z.int().min(0) }),
  z.strictObject({ type: z.literal('presence'), state: z.enum(['online', 'away']) }),
  z.strictObject({ type: z.literal('ping') }),
])
export type ConsoleFrame = z.infer<typeof consoleFrame>

export const consoleServerFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), presence: z.enum(['online', 'away']) }),
  /** A conversation of the tenant has new events or a new owner: fetch it again. */
  z.object({
    type: z.literal('conversation-changed'),
    conversationId,
    lastSeq: z.int(),
    owner: z.object({ kind: z.enum(['assistant', 'queue', 'agent']), id: z.string().optional() }),
    state: z.enum(['open', 'closed']),
  }),
  /** How many conversations each view of this member holds now. */
  z.object({ type: z.literal('counts'), counts: conversationCounts }),
  /** This member has read so far, in another page of theirs. */
  z.object({ type: z.literal('seen'), conversationId, seq: z.int() }),
  z.object({ type: z.literal('customer-typing'), conversationId, on: z.boolean() }),
  z.object({ type: z.literal('customer-read'), conversationId, seq: z.int() }),
  /** The assistant writes to the customer, said again while it lasts; and what they see of it so far, sentence by sentence. */
  z.object({
    type: z.literal('assistant-writing'),
    conversationId,
    on: z.boolean(),
    shown: z.object({ ofSeq: z.int(), text: z.string() }).optional(),
  }),
  z.object({ type: z.literal('agent-typing'), conversationId, memberId: z.string(), on: z.boolean() }),
  /** Another member has the conversation open, or has left it. Said again while it lasts. */
  z.object({ type: z.literal('agent-viewing'), conversationId, memberId: z.string(), on: z.boolean() }),
  /** Something new for this member: a mention, a conversation handed to them. Fetch the notifications again. */
  z.object({ type: z.literal('notified'), conversationId }),
  /** Drafts that wait for approval have come or gone. */
  z.object({ type: z.literal('reviews-changed') }),
  z.object({ type: z.literal('presence-changed') }),
  z.object({ type: z.literal('knowledge-changed') }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
  z.object({ type: z.literal('pong') }),
])
export type ConsoleServerFrame = z.infer<typeof consoleServerFrame>
