import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  getImport,
  type ImportVerdict,
  type KnowledgeImport,
  listImportRows,
} from '../../../contract/knowledge/imports.ts'
import { call } from '../../app/api.ts'

/** Whether something is being done with it in the background. */
export const isBusy = (state: KnowledgeImport['state'] | undefined) =>
  state === 'reading' || state === 'importing'

export const importQuery = (importId: string) =>
  queryOptions({
    queryKey: ['import', importId],
    queryFn: ({ signal }) => call(getImport, { params: { importId }, signal }),
    refetchInterval: (query) => (isBusy(query.state.data?.state) ? 400 : false),
  })

/** Rows of one version of the import: they change when it is tried again. */
export const importRowsQuery = (importId: string, version: number, verdict: ImportVerdict | undefined) =>
  infiniteQueryOptions({
    queryKey: ['import-rows', importId, version, verdict ?? ''],
    queryFn: ({ pageParam, signal }) =>
      call(listImportRows, {
        params: { importId },
        query: { limit: 200, after: pageParam, verdict },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
