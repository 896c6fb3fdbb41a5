import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { EntryId } from '../../../contract/ids.ts'
import { getEntryTopic, getPacks, listTopics } from '../../../contract/knowledge/packs.ts'
import { call } from '../../app/api.ts'
import { refreshKnowledge } from '../queries.ts'

export const packsQuery = queryOptions({
  queryKey: ['packs'],
  queryFn: ({ signal }) => call(getPacks, { signal }),
  // Comparing is over in seconds; its end sends no frame of its own.
  refetchInterval: (query) => (query.state.data?.matching ? 1_500 : false),
})

export const entryTopicQuery = (entryId: string) =>
  queryOptions({
    queryKey: ['entry-topic', entryId],
    queryFn: ({ signal }) => call(getEntryTopic, { params: { entryId }, signal }),
  })

export const topicsQuery = (entryId: string, search: string) =>
  queryOptions({
    queryKey: ['topics', entryId, search],
    queryFn: ({ signal }) =>
      call(listTopics, {
        query: { entryId: entryId as EntryId, limit: 12, ...(search === '' ? {} : { search }) },
        signal,
      }),
    placeholderData: (before) => before,
  })

/** What a change of trades or of a topic may have changed on the screen. */
export function refreshPacks(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({ queryKey: ['topics'] })
  refreshKnowledge(queryClient)
}
