import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import type { SearchHit } from '../../../contract/search.ts'
import { searchQuery } from './search-query.ts'

/** One row of the results: a customer who matches, or a message with the hit. */
export type Found =
  | { kind: 'customer'; key: string; conversation: Conversation; at?: undefined }
  | { kind: 'message'; key: string; conversation: Conversation; at: number; hit: SearchHit }

/** What a search has found so far; the rows before stay while the next letters are looked up. */
export function useSearch(q: string | undefined) {
  const query = useInfiniteQuery({
    ...searchQuery(q ?? ''),
    enabled: q !== undefined,
    placeholderData: q === undefined ? undefined : keepPreviousData,
  })
  const found = useMemo((): Found[] => {
    const pages = q === undefined ? [] : (query.data?.pages ?? [])
    return [
      ...(pages[0]?.customers ?? []).map((conversation) => ({
        kind: 'customer' as const,
        key: `c${conversation.id}`,
        conversation,
      })),
      ...pages.flatMap((page) =>
        page.items.map((hit) => ({
          kind: 'message' as const,
          key: `${hit.conversation.id} ${hit.seq}`,
          conversation: hit.conversation,
          at: hit.seq,
          hit,
        })),
      ),
    ]
  }, [query.data, q])
  return { query, found }
}
