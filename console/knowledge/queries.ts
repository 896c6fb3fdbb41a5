import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { getEntry, getUnderstanding, listEntries, listEntryVersions } from '../../contract/knowledge.ts'
import { getPolicy } from '../../contract/policy.ts'
import { call } from '../app/api.ts'

export const entriesQuery = (search: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['entries', search ?? ''],
    queryFn: ({ pageParam, signal }) =>
      call(listEntries, { query: { limit: 100, after: pageParam, search }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })

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
