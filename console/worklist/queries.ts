import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  getWorklistGroup,
  listWorklist,
  previewRepair,
  type Repair,
} from '../../contract/training/worklist.ts'
import { call } from '../app/api.ts'

export type WorklistState = 'open' | 'settled'
export const periods = [7, 30, 90] as const

export const worklistQuery = (state: WorklistState, days: number) =>
  infiniteQueryOptions({
    queryKey: ['worklist', state, days],
    queryFn: ({ pageParam, signal }) =>
      call(listWorklist, { query: { state, days, limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })

export const groupQuery = (groupId: string, days: number) =>
  queryOptions({
    queryKey: ['worklist-group', groupId, days],
    queryFn: ({ signal }) => call(getWorklistGroup, { params: { groupId }, query: { days }, signal }),
  })

export const previewQuery = (groupId: string, repair: Repair) =>
  queryOptions({
    queryKey: ['worklist-preview', groupId, repair],
    queryFn: ({ signal }) => call(previewRepair, { params: { groupId }, body: repair, signal }),
    // Customers write on: what it would change is asked anew each time.
    staleTime: 0,
    gcTime: 0,
  })

/** What a group is called: its phrases, or what was asked where one question stands alone. */
export function titleOfGroup({ phrases, example }: { phrases: readonly string[]; example: string }): string {
  return phrases.length > 0 ? phrases.join(' · ') : example
}
