import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { listInvitations, listRoles } from '../../contract/members.ts'
import { listApiKeys, listChannels, listMembers } from '../../contract/tenants.ts'
import { call } from '../app/api.ts'

const paged = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { next?: string }) => page.next,
}

export const channelsQuery = infiniteQueryOptions({
  queryKey: ['channels'],
  queryFn: ({ pageParam, signal }) => call(listChannels, { query: { after: pageParam }, signal }),
  ...paged,
})
export const membersQuery = infiniteQueryOptions({
  queryKey: ['members'],
  queryFn: ({ pageParam, signal }) => call(listMembers, { query: { after: pageParam, limit: 100 }, signal }),
  ...paged,
})
export const invitationsQuery = infiniteQueryOptions({
  queryKey: ['invitations'],
  queryFn: ({ pageParam, signal }) =>
    call(listInvitations, { query: { after: pageParam, limit: 100 }, signal }),
  ...paged,
})
export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => call(listRoles, { signal }),
})
export const apiKeysQuery = infiniteQueryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ pageParam, signal }) => call(listApiKeys, { query: { after: pageParam, limit: 100 }, signal }),
  ...paged,
})
