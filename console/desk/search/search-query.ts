import { infiniteQueryOptions } from '@tanstack/react-query'
import { searchConversations } from '../../../contract/search.ts'
import { call } from '../../app/api.ts'

const hitsPerPage = 50

export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['search', q],
    queryFn: ({ pageParam, signal }) =>
      call(searchConversations, { query: { q, limit: hitsPerPage, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: 15_000,
  })
