import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { updateCurrentMember } from '../../contract/tenants.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { meQuery, useMe } from '../app/session.ts'
import { setLocale, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { PersonFields } from './person-fields.tsx'

export function Profile() {
  const t = useText()
  const say = useToast()
  const { member } = useMe()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [form, setForm] = useState({
    name: member.name,
    locale: member.locale,
    timeZone: member.timeZone ?? null,
  })
  const saving = useMutation({
    mutationFn: () => call(updateCurrentMember, { body: { ...form, name: form.name.trim() } }),
    onSuccess: async (me) => {
      queryClient.setQueryData(meQuery.queryKey, me)
      await setLocale(me.member.locale)
      say(t('account.saved'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form onSubmit={submit} className="flex max-w-96 flex-col gap-3">
      <h2 className="font-semibold">{t('account.profile')}</h2>
      {saving.error && (
        <Notice tone="danger" role="alert">
          {errorText(saving.error)}
        </Notice>
      )}
      <PersonFields person={form} hint={member.email} onChange={setForm} />
      <Button type="submit" look="primary" busy={saving.isPending} className="self-start">
        {t('app.save')}
      </Button>
    </form>
  )
}
