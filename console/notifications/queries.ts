import { infiniteQueryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { listNotifications, readNotifications } from '../../contract/workspace/notes.ts'
import { getNotificationPreferences } from '../../contract/workspace/notification-preferences.ts'
import { call } from '../app/api.ts'
import { useFrames } from '../app/realtime-provider.tsx'

const key = ['notifications'] as const

/** How many are unread, and the newest few. */
const newestQuery = {
  queryKey: [...key, 'newest'],
  queryFn: ({ signal }: { signal: AbortSignal }) => call(listNotifications, { query: { limit: 30 }, signal }),
  staleTime: 30_000,
}

export const preferencesQuery = {
  queryKey: ['notification-preferences'],
  queryFn: ({ signal }: { signal: AbortSignal }) => call(getNotificationPreferences, { signal }),
  staleTime: 60_000,
}

export const notificationsQuery = infiniteQueryOptions({
  queryKey: [...key, 'list'],
  queryFn: ({ pageParam, signal }) =>
    call(listNotifications, { query: { after: pageParam, limit: 30 }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next,
  staleTime: 0,
})

/** The newest notifications, live. */
export function useNotifications() {
  const queryClient = useQueryClient()
  const { data } = useQuery(newestQuery)
  useFrames((frame) => {
    if (frame.type === 'notified') void queryClient.invalidateQueries({ queryKey: key })
  })
  return data
}

export function useMarkRead() {
  const queryClient = useQueryClient()
  return async (conversationId?: string) => {
    const body = { conversationId: conversationId as undefined }
    await call(readNotifications, { body })
    await queryClient.invalidateQueries({ queryKey: key })
  }
}

/** What is open in a visible page needs no notification any more. */
export function useReadHere(conversationId: string): void {
  const { data } = useQuery(newestQuery)
  const markRead = useMarkRead()
  const unread = data?.items.some((one) => one.conversationId === conversationId && !one.readAt) ?? false
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for what is unread
  useEffect(() => {
    if (!unread) return
    const note = () => {
      if (document.visibilityState === 'visible') markRead(conversationId).catch(() => undefined)
    }
    note()
    document.addEventListener('visibilitychange', note)
    return () => document.removeEventListener('visibilitychange', note)
  }, [unread, conversationId])
}
