import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { getCodeSettings } from '../../../contract/tools/codes.ts'
import { listEntryTools, listToolCalls, listToolSources, listTools } from '../../../contract/tools/tools.ts'
import { call } from '../../app/api.ts'

export const toolsQuery = queryOptions({
  queryKey: ['tools'],
  queryFn: ({ signal }) => call(listTools, { signal }),
})
export const toolSourcesQuery = queryOptions({
  queryKey: ['tool-sources'],
  queryFn: ({ signal }) => call(listToolSources, { signal }),
})
export const entryToolsQuery = queryOptions({
  queryKey: ['entry-tools'],
  queryFn: ({ signal }) => call(listEntryTools, { signal }),
})
export const toolCallsQuery = infiniteQueryOptions({
  queryKey: ['tool-calls'],
  queryFn: ({ pageParam, signal }) => call(listToolCalls, { query: { after: pageParam, limit: 20 }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { next?: string }) => page.next,
})
export const codeSettingsQuery = queryOptions({
  queryKey: ['code-settings'],
  queryFn: ({ signal }) => call(getCodeSettings, { signal }),
})
