import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Invitation, resendInvitation, revokeInvitation } from '../../../contract/members.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { RelativeTime } from '../../app/relative-time.tsx'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Badge } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Paged, Table } from '../paged.tsx'
import { invitationsQuery } from '../queries.ts'
import { InvitationLink } from './invite-member.tsx'
import { useRoleName } from './role-names.ts'

/** Who was invited and has not come yet; nothing where there is nobody. */
export function OpenInvitations() {
  const t = useText()
  const query = useInfiniteQuery(invitationsQuery)
  if (query.data?.pages[0]?.items.length === 0) return null
  return (
    <section className="flex flex-col gap-2 pt-4">
      <h2 className="font-semibold">{t('invite.title')}</h2>
      <Paged query={query} empty={null}>
        {(invitations) => (
          <Table heads={[t('member.email'), t('member.role'), t('invite.until'), t('app.actions')]}>
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </Table>
        )}
      </Paged>
    </section>
  )
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const roleName = useRoleName()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const params = { invitationId: invitation.id }
  const after = {
    onError: (error: unknown) => say(errorText(error), 'danger'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  }
  const resend = useMutation({ mutationFn: () => call(resendInvitation, { params, body: {} }), ...after })
  const revoke = useMutation({ mutationFn: () => call(revokeInvitation, { params }), ...after })
  return (
    <tr>
      <td>{invitation.email}</td>
      <td>{roleName(invitation.role, invitation.roleName)}</td>
      <td className="whitespace-nowrap text-n-11">
        {invitation.expired ? (
          <Badge tone="warning">{t('invite.expired')}</Badge>
        ) : (
          <RelativeTime at={invitation.expiresAt} />
        )}
      </td>
      <td>
        {can('members:edit') && (
          <span className="flex justify-end gap-2">
            <Button busy={resend.isPending} onClick={() => resend.mutate()}>
              {t('invite.resend')}
            </Button>
            <Button busy={revoke.isPending} onClick={() => setAsking(true)}>
              {t('invite.revoke')}
            </Button>
          </span>
        )}
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={t('invite.revokeTitle', { email: invitation.email })}
          description={t('invite.revokeHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('invite.revoke')}
          onConfirm={() => revoke.mutate()}
        />
        {resend.data && <InvitationLink {...resend.data} onClose={resend.reset} />}
      </td>
    </tr>
  )
}
