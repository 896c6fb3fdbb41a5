import { queryOptions, useQuery } from '@tanstack/react-query'
import { countReplyReviews, listReplyReviews } from '../../contract/answers/review.ts'
import { call } from '../app/api.ts'
import { useCan } from '../app/session.ts'

/** Everything of it is fetched again when drafts come or go. */
export const reviewsKey = ['reply-reviews'] as const

export const reviewsQuery = queryOptions({
  queryKey: [...reviewsKey, 'list'],
  queryFn: ({ signal }) => call(listReplyReviews, { query: { limit: 100 }, signal }),
  staleTime: 2_000,
  // A hint may be lost; a draft that nobody sees costs a customer's patience.
  refetchInterval: 15_000,
})

export const reviewCountQuery = queryOptions({
  queryKey: [...reviewsKey, 'count'],
  queryFn: ({ signal }) => call(countReplyReviews, { signal }),
  staleTime: 2_000,
  refetchInterval: 60_000,
})

/** How many drafts wait, and whether any scene asks for approval; nothing for who may not approve. */
export function useReviewCount(): { waiting: number; asked: boolean } | undefined {
  const can = useCan()
  return useQuery({ ...reviewCountQuery, enabled: can('replies:review') }).data
}
