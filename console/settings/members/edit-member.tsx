import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { Locale } from '../../../contract/ids.ts'
import { type Member, updateMember } from '../../../contract/tenants.ts'
import { TimeZoneSelect } from '../../account/time-zone-select.tsx'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { Notice } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { membersQuery } from '../queries.ts'

/** Name, language and time zone of somebody. */
export function EditMember({ member, onClose }: { member: Member; onClose: () => void }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const formId = useId()
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
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('member.editTitle', { name: member.name })}
      closeLabel={t('app.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" form={formId} look="primary" busy={saving.isPending}>
            {t('app.save')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
        {saving.error && (
          <Notice tone="danger" role="alert">
            {errorText(saving.error)}
          </Notice>
        )}
        <Field label={t('member.name')}>
          {(control) => (
            <Input
              {...control}
              required
              maxLength={200}
              value={form.name}
              onChange={(event) => setForm({ ...form, name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('member.language')}>
          {(control) => (
            <Select
              {...control}
              value={form.locale}
              onChange={(event) => setForm({ ...form, locale: event.target.value as Locale })}
            >
              <option value="zh-CN">简体中文</option>
              <option value="en">English</option>
            </Select>
          )}
        </Field>
        <Field label={t('member.timeZone')}>
          {(control) => (
            <TimeZoneSelect
              {...control}
              value={form.timeZone}
              onChange={(timeZone) => setForm({ ...form, timeZone })}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
