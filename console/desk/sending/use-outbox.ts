import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import { sendAgentMessage } from '../../../contract/conversations.ts'
import type { ConversationEvent } from '../../../contract/events.ts'
import { call } from '../../app/api.ts'
import { useMe } from '../../app/session.ts'
import { createOutbox, type Outbox, type OutgoingMessage } from './outbox.ts'

const outboxes = new Map<string, Outbox>()

/** A pause that ends early when the network comes back. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    window.addEventListener('online', done)
  })
}

/** The outbox of the signed-in member, one for the whole page. */
export function useOutbox(): Outbox {
  const me = useMe()
  const queryClient = useQueryClient()
  const prefix = `attune.outbox.${me.tenant.id}.${me.member.id}.`
  return useMemo(() => {
    const kept = outboxes.get(prefix)
    if (kept) return kept
    const outbox = createOutbox({
      storage: localStorage,
      prefix,
      pause,
      now: Date.now,
      deliver: async ({
        conversationId,
        clientId,
        text,
        attachments,
        card,
        options,
        confirmedRules,
        sources,
      }) => {
        try {
          const body = {
            clientId,
            text,
            ...(attachments ? { attachments: attachments.map((one) => one.attachmentId) } : {}),
            ...(confirmedRules ? { confirmedRules } : {}),
            ...(sources ? { sources: [...sources] } : {}),
            ...(card ? { card } : {}),
            ...(options ? { options: [...options] } : {}),
          }
          return await call(sendAgentMessage, { params: { conversationId }, body })
        } finally {
          // Sent or refused, what is shown may be behind.
          for (const kind of ['events', 'conversation'])
            void queryClient.invalidateQueries({ queryKey: [kind, conversationId] })
        }
      },
    })
    outboxes.set(prefix, outbox)
    return outbox
  }, [prefix, queryClient])
}

/** Messages of one conversation that are not yet among its events. */
export function usePending(conversationId: string, events: readonly ConversationEvent[]): OutgoingMessage[] {
  const outbox = useOutbox()
  const messages = useSyncExternalStore(outbox.subscribe, outbox.list)
  return useMemo(() => {
    const arrived = new Set(events.flatMap((event) => (event.clientId ? [event.clientId] : [])))
    const lastSeq = events.at(-1)?.seq ?? 0
    return messages.filter(
      (message) =>
        message.conversationId === conversationId &&
        !arrived.has(message.clientId) &&
        !(message.state === 'sent' && (message.seq ?? 0) <= lastSeq),
    )
  }, [messages, events, conversationId])
}
