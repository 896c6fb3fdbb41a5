import { queryOptions } from '@tanstack/react-query'
import { getEntryExpansion, getExpansion } from '../../../contract/knowledge/expansion.ts'
import { call } from '../../app/api.ts'

/** A model writes for half a minute; its end sends no frame of its own. */
const lookAgainMs = 2_000

export const expansionQuery = queryOptions({
  queryKey: ['expansion'],
  queryFn: ({ signal }) => call(getExpansion, { signal }),
  refetchInterval: (query) => ((query.state.data?.waiting ?? 0) > 0 ? lookAgainMs : false),
})

export const entryExpansionQuery = (entryId: string) =>
  queryOptions({
    queryKey: ['expansion', entryId],
    queryFn: ({ signal }) => call(getEntryExpansion, { params: { entryId }, signal }),
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? lookAgainMs : false),
  })
