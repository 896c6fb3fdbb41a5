import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { updateTenant } from '../../../contract/settings/guide.ts'
import { LanguageSelect } from '../../account/language-select.tsx'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { meQuery, useMe } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select, TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'

const zones = Intl.supportedValuesOf('timeZone')

/** What the company is called, which language it speaks and by which clock it lives. */
export function CompanySection() {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const { name, locale, timeZone } = useMe().tenant
  const [form, setForm] = useState({ name, locale, timeZone })
  const changed = JSON.stringify(form) !== JSON.stringify({ name, locale, timeZone })
  const saving = useMutation({
    mutationFn: () => call(updateTenant, { body: { ...form, name: form.name.trim() } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
      say(t('settings.saved'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changed) saving.mutate()
  }
  return (
    <form onSubmit={submit} className="flex max-w-120 flex-col gap-3">
      {saving.error && (
        <Notice tone="danger" role="alert">
          {errorText(saving.error)}
        </Notice>
      )}
      <TextField
        label={t('company.name')}
        hint={t('company.nameHint')}
        required
        maxLength={120}
        value={form.name}
        onChange={(event) => setForm({ ...form, name: event.target.value })}
      />
      <Field label={t('company.language')} hint={t('company.languageHint')}>
        {(control) => (
          <LanguageSelect
            {...control}
            value={form.locale}
            onChange={(next) => setForm({ ...form, locale: next })}
          />
        )}
      </Field>
      <Field label={t('company.zone')} hint={t('company.zoneHint')}>
        {(control) => (
          <Select
            {...control}
            value={form.timeZone}
            onChange={(event) => setForm({ ...form, timeZone: event.target.value })}
          >
            {!zones.includes(form.timeZone) && <option value={form.timeZone}>{form.timeZone}</option>}
            {zones.map((zone) => (
              <option key={zone} value={zone}>
                {zone}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        <Link to="/policy" search={{ tab: 'hours' }} className="text-accent underline underline-offset-2">
          {t('policyTab.hours')}
        </Link>
        <Link to="/policy" search={{ tab: 'welcome' }} className="text-accent underline underline-offset-2">
          {t('policyTab.welcome')}
        </Link>
        <Link to="/guide" className="text-accent underline underline-offset-2">
          {t('guide.title')}
        </Link>
      </p>
      <Button
        type="submit"
        look="primary"
        busy={saving.isPending}
        disabled={!changed || form.name.trim() === ''}
        className="self-start"
      >
        {t('app.save')}
      </Button>
    </form>
  )
}
