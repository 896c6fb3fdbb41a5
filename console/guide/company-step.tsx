import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { getPolicy, updatePolicy } from '../../contract/policy.ts'
import { updateTenant } from '../../contract/settings/guide.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { meQuery, useMe } from '../app/session.ts'
import { useLocale, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Check, Field, Input, Select, TextField } from '../ui/field.tsx'
import { Notice, SkeletonLines } from '../ui/states.tsx'
import { guideQuery } from './queries.ts'

const days = [1, 2, 3, 4, 5, 6, 0]
/** A Sunday, so that day `n` lies `n` days behind it. */
const sunday = Date.UTC(2026, 10, 22)

/** Name, time zone and business hours of the company. */
export function CompanyStep() {
  const t = useText()
  const locale = useLocale()
  const { tenant } = useMe()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const policy = useQuery({
    queryKey: ['policy', 'guide'],
    queryFn: ({ signal }) => call(getPolicy, { signal }),
  })
  const [form, setForm] = useState({
    name: tenant.name === 'Main' ? '' : tenant.name,
    timeZone: tenant.timeZone === 'UTC' ? Intl.DateTimeFormat().resolvedOptions().timeZone : tenant.timeZone,
    open: [1, 2, 3, 4, 5],
    from: '09:00',
    to: '18:00',
  })
  const saving = useMutation({
    mutationFn: async () => {
      const { version, document } = await call(getPolicy, {})
      const range = { from: form.from, to: form.to }
      const week = Array.from({ length: 7 }, (_, day) => (form.open.includes(day) ? [range] : []))
      await call(updateTenant, { body: { name: form.name.trim(), timeZone: form.timeZone } })
      await call(updatePolicy, {
        body: { ...document, hours: { ...document.hours, week } },
        ifMatch: version,
      })
    },
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: guideQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: ['policy'] }),
      ])
    },
  })
  if (policy.isPending) return <SkeletonLines label={t('app.loading')} lines={3} />
  const dayName = (day: number) =>
    new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(sunday + day * 86_400_000)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      {saving.error && (
        <Notice tone="danger" role="alert">
          {errorText(saving.error)}
        </Notice>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={t('guide.companyName')}
          required
          maxLength={120}
          autoComplete="organization"
          value={form.name}
          onChange={(event) => setForm({ ...form, name: event.target.value })}
        />
        <Field label={t('member.timeZone')}>
          {(control) => (
            <Select
              {...control}
              value={form.timeZone}
              onChange={(event) => setForm({ ...form, timeZone: event.target.value })}
            >
              {[...new Set([form.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <fieldset className="flex flex-col gap-1">
        <legend className="pb-1 text-sm font-medium text-n-11">{t('guide.hours')}</legend>
        <div className="flex flex-wrap gap-x-4">
          {days.map((day) => (
            <Check
              key={day}
              label={dayName(day)}
              checked={form.open.includes(day)}
              onChange={(event) =>
                setForm({
                  ...form,
                  open: event.target.checked ? [...form.open, day] : form.open.filter((one) => one !== day),
                })
              }
            />
          ))}
        </div>
        <div className="flex gap-3">
          {(['from', 'to'] as const).map((end) => (
            <Input
              key={end}
              type="time"
              required
              aria-label={t(`guide.${end}`)}
              value={form[end]}
              onChange={(event) => setForm({ ...form, [end]: event.target.value })}
              className="max-w-32"
            />
          ))}
        </div>
      </fieldset>
      <p className="text-sm text-n-11">{t('guide.hoursHint')}</p>
      <Button type="submit" look="primary" busy={saving.isPending} className="self-start">
        {t('app.save')}
      </Button>
    </form>
  )
}
