import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Conversation } from '../../contract/conversations.ts'
import { useFrames } from '../app/realtime-provider.tsx'
import { useMe } from '../app/session.ts'
import { endWritten, noteWritten, writtenIn } from './being-written.ts'
import { markSeen } from './kept.ts'
import { countsQuery, refreshConversations } from './list/list-queries.ts'
import { conversationQuery } from './queries.ts'
import { noteViewing } from './together/viewing.ts'
import { noteTyping } from './typing.ts'

/** In a busy hour lists are fetched again at most this often. */
const listPause = 700

/** Keeps lists and the open conversation as the server has them. */
export function useDeskUpdates(): void {
  const me = useMe()
  const queryClient = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const changed = useRef(new Set<string>())
  const refreshLists = (conversationId: string) => {
    changed.current.add(conversationId)
    if (timer.current !== undefined) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      refreshConversations(queryClient, changed.current)
      changed.current = new Set()
    }, listPause)
  }
  /** The message that takes the place of what was written is fetched first: nothing blinks. */
  const endOnceFetched = (conversationId: string) => {
    const over = writtenIn(conversationId)
    if (over === undefined) return
    void queryClient
      .refetchQueries({ queryKey: ['events', conversationId] }, { cancelRefetch: false })
      .finally(() => endWritten(conversationId, over))
  }
  useFrames((frame) => {
    if (frame.type === 'conversation-changed') {
      refreshLists(frame.conversationId)
      for (const kind of ['conversation', 'events', 'summary'])
        void queryClient.invalidateQueries({ queryKey: [kind, frame.conversationId] })
    }
    if (frame.type === 'counts') queryClient.setQueryData(countsQuery.queryKey, frame.counts)
    if (frame.type === 'seen') markSeen(me.member.id, frame.conversationId, frame.seq)
    if (frame.type === 'customer-typing') noteTyping(frame.conversationId, 'customer', frame.on)
    if (frame.type === 'agent-typing') noteTyping(frame.conversationId, frame.memberId, frame.on)
    if (frame.type === 'assistant-writing') {
      noteTyping(frame.conversationId, 'assistant', frame.on)
      if (frame.on) noteWritten(frame.conversationId, frame.shown)
      else endOnceFetched(frame.conversationId)
    }
    if (frame.type === 'agent-viewing') noteViewing(frame.conversationId, frame.memberId, frame.on)
    if (frame.type === 'customer-read')
      queryClient.setQueryData<Conversation>(
        conversationQuery(frame.conversationId).queryKey,
        (known) => known && { ...known, customerReadSeq: Math.max(known.customerReadSeq, frame.seq) },
      )
  })
}
