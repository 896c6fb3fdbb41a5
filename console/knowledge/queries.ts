import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import { getKnowledgeProblems, listBases, listCategories } from '../../contract/knowledge/order.ts'
import { getDraft, listReviews } from '../../contract/knowledge/review.ts'
import { getEntry, getUnderstanding, listEntries, listEntryVersions } from '../../contract/knowledge.ts'
import { getPolicy } from '../../contract/policy.ts'
import { call } from '../app/api.ts'
import type { KnowledgeSearch } from './filters.ts'

export const entriesQuery = ({ search, filter, category, base }: KnowledgeSearch) =>
  infiniteQueryOptions({
    queryKey: ['entries', search ?? '', filter ?? '', category ?? '', base ?? ''],
    queryFn: ({ pageParam, signal }) =>
      call(listEntries, {
        query: { limit: 100, after: pageParam, search, filter, categoryId: category, baseId: base },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })

export const draftQuery = (entryId: string) =>
  queryOptions({
    queryKey: ['draft', entryId],
    queryFn: ({ signal }) => call(getDraft, { params: { entryId }, signal }),
  })

export const reviewsQuery = (entryId: string) =>
  queryOptions({
    queryKey: ['reviews', entryId],
    queryFn: ({ signal }) => call(listReviews, { params: { entryId }, query: { limit: 50 }, signal }),
  })

export const categoriesQuery = queryOptions({
  queryKey: ['knowledge-categories'],
  queryFn: ({ signal }) => call(listCategories, { signal }),
})

export const basesQuery = queryOptions({
  queryKey: ['knowledge-bases'],
  queryFn: ({ signal }) => call(listBases, { signal }),
})

/** Under the same key as those in use: what changes one list changes the other. */
export const archivedBasesQuery = queryOptions({
  queryKey: ['knowledge-bases', 'archived'],
  queryFn: ({ signal }) => call(listBases, { query: { archived: 'true' }, signal }),
})

export const problemsQuery = queryOptions({
  queryKey: ['knowledge-problems'],
  queryFn: ({ signal }) => call(getKnowledgeProblems, { signal }),
})

/** Everything that an edit of knowledge may have changed on the screen. */
export function refreshKnowledge(queryClient: QueryClient): void {
  for (const key of [
    'entries',
    'entry-versions',
    'reviews',
    'understanding',
    'knowledge-problems',
    'knowledge-categories',
    'knowledge-bases',
    'entry-topic',
    'packs',
  ])
    void queryClient.invalidateQueries({ queryKey: [key] })
}

export const entryQuery = (entryId: string) =>
  queryOptions({
    queryKey: ['entry', entryId],
    queryFn: ({ signal }) => call(getEntry, { params: { entryId }, signal }),
  })

export const versionsQuery = (entryId: string) =>
  infiniteQueryOptions({
    queryKey: ['entry-versions', entryId],
    queryFn: ({ pageParam, signal }) =>
      call(listEntryVersions, { params: { entryId }, query: { limit: 20, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })

export const understandingQuery = queryOptions({
  queryKey: ['understanding'],
  queryFn: ({ signal }) => call(getUnderstanding, { signal }),
})

export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: ({ signal }) => call(getPolicy, { signal }),
})
