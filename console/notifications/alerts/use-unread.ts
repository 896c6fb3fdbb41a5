import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { listConversations } from '../../../contract/conversations.ts'
import { call } from '../../app/api.ts'
import { useFrames } from '../../app/realtime-provider.tsx'
import { useMe } from '../../app/session.ts'
import { useNotifications } from '../queries.ts'

const key = ['unread-of-mine'] as const
/** In a busy hour it is counted again at most this often. */
const pauseMs = 1_000

/** How many conversations want this member: their own with something unread, and those they were named in or handed. */
export function useUnread(): number {
  const { member } = useMe()
  const queryClient = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const { data: own = [] } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const { items } = await call(listConversations, { query: { view: 'mine', limit: 100 }, signal })
      return items.filter((one) => one.unread).map((one) => one.id as string)
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  useFrames((frame) => {
    const mine =
      frame.type === 'conversation-changed' &&
      (frame.owner.id === member.id || own.includes(frame.conversationId))
    if ((!mine && frame.type !== 'seen') || timer.current !== undefined) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      void queryClient.invalidateQueries({ queryKey: key })
    }, pauseMs)
  })
  const notified = useNotifications()?.items ?? []
  return new Set([
    ...own,
    ...notified.filter((one) => !one.readAt).map((one) => one.conversationId as string),
  ]).size
}
