import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createInvitation, type Invitation } from '../../../contract/members.ts'
import { LanguageSelect } from '../../account/language-select.tsx'
import { call } from '../../app/api.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { useTimeZone } from '../../app/session.ts'
import { useLocale, useText } from '../../app/text.ts'
import { dayText } from '../../app/time.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Select, TextField } from '../../ui/field.tsx'
import { invitationsQuery } from '../queries.ts'
import { Secret } from '../secret.tsx'
import { RoleSelect } from './role-select.tsx'

/** The address that a token opens; behind `#` it reaches no server's log. */
const invitationLink = (token: string) => `${location.origin}/invitation#${token}`

/** Asks for whom and as what, then shows the link this once. */
export function InviteMember({ onClose }: { onClose: () => void }) {
  const t = useText()
  const locale = useLocale()
  const queryClient = useQueryClient()
  const [form, setForm] = useState({ email: '', role: 'agent', locale, days: 7 })
  const inviting = useMutation({
    mutationFn: () => call(createInvitation, { body: { ...form, email: form.email.trim() } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  })
  if (inviting.data) return <InvitationLink {...inviting.data} onClose={onClose} />
  return (
    <FormDialog
      title={t('member.invite')}
      submitLabel={t('invite.create')}
      busy={inviting.isPending}
      error={inviting.error}
      onSubmit={() => inviting.mutate()}
      onClose={onClose}
    >
      <TextField
        label={t('member.email')}
        type="email"
        required
        maxLength={254}
        autoComplete="off"
        value={form.email}
        onChange={(event) => setForm({ ...form, email: event.target.value })}
      />
      <Field label={t('member.role')}>
        {(control) => (
          <RoleSelect
            {...control}
            value={form.role}
            onChange={(event) => setForm({ ...form, role: event.target.value })}
          />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t('member.language')}>
          {(control) => (
            <LanguageSelect
              {...control}
              value={form.locale}
              onChange={(locale) => setForm({ ...form, locale })}
            />
          )}
        </Field>
        <Field label={t('invite.days')}>
          {(control) => (
            <Select
              {...control}
              value={form.days}
              onChange={(event) => setForm({ ...form, days: Number(event.target.value) })}
            >
              {[1, 3, 7, 14, 30].map((count) => (
                <option key={count} value={count}>
                  {t('invite.daysCount', { count })}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </FormDialog>
  )
}

/** A link just made, to copy. */
export function InvitationLink({
  invitation,
  token,
  onClose,
}: {
  invitation: Invitation
  token: string
  onClose: () => void
}) {
  const t = useText()
  const locale = useLocale()
  const timeZone = useTimeZone()
  const date = dayText(invitation.expiresAt, locale, timeZone)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('invite.linkTitle')}
      description={t('invite.linkHint', { email: invitation.email, date })}
      closeLabel={t('app.close')}
      footer={
        <Button look="primary" onClick={onClose}>
          {t('app.done')}
        </Button>
      }
    >
      <Secret label={t('invite.linkTitle')} text={invitationLink(token)} />
    </Dialog>
  )
}
