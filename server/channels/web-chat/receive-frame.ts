import {
  type CustomerFrame,
  type MessagePart,
  type ProcedureReply,
  previewText,
  wayFor,
} from '../../../contract/index.ts'
import { detectLanguage, wantsHuman } from '../../../language/index.ts'
import type { Attachments } from '../../attachments/index.ts'
import {
  type Change,
  type ConversationLog,
  closeChange,
  findCustomerOf,
  moodChange,
  type Queue,
  readEvents,
  type Signals,
  type WriteResult,
} from '../../conversations/index.ts'
import { isProven } from '../../customers/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'
import { ApiError, type CustomerCaller, type RateLimiter } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { Policies } from '../../policy/index.ts'
import type { Channels } from '../channels.ts'

export interface ReceiveDependencies {
  database: Database
  clock: Clock
  log: ConversationLog
  policies: Policies
  channels: Channels
  signals: Signals
  queue: Queue
  attachments: Attachments
  limiter: RateLimiter
  /** Takes what a customer says about tools: forms and confirmations. */
  tools: ToolFrames
  /** What a customer does about a procedure is a message of theirs. */
  procedures: ProcedureFrames
}

/** Tools stand beside channels; which ones take the frames is filled in from above. */
export interface ToolFrames {
  receive(caller: CustomerCaller, frame: ToolFrame): Promise<number>
}
/** Procedures stand above channels. */
export interface ProcedureFrames {
  /** The button's words, where a message of the conversation offers the procedure. */
  offered(caller: CustomerCaller, frame: ProcedureStart): Promise<string>
  /** The fields of the form with this id, where a procedure asked it. */
  formOf(
    caller: CustomerCaller,
    formId: string,
  ): Promise<{ name: string; label: string; options?: { value: string; label: string }[] }[] | undefined>
}
type ProcedureStart = Extract<CustomerFrame, { type: 'procedure-start' }>
type ToolFrame = Extract<CustomerFrame, { type: 'tool-start' | 'tool-input' | 'tool-confirm' }>

/** Frames that write something and are acknowledged. */
export type WritingFrame = Extract<CustomerFrame, { clientId: string }>

/** What "talk to a person" says in the log when it was tapped, not typed. */
const humanRequest = { en: 'I would like to talk to a person', zh: '转人工' } as const

/** Writes what a customer sent. Resolves after the commit with its sequence number; a repeated frame gives the same. */
export async function receiveFrame(
  dependencies: ReceiveDependencies,
  caller: CustomerCaller,
  frame: WritingFrame,
): Promise<number> {
  const { clock, channels, limiter } = dependencies
  const channel = await channels.byId(caller.tenantId, caller.channelId)
  const wait = limiter.take(
    caller.conversationId,
    channel.settings.limits.messagesPerMinute,
    clock.now().getTime(),
  )
  if (wait > 0) throw new ApiError('request/rate-limited', { retryAfterSeconds: wait })
  switch (frame.type) {
    case 'message':
      return receiveMessage(dependencies, caller, frame)
    case 'choice':
      return receiveChoice(dependencies, caller, frame)
    case 'human':
      return receiveHuman(dependencies, caller, frame.clientId)
    case 'feedback':
      return receiveFeedback(dependencies, caller, frame)
    case 'leave-message':
      return receiveLeftMessage(dependencies, caller, frame)
    case 'tool-input':
      return receiveInput(dependencies, caller, frame)
    case 'tool-start':
    case 'tool-confirm':
      return dependencies.tools.receive(caller, frame)
    case 'procedure-start':
      return receiveStart(dependencies, caller, frame)
    case 'close':
      return receiveClose(dependencies, caller, frame.clientId)
  }
}

async function write(log: ConversationLog, change: Change): Promise<WriteResult> {
  try {
    return await log.write(change)
  } catch (error) {
    // A conversation closed long ago cannot be reopened beside a newer open one of the same customer.
    if ((error as { code?: string }).code === '23505') throw new ApiError('conversation/closed')
    throw error
  }
}

function seqOf(result: WriteResult): number {
  if (result.outcome === 'written' || result.outcome === 'duplicate') return result.seq
  if (result.outcome === 'not-found') throw new ApiError('customer/token-invalid')
  // Not the end of the log: that may be something the customer never receives.
  return result.state?.lastCustomerSeq ?? 0
}

function customerMessage(
  caller: CustomerCaller,
  now: Date,
  message: {
    clientId: string
    parts: MessagePart[]
    text: string
    choice?: { ofSeq: number; optionId: string }
    procedure?: ProcedureReply
  },
  turn: Change['turn'] & object,
): Change {
  return {
    tenantId: caller.tenantId,
    conversationId: caller.conversationId,
    at: now,
    byCustomer: true,
    events: [
      {
        type: 'customer-message',
        actor: { kind: 'customer', id: caller.customerId },
        clientId: message.clientId,
        body: {
          parts: message.parts,
          ...(message.choice === undefined ? {} : { choice: message.choice }),
          ...(message.procedure === undefined ? {} : { procedure: message.procedure }),
          ...(isProven(caller, now)
            ? {
                proven: true,
                ...(caller.codeAt === undefined ? {} : { codedAt: caller.codeAt.toISOString() }),
              }
            : {}),
        },
      },
    ],
    preview: { text: message.text, from: 'customer' },
    turn,
  }
}

/** A turn at this time; in the queue, too, while nobody is there, which the turn itself has the last word on. */
async function turnAt(
  { queue }: ReceiveDependencies,
  { tenantId }: CustomerCaller,
  turn: { dueAt: Date; longestMs: number },
): Promise<Change['turn'] & object> {
  const unattended = await queue.duty(tenantId).then(
    ({ onDuty }) => !onDuty,
    () => true,
  )
  return unattended ? { ...turn, unattended } : turn
}

async function receiveMessage(
  dependencies: ReceiveDependencies,
  caller: CustomerCaller,
  frame: Extract<WritingFrame, { type: 'message' }>,
): Promise<number> {
  const { log, policies, clock, attachments } = dependencies
  const text = frame.text.trim()
  const ids = frame.attachments ?? []
  if (text === '' && ids.length === 0) throw new ApiError('message/empty')
  const { tenantId, conversationId, customerId } = caller
  const files = await attachments.claim(tenantId, {
    conversationId,
    uploader: { kind: 'customer', id: customerId },
    clientId: frame.clientId,
    ids,
  })
  const parts: MessagePart[] = [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...files]
  const { settle } = (await policies.current(caller.tenantId)).document
  const now = clock.now()
  // Who asks for a person does not wait for the burst to end.
  const quietMs = wantsHuman(text) ? 0 : settle.quietMs
  const change = customerMessage(
    caller,
    now,
    { clientId: frame.clientId, parts, text: previewText(parts) },
    await turnAt(dependencies, caller, {
      dueAt: new Date(now.getTime() + quietMs),
      longestMs: settle.longestMs,
    }),
  )
  const language = detectLanguage(text)
  const set = { ...(language === 'other' ? {} : { language }), ...moodChange(text) }
  return seqOf(await write(log, Object.keys(set).length === 0 ? change : { ...change, set }))
}

async function receiveChoice(
  dependencies: ReceiveDependencies,
  caller: CustomerCaller,
  frame: Extract<WritingFrame, { type: 'choice' }>,
): Promise<number> {
  const { log, clock, database } = dependencies
  const [event] = await readEvents(database, caller.tenantId, caller.conversationId, {
    after: frame.ofSeq - 1,
    limit: 1,
  })
  if (event?.seq !== frame.ofSeq || (event.type !== 'assistant-message' && event.type !== 'agent-message'))
    throw new ApiError('message/not-found')
  const option = event.body.parts
    .flatMap((part) => (part.type === 'choice' ? part.options : []))
    .find((one) => one.id === frame.optionId)
  if (option === undefined) throw new ApiError('message/option-unknown')
  const now = clock.now()
  const change = customerMessage(
    caller,
    now,
    {
      clientId: frame.clientId,
      parts: [{ type: 'text', text: option.label }],
      text: option.label,
      choice: { ofSeq: frame.ofSeq, optionId: frame.optionId },
    },
    await turnAt(dependencies, caller, { dueAt: now, longestMs: 0 }),
  )
  // What an agent asks is theirs to read; it teaches nothing about entries.
  if (option.action === 'reply') return seqOf(await write(log, change))
  const label = {
    id: newId(),
    seq: frame.ofSeq,
    kind: 'choice' as const,
    entryId: option.action === 'entry' ? option.id : undefined,
  }
  return seqOf(await write(log, { ...change, label }))
}

/** Beginning a procedure is said like anything else: it has its place among what was said, and a turn answers it. */
async function receiveStart(
  dependencies: ReceiveDependencies,
  caller: CustomerCaller,
  frame: Extract<WritingFrame, { type: 'procedure-start' }>,
): Promise<number> {
  const { log, clock, procedures } = dependencies
  const text = await procedures.offered(caller, frame)
  const now = clock.now()
  const message = {
    clientId: frame.clientId,
    parts: [{ type: 'text' as const, text }],
    text,
    procedure: { start: frame.procedure },
  }
  const turn = await turnAt(dependencies, caller, { dueAt: now, longestMs: 0 })
  return seqOf(await write(log, customerMessage(caller, now, message, turn)))
}

/** What was filled in: for a tool, or for a procedure, where it is a message that can be read. */
async function receiveInput(
  dependencies: ReceiveDependencies,
  caller: CustomerCaller,
  frame: Extract<WritingFrame, { type: 'tool-input' }>,
): Promise<number> {
  const { log, clock, procedures, tools } = dependencies
  const fields = await procedures.formOf(caller, frame.callId)
  if (fields === undefined) return tools.receive(caller, frame)
  const lines = fields.flatMap(({ name, label, options }) => {
    const value = frame.values[name]?.trim()
    if (!value) return []
    return [`${label}：${options?.find((option) => option.value === value)?.label ?? value}`]
  })
  if (lines.length === 0) throw new ApiError('message/empty')
  const now = clock.now()
  const text = lines.join('\n')
  const message = {
    clientId: frame.clientId,
    parts: [{ type: 'text' as const, text }],
    text,
    procedure: { formId: frame.callId, values: frame.values },
  }
  const turn = await turnAt(dependencies, caller, { dueAt: now, longestMs: 0 })
  return seqOf(await write(log, customerMessage(caller, now, message, turn)))
}

async function receiveHuman(
  { log, clock, database }: ReceiveDependencies,
  caller: CustomerCaller,
  clientId: string,
): Promise<number> {
  const row = await findCustomerOf(database, caller)
  const language = row?.language ?? (row?.locale === 'zh-CN' ? 'zh' : 'en')
  const text = humanRequest[language === 'zh' ? 'zh' : 'en']
  const now = clock.now()
  const change = customerMessage(
    caller,
    now,
    { clientId, parts: [{ type: 'text', text }], text },
    { dueAt: now, longestMs: 0 },
  )
  // Already waiting for or talking to a person: nothing to ask for again.
  return seqOf(await write(log, { ...change, expect: { ownerKind: 'assistant' } }))
}

async function receiveFeedback(
  { log, clock, database }: ReceiveDependencies,
  caller: CustomerCaller,
  frame: Extract<WritingFrame, { type: 'feedback' }>,
): Promise<number> {
  const [event] = await readEvents(database, caller.tenantId, caller.conversationId, {
    after: frame.ofSeq - 1,
    limit: 1,
  })
  if (event?.seq !== frame.ofSeq || event.type !== 'assistant-message')
    throw new ApiError('message/not-found')
  return seqOf(
    await write(log, {
      tenantId: caller.tenantId,
      conversationId: caller.conversationId,
      at: clock.now(),
      events: [
        {
          type: 'feedback-given',
          actor: { kind: 'customer', id: caller.customerId },
          clientId: frame.clientId,
          body: { ofSeq: frame.ofSeq, solved: frame.solved },
        },
      ],
      label: {
        id: newId(),
        seq: frame.ofSeq,
        kind: frame.solved ? 'solved' : 'not-solved',
        entryId: event.body.entryId,
      },
    }),
  )
}

async function receiveLeftMessage(
  { log, clock, policies, database }: ReceiveDependencies,
  caller: CustomerCaller,
  frame: Extract<WritingFrame, { type: 'leave-message' }>,
): Promise<number> {
  if (frame.contact.trim() === '' || frame.text.trim() === '') throw new ApiError('message/empty')
  const { texts } = (await policies.current(caller.tenantId)).document
  for (let attempt = 0; ; attempt += 1) {
    const now = clock.now()
    const row = await database.tenant(caller.tenantId, (transaction) =>
      transaction
        .selectFrom('conversations')
        .select(['owner_kind', 'owner_epoch', 'language', 'state'])
        .where('id', '=', caller.conversationId)
        .executeTakeFirst(),
    )
    if (row === undefined) throw new ApiError('customer/token-invalid')
    const language = row.language ?? detectLanguage(frame.text)
    // A left message waits for a person, whoever owned the conversation before; only an agent keeps it.
    const moves = row.owner_kind === 'assistant' || row.state === 'closed'
    const result = await write(log, {
      tenantId: caller.tenantId,
      conversationId: caller.conversationId,
      at: now,
      byCustomer: true,
      expect: { ownerEpoch: row.owner_epoch },
      events: [
        {
          type: 'message-left',
          actor: { kind: 'customer', id: caller.customerId },
          clientId: frame.clientId,
          body: {
            contact: frame.contact.trim(),
            text: frame.text.trim(),
            ...(frame.name === undefined ? {} : { name: frame.name }),
          },
        },
        {
          type: 'assistant-message',
          actor: { kind: 'system' },
          body: {
            kind: 'notice',
            parts: [
              {
                type: 'text',
                text: wayFor(texts.messageLeft[language === 'zh' ? 'zh' : 'en'], caller.conversationId),
              },
            ],
            sources: [],
          },
        },
        ...(moves
          ? [
              {
                type: 'owner-changed' as const,
                actor: { kind: 'system' as const },
                body: {
                  from: { kind: 'assistant' as const },
                  to: { kind: 'queue' as const },
                  reason: 'customer-asked' as const,
                },
              },
            ]
          : []),
      ],
      set: {
        leftContact: frame.contact.trim(),
        ...(moves
          ? {
              owner: { kind: 'queue' as const },
              handoverReason: 'customer-asked',
              queuedAt: now,
              waitingSince: now,
            }
          : {}),
      },
      preview: { text: frame.text, from: 'customer' },
    })
    if (result.outcome !== 'owner-changed' || attempt >= 3) return seqOf(result)
  }
}

async function receiveClose(
  { log, clock }: ReceiveDependencies,
  caller: CustomerCaller,
  clientId: string,
): Promise<number> {
  const change = closeChange(caller.tenantId, caller.conversationId, clock.now(), 'customer')
  return seqOf(
    await write(log, {
      ...change,
      expect: { state: 'open' },
      events: [
        {
          type: 'conversation-closed',
          actor: { kind: 'customer', id: caller.customerId },
          clientId,
          body: { reason: 'customer' },
        },
      ],
    }),
  )
}
