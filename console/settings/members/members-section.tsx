import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis, LogOut, Pencil, Plus, UserMinus } from 'lucide-react'
import { useState } from 'react'
import { endMemberSessions } from '../../../contract/members.ts'
import { type Member, removeMember, updateMember } from '../../../contract/tenants.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { PresenceDot } from '../../app/rail/rail.tsx'
import { RelativeTime } from '../../app/relative-time.tsx'
import { useCan, useMe } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Paged, Table } from '../paged.tsx'
import { membersQuery } from '../queries.ts'
import { EditMember } from './edit-member.tsx'
import { InviteMember } from './invite-member.tsx'
import { OpenInvitations } from './open-invitations.tsx'
import { useRoleName } from './role-names.ts'
import { RoleSelect } from './role-select.tsx'

/** Who may sign in, and as what. */
export function MembersSection() {
  const t = useText()
  const can = useCan()
  const query = useInfiniteQuery(membersQuery)
  const [adding, setAdding] = useState(false)
  return (
    <div className="flex flex-col gap-3">
      {can('members:edit') && (
        <Button look="primary" icon={<Plus />} className="self-start" onClick={() => setAdding(true)}>
          {t('member.invite')}
        </Button>
      )}
      <Paged query={query} empty={<EmptyState title={t('member.empty')} />}>
        {(members) => (
          <Table
            heads={[
              t('member.name'),
              t('member.email'),
              t('member.role'),
              t('member.since'),
              t('app.actions'),
            ]}
          >
            {members.map((member) => (
              <MemberRow key={member.id} member={member} />
            ))}
          </Table>
        )}
      </Paged>
      <OpenInvitations />
      {adding && <InviteMember onClose={() => setAdding(false)} />}
    </div>
  )
}

function MemberRow({ member }: { member: Member }) {
  const t = useText()
  const roleName = useRoleName()
  const me = useMe()
  const can = useCan()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [editing, setEditing] = useState(false)
  const after = {
    onError: (error: unknown) => say(errorText(error), 'danger'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: membersQuery.queryKey }),
  }
  const changeRole = useMutation({
    mutationFn: (role: string) =>
      call(updateMember, { params: { memberId: member.id }, body: { role }, ifMatch: member.version }),
    onSuccess: (changed) =>
      say(t('member.roleChanged', { name: changed.name, role: roleName(changed.role, changed.roleName) })),
    ...after,
  })
  const remove = useMutation({
    mutationFn: () => call(removeMember, { params: { memberId: member.id }, ifMatch: member.version }),
    ...after,
  })
  const endSessions = useMutation({
    mutationFn: () => call(endMemberSessions, { params: { memberId: member.id } }),
    onSuccess: () => say(t('member.sessionsEnded', { name: member.name })),
    ...after,
  })
  const editable = can('members:edit')
  return (
    <tr>
      <td className="font-medium">
        <span className="flex items-center gap-2 whitespace-nowrap" title={t(`presence.${member.presence}`)}>
          <PresenceDot presence={member.presence} /> {member.name}
        </span>
      </td>
      <td>{member.email}</td>
      <td>
        {editable ? (
          <RoleSelect
            present={member}
            aria-label={`${t('member.role')}: ${member.name}`}
            value={member.role}
            disabled={changeRole.isPending}
            onChange={(event) => changeRole.mutate(event.target.value)}
            className="min-w-36"
          />
        ) : (
          roleName(member.role, member.roleName)
        )}
      </td>
      <td className="text-n-11">
        <RelativeTime at={member.createdAt} />
      </td>
      <td className="text-right">
        {editable && (
          <Menu
            align="end"
            trigger={
              <IconButton silent label={t('member.menu', { name: member.name })}>
                <Ellipsis />
              </IconButton>
            }
          >
            <MenuItem icon={<Pencil />} onSelect={() => setEditing(true)}>
              {t('member.edit')}
            </MenuItem>
            {member.id !== me.member.id && (
              <>
                <MenuItem icon={<LogOut />} onSelect={() => endSessions.mutate()}>
                  {t('member.endSessions')}
                </MenuItem>
                <MenuItem danger icon={<UserMinus />} onSelect={() => setAsking(true)}>
                  {t('member.remove')}
                </MenuItem>
              </>
            )}
          </Menu>
        )}
        {editing && <EditMember member={member} onClose={() => setEditing(false)} />}
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={t('member.removeTitle', { name: member.name })}
          description={t('member.removeHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('member.remove')}
          onConfirm={() => remove.mutate()}
        />
      </td>
    </tr>
  )
}
