import type { ComponentProps } from 'react'
import { Select } from '../../ui/field.tsx'
import { useRoleName, useRolesToGive } from './role-names.ts'

/** A choice among the roles one may give; the present one stays in it even where it is beyond oneself. */
export function RoleSelect({
  present,
  ...rest
}: ComponentProps<'select'> & { value: string; present?: { role: string; roleName?: string | undefined } }) {
  const roleName = useRoleName()
  const roles = useRolesToGive()
  const beyond = present && !roles.some((role) => role.key === present.role)
  return (
    <Select {...rest}>
      {beyond && <option value={present.role}>{roleName(present.role, present.roleName)}</option>}
      {roles.map((role) => (
        <option key={role.key} value={role.key}>
          {roleName(role.key, role.name)}
        </option>
      ))}
    </Select>
  )
}
