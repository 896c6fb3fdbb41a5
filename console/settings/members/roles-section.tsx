import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { createRole, type Role, removeRole, updateRole } from '../../../contract/members.ts'
import type { Permission } from '../../../contract/permissions.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { Failed } from '../../app/page-states.tsx'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Badge, SkeletonLines } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Table } from '../paged.tsx'
import { PermissionChecks } from '../permission-checks.tsx'
import { rolesQuery } from '../queries.ts'
import { useRoleName } from './role-names.ts'

/** Sets of permissions: the built-in ones and those made here. */
export function RolesSection() {
  const t = useText()
  const can = useCan()
  const query = useQuery(rolesQuery)
  const [edited, setEdited] = useState<Role | 'new'>()
  if (query.isPending) return <SkeletonLines label={t('app.loading')} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  return (
    <div className="flex flex-col gap-3">
      {can('members:edit') && (
        <Button look="primary" icon={<Plus />} className="self-start" onClick={() => setEdited('new')}>
          {t('role.create')}
        </Button>
      )}
      <Table heads={[t('role.name'), t('role.permissions'), t('role.members'), t('app.actions')]}>
        {query.data.items.map((role) => (
          <RoleRow key={role.id} role={role} onEdit={() => setEdited(role)} />
        ))}
      </Table>
      {edited && (
        <RoleDialog role={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </div>
  )
}

function RoleRow({ role, onEdit }: { role: Role; onEdit: () => void }) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const roleName = useRoleName()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const name = roleName(role.key, role.name)
  const removing = useMutation({
    mutationFn: () => call(removeRole, { params: { roleId: role.id } }),
    onError: (error) => say(errorText(error), 'danger'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: rolesQuery.queryKey }),
  })
  const within = role.permissions.every(can)
  return (
    <tr className="align-top">
      <td className="whitespace-nowrap">
        <span className="font-medium">{name}</span> {role.builtIn && <Badge>{t('role.builtIn')}</Badge>}
      </td>
      <td>
        <span className="flex flex-wrap gap-1">
          {role.permissions.map((permission) => (
            <Badge key={permission}>{t(`permission.${permission}`)}</Badge>
          ))}
        </span>
      </td>
      <td className="tabular-nums">{role.members}</td>
      <td>
        {!role.builtIn && can('members:edit') && (
          <span className="flex justify-end gap-2" title={within ? undefined : t('role.beyond')}>
            <Button disabled={!within} onClick={onEdit} aria-label={`${t('role.edit')}: ${name}`}>
              {t('role.edit')}
            </Button>
            <Button
              disabled={!within || role.members > 0}
              busy={removing.isPending}
              onClick={() => setAsking(true)}
              aria-label={`${t('role.remove')}: ${name}`}
            >
              {t('role.remove')}
            </Button>
          </span>
        )}
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={t('role.removeTitle', { name })}
          description={t('role.removeHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('role.remove')}
          onConfirm={() => removing.mutate()}
        />
      </td>
    </tr>
  )
}

function RoleDialog({ role, onClose }: { role: Role | undefined; onClose: () => void }) {
  const t = useText()
  const queryClient = useQueryClient()
  const [name, setName] = useState(role?.name ?? '')
  const [chosen, setChosen] = useState<readonly Permission[]>(role?.permissions ?? [])
  const saving = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), permissions: [...chosen] }
      return role
        ? call(updateRole, { params: { roleId: role.id }, body, ifMatch: role.version })
        : call(createRole, { body })
    },
    onSuccess: async () => {
      onClose()
      await queryClient.invalidateQueries({ queryKey: rolesQuery.queryKey })
    },
  })
  return (
    <FormDialog
      wide
      title={role?.name ?? t('role.create')}
      description={t('role.hint')}
      disabled={chosen.length === 0}
      busy={saving.isPending}
      error={saving.error}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      <TextField
        label={t('role.name')}
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <PermissionChecks label={t('role.permissions')} chosen={chosen} onChange={setChosen} />
    </FormDialog>
  )
}
