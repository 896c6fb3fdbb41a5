import { z } from 'zod'
import { errorCode } from './errors.ts'
import { conversationEvent } from './events.ts'
import {
  attachmentId,
  clientId,
  conversationId,
  customerId,
  language,
  locale,
  storableText,
  timestamp,
} from './ids.ts'
import { messageTextLimit } from './messages.ts'
import { mostAttachmentsPerMessage } from './parts/attachments.ts'

/**
 * The web-chat channel. A page starts a session over HTTP (`POST /api/v1/web-chat/sessions`), then opens the socket
 * `/api/v1/web-chat/socket`, sends `hello` and speaks JSON frames. Every frame that writes carries the client's own id and
 * may be repeated until it is acknowledged; every event carries `seq`, and `hello.after` resumes behind the last one seen.
 */
export const startSessionBody = z.strictObject({
  channelKey: z.string().min(1).max(100),
  /** A token from an earlier session of this browser: the same customer goes on. */
  token: z.string().max(4_000).optional(),
  /** JWT (HS256, signed with the channel's identity secret): { sub, name?, email?, exp }. */
  identity: z.string().max(4_000).optional(),
  locale: locale.optional(),
})

export const startSessionReply = z.object({
  /** Bearer of every later call and of `hello`. Keep it in the browser. */
  token: z.string(),
  customerId,
  conversationId,
  identified: z.boolean(),
  channel: z.object({
    name: z.string(),
    brandColor: z.string(),
    /** Instead of the name, in the languages it was written in. */
    title: z.partialRecord(language, z.string()).optional(),
    welcome: z.record(language, z.string()),
    /** Likely questions shown as buttons before the first message, per language. */
    hotQuestions: z.array(z.record(language, z.string())).max(6),
    /** Shown above the conversation while they last. */
    announcements: z
      .array(
        z.object({
          key: z.string(),
          text: z.record(language, z.string()),
          from: timestamp.optional(),
          until: timestamp.optional(),
        }),
      )
      .max(20)
      .optional(),
    /** Largest file that may be sent, in bytes; absent where an older server does not take any. */
    largestFile: z.int().optional(),
  }),
})
export type StartSessionReply = z.infer<typeof startSessionReply>

/** What the customer's client sends. */
export const customerFrame = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    token: z.string().max(4_000),
    /** Last sequence number this client has; 0 for all that is there (the last 200 events). */
    after: z.int().min(0),
  }),
  z.strictObject({
    type: z.literal('message'),
    clientId,
    /** May be empty when something is attached. */
    text: storableText(messageTextLimit),
    /** What this customer uploaded and has not sent yet. */
    attachments: z.array(attachmentId).max(mostAttachmentsPerMessage).optional(),
  }),
  /** A click on an option of the message with sequence `ofSeq`. */
  z.strictObject({
    type: z.literal('choice'),
    clientId,
    ofSeq: z.int().positive(),
    optionId: z.string().max(64),
  }),
  /** The always-visible "talk to a person". */
  z.strictObject({ type: z.literal('human'), clientId }),
  z.strictObject({ type: z.literal('feedback'), clientId, ofSeq: z.int().positive(), solved: z.boolean() }),
  z.strictObject({
    type: z.literal('leave-message'),
    clientId,
    name: storableText(200).optional(),
    contact: storableText(300),
    text: storableText(4_000),
  }),
  /** What the customer filled in for a tool, by the names of its fields. */
  z.strictObject({
    type: z.literal('tool-input'),
    clientId,
    callId: z.uuid(),
    values: z.record(z.string().max(64), storableText(500)),
  }),
  /** Accepts or declines a confirmation card; `inputHash` is of the card that was shown. */
  z.strictObject({
    type: z.literal('tool-confirm'),
    clientId,
    callId: z.uuid(),
    inputHash: z.string().max(100),
    accepted: z.boolean(),
  }),
  /** A button of an answer that begins a tool. */
  z.strictObject({
    type: z.literal('tool-start'),
    clientId,
    ofSeq: z.int().positive(),
    tool: z.string().max(64),
  }),
  /** A button of an answer that begins a procedure. */
  z.strictObject({
    type: z.literal('procedure-start'),
    clientId,
    ofSeq: z.int().positive(),
    procedure: z.uuid(),
  }),
  z.strictObject({ type: z.literal('close'), clientId }),
  /** Sent while the customer types (at most one a second) and with `on: false` when they stop. */
  z.strictObject({ type: z.literal('typing'), on: z.boolean() }),
  /** The customer has seen everything up to here. */
  z.strictObject({ type: z.literal('read'), seq: z.int().min(0) }),
  z.strictObject({ type: z.literal('ping') }),
])
export type CustomerFrame = z.infer<typeof customerFrame>

/** Where the customer stands while the conversation is in a queue. */
export const queueStatus = z.object({
  /** 1 = next. */
  position: z.int().positive(),
  /** Measured from recent waits; absent when nothing was measured yet. */
  expectedWaitSeconds: z.int().optional(),
  /** False: nobody is on duty; show the leave-message form. */
  onDuty: z.boolean(),
  /** When people are back, where hours say so. */
  backAt: timestamp.optional(),
  /** The zone `backAt` is meant in. */
  timeZone: z.string().optional(),
})
export type QueueStatus = z.infer<typeof queueStatus>

/** What the server sends to the customer's client. */
export const customerServerFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    conversationId,
    lastSeq: z.int(),
    owner: z.enum(['assistant', 'queue', 'agent']),
    closed: z.boolean(),
    queue: queueStatus.optional(),
    /** The highest sequence number the other side has seen. */
    readSeq: z.int(),
  }),
  z.object({
    type: z.literal('event'),
    event: conversationEvent,
    /** It follows directly on this one: what lies between is not for the customer. Absent: on `seq - 1`. */
    after: z.int().optional(),
  }),
  /** The frame with this clientId is committed (again, if it was repeated). */
  z.object({ type: z.literal('ack'), clientId, seq: z.int() }),
  z.object({
    type: z.literal('error'),
    code: errorCode,
    message: z.string(),
    parameters: z.record(z.string(), z.union([z.string(), z.number()])),
    clientId: clientId.optional(),
  }),
  z.object({ type: z.literal('typing'), by: z.enum(['assistant', 'agent']), on: z.boolean() }),
  /**
   * The reply being written to the message `ofSeq`, as far as it is checked, from its beginning: each replaces the one before. It is
   * no part of the log, and over with the next message of the other side, when `typing` ends, or when the owner changes.
   */
  z.object({ type: z.literal('writing'), ofSeq: z.int(), text: z.string() }),
  z.object({ type: z.literal('queue'), queue: queueStatus.optional() }),
  z.object({ type: z.literal('read'), seq: z.int() }),
  z.object({ type: z.literal('pong') }),
])
export type CustomerServerFrame = z.infer<typeof customerServerFrame>
