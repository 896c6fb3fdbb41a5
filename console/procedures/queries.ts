import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  getProcedure,
  listProcedureRuns,
  listProcedures,
  listProcedureTools,
  listProcedureVersions,
} from '../../contract/procedures/procedures.ts'
import { call } from '../app/api.ts'

export const proceduresQuery = queryOptions({
  queryKey: ['procedures'],
  queryFn: ({ signal }) => call(listProcedures, { signal }),
})
export const procedureQuery = (procedureId: string) =>
  queryOptions({
    queryKey: ['procedure', procedureId],
    queryFn: ({ signal }) => call(getProcedure, { params: { procedureId }, signal }),
  })
export const procedureToolsQuery = queryOptions({
  queryKey: ['procedure-tools'],
  queryFn: ({ signal }) => call(listProcedureTools, { signal }),
})
export const versionsQuery = (procedureId: string) =>
  infiniteQueryOptions({
    queryKey: ['procedure-versions', procedureId],
    queryFn: ({ pageParam, signal }) =>
      call(listProcedureVersions, {
        params: { procedureId },
        query: { after: pageParam, limit: 20 },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: { next?: string }) => page.next,
  })
export const runsQuery = (procedureId: string) =>
  infiniteQueryOptions({
    queryKey: ['procedure-runs', procedureId],
    queryFn: ({ pageParam, signal }) =>
      call(listProcedureRuns, { query: { procedureId, after: pageParam, limit: 20 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: { next?: string }) => page.next,
    refetchInterval: 10_000,
  })
