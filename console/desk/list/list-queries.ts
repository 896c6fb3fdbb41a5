import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query'
import { useMemo } from 'react'
import type { z } from 'zod'
import {
  type Conversation,
  type ConversationCounts,
  listConversations,
} from '../../../contract/conversations.ts'
import { call } from '../../app/api.ts'
import { useConnection } from '../../app/realtime-provider.tsx'
import { type ListKey, mergeChanged, orderOf } from './merge-list.ts'

const conversationsPerPage = 100
/** So many changed rows are asked for by their ids; of more, the first page. */
const mostByIds = 100

type Page = z.output<typeof listConversations.reply>
type List = InfiniteData<Page, string | undefined>

async function fetchPage(
  client: QueryClient,
  { channel, ...key }: ListKey,
  more: { after?: string | undefined; ids?: string; limit?: number },
  signal?: AbortSignal,
): Promise<Page> {
  const query = { ...key, channelId: channel, limit: conversationsPerPage, ...more }
  const page = await call(listConversations, { query, ...(signal ? { signal } : {}) })
  client.setQueryData(countsQuery.queryKey, page.counts)
  return page
}

export const conversationsQuery = (key: ListKey) =>
  infiniteQueryOptions({
    queryKey: ['conversations', key],
    queryFn: ({ client, pageParam, signal }) => fetchPage(client, key, { after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: 2_000,
    // Comparing thousands of rows with every page costs more than drawing the thirty that are shown.
    structuralSharing: false,
  })

/** The numbers beside the views: the server tells them whenever they change, and with every page of a list. */
export const countsQuery = queryOptions({
  queryKey: ['counts'],
  queryFn: async ({ client, signal }): Promise<ConversationCounts> =>
    (await fetchPage(client, { view: 'mine' }, { limit: 1 }, signal)).counts,
  staleTime: Number.POSITIVE_INFINITY,
})

export function useCounts(): ConversationCounts | undefined {
  return useQuery({ ...countsQuery, enabled: false }).data
}

/** Up to so many pages a list is fetched whole when nobody knows what changed; of a longer one nothing but the first page. */
const pagesFetchedWhole = 3

/** The conversations of a list; without the socket they are asked for every ten seconds. */
export function useConversations(key: ListKey) {
  const live = useConnection() === 'open'
  const query = useInfiniteQuery({
    ...conversationsQuery(key),
    refetchInterval: ({ state }) =>
      (state.data?.pages.length ?? 0) > pagesFetchedWhole ? false : live ? 60_000 : 10_000,
  })
  const conversations = useMemo(() => {
    const byId = new Map<string, Conversation>()
    for (const page of query.data?.pages ?? [])
      for (const one of page.items) if (!byId.has(one.id)) byId.set(one.id, one)
    return [...byId.values()]
  }, [query.data])
  return { query, conversations }
}

/** Brings the lists up to date: of those in view only the rows that changed are asked for, however long they are. */
export function refreshConversations(client: QueryClient, changed: ReadonlySet<string>): void {
  for (const cached of client.getQueryCache().findAll({ queryKey: ['conversations'] })) {
    const key = cached.queryKey[1] as ListKey
    const list = cached.state.data as List | undefined
    if (!cached.isActive() || !list) void client.invalidateQueries({ queryKey: cached.queryKey, exact: true })
    else void refreshList(client, key, changed).catch(() => undefined)
  }
}

async function refreshList(client: QueryClient, key: ListKey, changed: ReadonlySet<string>): Promise<void> {
  const few = changed.size <= mostByIds
  const page = await fetchPage(client, key, few ? { ids: [...changed].join(','), limit: mostByIds } : {})
  const touched = few ? changed : new Set([...changed, ...page.items.map((one) => one.id)])
  client.setQueryData(conversationsQuery(key).queryKey, (known) => {
    const [first, ...others] = known?.pages ?? []
    if (!known || !first) return known
    const rows = known.pages.flatMap((one) => one.items)
    const whole = known.pages.at(-1)?.next === undefined
    const items = mergeChanged(rows, touched, page.items, orderOf(key), whole)
    // Where a page ends is of no matter: the cursor behind the last one stays what it is.
    return { ...known, pages: [{ ...first, items }, ...others.map((one) => ({ ...one, items: [] }))] }
  })
}
