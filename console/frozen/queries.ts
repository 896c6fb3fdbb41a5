import { infiniteQueryOptions, keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query'
import {
  type FrozenState,
  listBrokenCases,
  listFrozenCases,
  listModelVersions,
} from '../../contract/training/frozen-cases.ts'
import { call } from '../app/api.ts'
import { understandingQuery } from '../knowledge/queries.ts'

/** `stamp`: changes with each version that was judged. */
export const frozenQuery = (stamp: string, state: FrozenState | undefined, search: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['frozen', 'cases', state ?? '', search ?? '', stamp],
    queryFn: ({ pageParam, signal }) =>
      call(listFrozenCases, { query: { limit: 50, after: pageParam, state, search }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

export const modelVersionsQuery = (stamp: string) =>
  infiniteQueryOptions({
    queryKey: ['frozen', 'versions', stamp],
    queryFn: ({ pageParam, signal }) =>
      call(listModelVersions, { query: { limit: 10, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

export const brokenQuery = (versionId: string) =>
  queryOptions({
    queryKey: ['frozen', 'broken', versionId],
    queryFn: ({ signal }) => call(listBrokenCases, { params: { versionId }, signal }),
  })

/** Reads again what a change of frozen questions or of the version in force may have changed. */
export function useReadAgain(): () => Promise<unknown> {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['frozen'] }),
      client.invalidateQueries({ queryKey: understandingQuery.queryKey }),
    ])
}
