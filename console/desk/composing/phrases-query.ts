import { queryOptions, useQuery } from '@tanstack/react-query'
import { listQuickPhrases, type QuickPhrase } from '../../../contract/workspace/quick-phrases.ts'
import { call } from '../../app/api.ts'

const mostPages = 20

/** One's own and the shared quick phrases, whole: they are searched while one types. */
export const phrasesQuery = queryOptions({
  queryKey: ['quick-phrases'],
  queryFn: async ({ signal }): Promise<QuickPhrase[]> => {
    const all: QuickPhrase[] = []
    let after: string | undefined
    for (let index = 0; index < mostPages; index += 1) {
      const page = await call(listQuickPhrases, { query: { after, limit: 200 }, signal })
      all.push(...page.items)
      after = page.next
      if (after === undefined) break
    }
    return all
  },
  staleTime: 60_000,
})

export function usePhrases(enabled = true): readonly QuickPhrase[] {
  return useQuery({ ...phrasesQuery, enabled }).data ?? []
}
