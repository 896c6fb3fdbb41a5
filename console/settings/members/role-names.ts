import { useQuery } from '@tanstack/react-query'
import type { Role } from '../../../contract/members.ts'
import { useCan } from '../../app/session.ts'
import { useCodeText } from '../../app/text.ts'
import { rolesQuery } from '../queries.ts'

/** What a role is called: a tenant's own by its name, a built-in one in the reader's language. */
export function useRoleName(): (key: string, name?: string) => string {
  const codeText = useCodeText()
  return (key, name) => name ?? codeText('role', key)
}

/** Roles one may give: those that may do no more than oneself. */
export function useRolesToGive(): Role[] {
  const can = useCan()
  const { data } = useQuery(rolesQuery)
  return (data?.items ?? []).filter((role) => role.permissions.every(can))
}
