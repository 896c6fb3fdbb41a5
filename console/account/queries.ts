import { queryOptions } from '@tanstack/react-query'
import { listSessions } from '../../contract/members.ts'
import { getSecondFactor } from '../../contract/sign-in.ts'
import { call } from '../app/api.ts'

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => call(listSessions, { signal }),
})
export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: ({ signal }) => call(getSecondFactor, { signal }),
})
