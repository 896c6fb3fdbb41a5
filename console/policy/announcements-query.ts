import { queryOptions } from '@tanstack/react-query'
import { listAnnouncements } from '../../contract/policy.ts'
import { call } from '../app/api.ts'

const lookEveryMs = 60_000

export const announcementsQuery = queryOptions({
  queryKey: ['announcements'],
  queryFn: ({ signal }) => call(listAnnouncements, { signal }),
  refetchInterval: lookEveryMs,
})
