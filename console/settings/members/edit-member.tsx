import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Member, updateMember } from '../../../contract/tenants.ts'
import { PersonFields } from '../../account/person-fields.tsx'
import { call } from '../../app/api.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { useText } from '../../app/text.ts'
import { useToast } from '../../ui/toast.tsx'
import { membersQuery } from '../queries.ts'

/** Name, language and time zone of somebody. */
export function EditMember({ member, onClose }: { member: Member; onClose: () => void }) {
  const t = useText()
  const say = useToast()
  const queryClient = useQueryClient()
  const [form, setForm] = useState({
    name: member.name,
    locale: member.locale,
    timeZone: member.timeZone ?? null,
  })
  const saving = useMutation({
    mutationFn: () =>
      call(updateMember, {
        params: { memberId: member.id },
        body: { ...form, name: form.name.trim() },
        ifMatch: member.version,
      }),
    onSuccess: async (changed) => {
      say(t('member.saved', { name: changed.name }))
      onClose()
      await queryClient.invalidateQueries({ queryKey: membersQuery.queryKey })
    },
  })
  return (
    <FormDialog
      title={t('member.editTitle', { name: member.name })}
      busy={saving.isPending}
      error={saving.error}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      <PersonFields person={form} onChange={setForm} />
    </FormDialog>
  )
}
