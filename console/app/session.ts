import { type Query, type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import type { Locale } from '../../contract/ids.ts'
import type { Permission } from '../../contract/permissions.ts'
import {
  type CurrentMember,
  getCurrentMember,
  signOut,
  switchTenant,
  updateCurrentMember,
} from '../../contract/tenants.ts'
import { setOwnStatus } from '../../contract/workspace/presence.ts'
import { call } from './api.ts'
import { setLocale } from './text.ts'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call(getCurrentMember, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
})

/** Who is signed in. Only below the shell, which waits for it. */
export function useMe(): CurrentMember {
  const { data } = useQuery(meQuery)
  if (!data) throw new Error('nobody is signed in')
  return data
}

export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useMe()
  return (permission) => permissions.includes(permission)
}

/** The member's own zone, else the tenant's; the browser's where nobody is signed in. */
export function useTimeZone(): string {
  const { data } = useQuery({ ...meQuery, enabled: false })
  return data?.member.timeZone ?? data?.tenant.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
}

export async function changePresence(queryClient: QueryClient, presence: 'online' | 'away'): Promise<void> {
  await call(setOwnStatus, { body: { status: presence } })
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
    queryClient.invalidateQueries({ queryKey: ['members'] }),
  ])
}

/** Shows a language at once and remembers it for the member. */
export async function changeLocale(queryClient: QueryClient, locale: Locale): Promise<void> {
  await setLocale(locale)
  queryClient.setQueryData(meQuery.queryKey, await call(updateCurrentMember, { body: { locale } }))
}

/** Goes on in another tenant; everything of the old one is forgotten. */
export async function goToTenant(queryClient: QueryClient, slug: string): Promise<void> {
  queryClient.setQueryData(meQuery.queryKey, await call(switchTenant, { body: { slug } }))
  const predicate = (query: Query) => query.queryKey[0] !== meQuery.queryKey[0]
  queryClient.removeQueries({ type: 'inactive', predicate })
  void queryClient.resetQueries({ predicate })
}

/** Ends the session. What was fetched is forgotten by who leaves the page. */
export async function leave(): Promise<void> {
  await call(signOut, {})
}
