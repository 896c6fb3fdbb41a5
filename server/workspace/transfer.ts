import type { Conversation, EventBody } from '../../contract/index.ts'
import {
  accessConversation,
  type ConversationLog,
  type NewEvent,
  type Queue,
  type Signals,
} from '../conversations/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type MemberCaller } from '../platform/http/index.ts'
import { findColleague } from './colleagues.ts'
import type { DeskSettingsStore } from './desk-settings.ts'

export interface TransferInput {
  ownerEpoch: number
  to: { kind: 'agent'; id: string } | { kind: 'queue' }
  note?: string | undefined
}

export interface TransferOptions {
  database: Database
  clock: Clock
  log: ConversationLog
  signals: Signals
  queue: Queue
  settings: DeskSettingsStore
}

/**
 * Hands a conversation to a member on duty, or back to the queue. The note, the new owner and what tells the receiver are one
 * write that happens only while the owner is the one who was seen.
 */
export async function transfer(
  options: TransferOptions,
  caller: MemberCaller,
  conversationId: string,
  { ownerEpoch, to, note = '' }: TransferInput,
): Promise<Conversation> {
  const { database, clock, log, signals, queue, settings } = options
  const { tenantId, memberId } = caller
  const before = await accessConversation(database, tenantId, conversationId)
  if (before.state === 'closed') throw new ApiError('conversation/closed')
  const mine = before.owner.kind === 'agent' && before.owner.id === memberId
  if (!mine && !caller.permissions.has('conversations:supervise'))
    throw new ApiError('conversation/not-owner')
  if (to.kind === before.owner.kind && (to.kind === 'queue' || to.id === before.owner.id))
    throw new ApiError('conversation/nothing-to-do')
  const { document } = await settings.read(tenantId)
  if (document.transferNote === 'required' && note.trim() === '') throw new ApiError('transfer/note-required')
  const receiver = to.kind === 'agent' ? await findReceiver(options, caller, to.id) : undefined
  const now = clock.now()
  const actor = { kind: 'agent' as const, id: memberId, name: caller.name }
  const { kind, id } = before.owner
  const body: EventBody<'owner-changed'> = {
    from: id === undefined ? { kind } : { kind, id },
    to,
    reason: to.kind === 'queue' ? 'returned-to-queue' : 'transferred',
    ...(receiver === undefined ? {} : { toName: receiver.name }),
  }
  const events: NewEvent[] = [
    ...(note.trim() === ''
      ? []
      : [{ type: 'note-added' as const, actor, body: { text: note.trim(), mentions: [] } }]),
    { type: 'owner-changed', actor, body },
  ]
  const result = await log.write({
    tenantId,
    conversationId,
    at: now,
    expect: { ownerEpoch, state: 'open' },
    events,
    set:
      to.kind === 'queue'
        ? { owner: { kind: 'queue' }, queuedAt: now, waitingSince: now, idleDueAt: null }
        : { owner: to, queuedAt: null },
  })
  if (result.outcome === 'closed') throw new ApiError('conversation/closed')
  if (result.outcome !== 'written') throw new ApiError('conversation/taken')
  if (to.kind === 'agent') {
    if (before.queuedAt !== undefined) queue.recordWait(tenantId, now.getTime() - Date.parse(before.queuedAt))
    if (to.id !== memberId)
      signals.send({ tenantId, conversationId, by: 'agent', memberId, notified: [to.id] })
  }
  return accessConversation(database, tenantId, conversationId)
}

/** Somebody who may serve and is there to do it. */
async function findReceiver({ database, clock }: TransferOptions, caller: MemberCaller, memberId: string) {
  const member = await findColleague({ database, clock }, caller.tenantId, memberId)
  if (member === undefined) throw new ApiError('member/not-found')
  if (!member.serves) throw new ApiError('transfer/cannot-serve', { name: member.name })
  if (member.presence !== 'online') throw new ApiError('transfer/not-on-duty', { name: member.name })
  return member
}
