import { queryOptions, useQuery } from '@tanstack/react-query'
import { type Colleague, listColleagues } from '../../../contract/workspace/notes.ts'
import { call } from '../../app/api.ts'

const mostPages = 10

/** Everybody of the tenant one may mention or hand a conversation to. */
export const colleaguesQuery = queryOptions({
  queryKey: ['members', 'colleagues'],
  queryFn: async ({ signal }): Promise<Colleague[]> => {
    const all: Colleague[] = []
    let after: string | undefined
    for (let index = 0; index < mostPages; index += 1) {
      const page = await call(listColleagues, { query: { after, limit: 200 }, signal })
      all.push(...page.items)
      after = page.next
      if (after === undefined) break
    }
    return all.sort((a, b) => a.name.localeCompare(b.name))
  },
  staleTime: 15_000,
})

export function useColleagues(enabled = true): readonly Colleague[] {
  return useQuery({ ...colleaguesQuery, enabled }).data ?? []
}
