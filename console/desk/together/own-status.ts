import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { getOwnStatus, setOwnStatus } from '../../../contract/workspace/presence.ts'
import { call } from '../../app/api.ts'
import { meQuery } from '../../app/session.ts'

export const statusQuery = queryOptions({
  // Refreshed with the members whenever somebody's presence changes.
  queryKey: ['members', 'own-status'],
  queryFn: ({ signal }) => call(getOwnStatus, { signal }),
  staleTime: 30_000,
})

/** What one does now, by the key: `online`, `away`, `wrap-up` or a reason of the tenant's. */
export function useOwnStatus() {
  return useQuery(statusQuery).data
}

export async function changeStatus(queryClient: QueryClient, status: string): Promise<void> {
  queryClient.setQueryData(statusQuery.queryKey, await call(setOwnStatus, { body: { status } }))
  await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
}
