import {
  type Conversation,
  type ErrorCode,
  type EventBody,
  type IdleTimes,
  type PolicyDocument,
  plainText,
  previewText,
  type UsedSource,
  type WrapUpInput,
} from '../../contract/index.ts'
import { type AgentMessage, type Attachments, composeParts } from '../attachments/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type MemberCaller, type StaffCaller } from '../platform/http/index.ts'
import type { Policies, Policy } from '../policy/index.ts'
import { recordAudit } from '../tenants/index.ts'
import { accessConversation } from './access.ts'
import type { Change, NewEvent, WriteResult } from './change.ts'
import type { ConversationLog } from './conversation-log.ts'
import type { Queue } from './queue.ts'

/** What an agent does with a conversation. Each is one conditional change; who comes second is told so. */
export interface Desk {
  take(caller: MemberCaller, conversationId: string, ownerEpoch: number): Promise<Conversation>
  send(
    caller: MemberCaller,
    conversationId: string,
    input: AgentMessage & SaidWith,
  ): Promise<{ seq: number; duplicate: boolean }>
  handBack(caller: MemberCaller, conversationId: string, to: 'assistant' | 'queue'): Promise<Conversation>
  /** Throws `conversation/superseded` when more was said than the caller has seen (`lastSeq`). */
  close(
    caller: MemberCaller,
    conversationId: string,
    said?: { lastSeq?: number | undefined; wrapUp?: WrapUpInput | undefined },
  ): Promise<Conversation>
}

/** What an agent says about a message besides what is in it. */
export interface SaidWith {
  confirmedRules?: readonly string[] | undefined
  sources?: readonly UsedSource[] | undefined
}

/**
 * Looks at what an agent is about to send. Throws where it may not be sent; what it gives is written with the message.
 * Filled in from above: who has such rules knows the conversations, not the other way round.
 */
export type SendCheck = (caller: MemberCaller, text: string, saidWith: SaidWith) => Promise<NewEvent[]>

/** Looks at what is said of a conversation that an agent closes; throws where something is missing. */
export type CloseCheck = (
  caller: MemberCaller,
  conversation: Conversation,
  wrapUp: WrapUpInput | undefined,
) => Promise<NewEvent[]>

/** When silence after a message of ours is looked at again. */
export function idleDueAt(now: Date, policy: Policy, sceneKey?: string): Date {
  const { remindAfterSeconds, closeAfterSeconds } = idleTimesOf(policy.document, sceneKey)
  return new Date(now.getTime() + (remindAfterSeconds > 0 ? remindAfterSeconds : closeAfterSeconds) * 1000)
}

/** The times of silence of a scene: its own where it has any, else the tenant's. */
export function idleTimesOf(document: PolicyDocument, sceneKey: string | undefined): IdleTimes {
  return document.scenes.find((scene) => scene.key === sceneKey)?.idle ?? document.session
}

export function openDesk(options: {
  database: Database
  clock: Clock
  log: ConversationLog
  policies: Policies
  queue: Queue
  attachments: Attachments
  checkSend?: SendCheck
  checkClose?: CloseCheck
}): Desk {
  const { database, clock, log, policies, queue, attachments, checkSend, checkClose } = options

  async function audit(caller: StaffCaller, conversationId: string, action: string): Promise<void> {
    await database.tenant(caller.tenantId, (transaction) =>
      recordAudit(transaction, caller.tenantId, caller, {
        at: clock.now(),
        action,
        target: { kind: 'conversation', id: conversationId },
      }),
    )
  }

  async function seqOfClientId(tenantId: string, conversationId: string, clientId: string) {
    const row = await database.tenant(tenantId, (transaction) =>
      transaction
        .selectFrom('conversation_events')
        .select('seq')
        .where('conversation_id', '=', conversationId)
        .where('client_id', '=', clientId)
        .executeTakeFirst(),
    )
    return row?.seq
  }

  async function write(
    change: Change,
    refusals: Partial<Record<WriteResult['outcome'], ErrorCode>>,
  ): Promise<WriteResult> {
    const result = await log.write(change)
    if (result.outcome === 'written' || result.outcome === 'duplicate') return result
    throw new ApiError(refusals[result.outcome] ?? 'conversation/superseded')
  }

  return {
    async take(caller, conversationId, ownerEpoch) {
      const before = await accessConversation(database, caller.tenantId, conversationId)
      if (before.state === 'closed') throw new ApiError('conversation/closed')
      if (before.owner.kind === 'agent' && before.owner.id === caller.memberId) return before
      if (before.owner.kind === 'agent' && !caller.permissions.has('conversations:supervise'))
        throw new ApiError('conversation/taken')
      const to = { kind: 'agent' as const, id: caller.memberId }
      const now = clock.now()
      await write(
        {
          tenantId: caller.tenantId,
          conversationId,
          at: now,
          expect: { ownerEpoch, state: 'open' },
          events: [
            {
              type: 'owner-changed',
              actor: { kind: 'agent', id: caller.memberId, name: caller.name },
              body: { from: ownerOf(before), to, reason: 'taken' },
            },
          ],
          set: { owner: to, queuedAt: null, idleDueAt: null },
        },
        {
          'owner-changed': 'conversation/taken',
          closed: 'conversation/closed',
          'not-found': 'conversation/not-found',
        },
      )
      if (before.queuedAt !== undefined)
        queue.recordWait(caller.tenantId, now.getTime() - Date.parse(before.queuedAt))
      return accessConversation(database, caller.tenantId, conversationId)
    },
    async send(caller, conversationId, input) {
      const parts = await composeParts(attachments, caller, conversationId, input)
      const now = clock.now()
      const policy = await policies.current(caller.tenantId)
      let internal: NewEvent[] = []
      try {
        internal = (await checkSend?.(caller, plainText(parts), input)) ?? []
      } catch (error) {
        // Sent before the rule was made, and only its acknowledgement was lost: it is sent.
        const seq = await seqOfClientId(caller.tenantId, conversationId, input.clientId)
        if (seq === undefined) throw error
        return { seq, duplicate: true }
      }
      const result = await write(
        {
          tenantId: caller.tenantId,
          conversationId,
          at: now,
          expect: { ownerKind: 'agent', ownerId: caller.memberId, state: 'open' },
          events: [
            {
              type: 'agent-message',
              actor: { kind: 'agent', id: caller.memberId, name: caller.name },
              clientId: input.clientId,
              body: { parts },
            },
            ...internal,
          ],
          set: { waitingSince: null, idleDueAt: idleDueAt(now, policy), idleStage: 0 },
          preview: { text: previewText(parts), from: 'agent' },
        },
        {
          'owner-changed': 'conversation/not-owner',
          closed: 'conversation/closed',
          'not-found': 'conversation/not-found',
        },
      )
      return { seq: 'seq' in result ? result.seq : 0, duplicate: result.outcome === 'duplicate' }
    },
    async handBack(caller, conversationId, to) {
      const before = await accessConversation(database, caller.tenantId, conversationId)
      if (before.owner.kind !== 'agent' || before.owner.id !== caller.memberId)
        throw new ApiError('conversation/not-owner')
      const now = clock.now()
      const actor = { kind: 'agent' as const, id: caller.memberId, name: caller.name }
      const changed: EventBody<'owner-changed'> = {
        from: ownerOf(before),
        to: { kind: to },
        reason: to === 'queue' ? 'returned-to-queue' : 'handed-back',
      }
      await write(
        {
          tenantId: caller.tenantId,
          conversationId,
          at: now,
          expect: { ownerKind: 'agent', ownerId: caller.memberId, state: 'open' },
          events: [
            { type: 'owner-changed', actor, body: changed },
            // The assistant takes part again only behind a session boundary: what was said before is no longer its context.
            ...(to === 'assistant'
              ? [
                  {
                    type: 'session-started' as const,
                    actor: { kind: 'system' as const },
                    body: { session: 0, reason: 'handed-back' as const },
                  },
                ]
              : []),
          ],
          set:
            to === 'queue'
              ? { owner: { kind: 'queue' }, queuedAt: now, waitingSince: now, idleDueAt: null }
              : {
                  owner: { kind: 'assistant' },
                  handoverReason: null,
                  queuedAt: null,
                  waitingSince: null,
                  idleDueAt: idleDueAt(now, await policies.current(caller.tenantId)),
                  takeUpOpen: true,
                },
          turn: { dueAt: now, longestMs: 0 },
        },
        { 'owner-changed': 'conversation/not-owner', closed: 'conversation/closed' },
      )
      return accessConversation(database, caller.tenantId, conversationId)
    },
    async close(caller, conversationId, { lastSeq, wrapUp } = {}) {
      const before = await accessConversation(database, caller.tenantId, conversationId)
      if (before.state === 'closed') return before
      const mine = before.owner.kind === 'agent' && before.owner.id === caller.memberId
      if (before.owner.kind === 'agent' && !mine && !caller.permissions.has('conversations:supervise')) {
        throw new ApiError('conversation/not-owner')
      }
      const internal = (await checkClose?.(caller, before, wrapUp)) ?? []
      await write(
        {
          ...closeChange(caller.tenantId, conversationId, clock.now(), 'agent'),
          expect: { ownerEpoch: before.ownerEpoch, state: 'open', lastSeq: lastSeq ?? before.lastSeq },
          events: [
            ...internal,
            {
              type: 'conversation-closed',
              actor: { kind: 'agent', id: caller.memberId, name: caller.name },
              body: { reason: 'agent' },
            },
          ],
        },
        { 'owner-changed': 'conversation/superseded', closed: 'conversation/closed' },
      )
      if (!mine) await audit(caller, conversationId, 'conversation-closed')
      return accessConversation(database, caller.tenantId, conversationId)
    },
  }
}

function ownerOf(conversation: Conversation): EventBody<'owner-changed'>['from'] {
  const { kind, id } = conversation.owner
  return id === undefined ? { kind } : { kind, id }
}

/** The change that closes a conversation: back to the assistant, who serves again only in a new session. */
export function closeChange(
  tenantId: string,
  conversationId: string,
  now: Date,
  reason: EventBody<'conversation-closed'>['reason'],
): Change {
  return {
    tenantId,
    conversationId,
    at: now,
    events: [{ type: 'conversation-closed', actor: { kind: 'system' }, body: { reason } }],
    set: {
      state: 'closed',
      owner: { kind: 'assistant' },
      closedAt: now,
      queuedAt: null,
      waitingSince: null,
      idleDueAt: null,
      idleStage: 0,
    },
  }
}
