import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type CodeSettings,
  type CodeSettingsInput,
  updateCodeSettings,
} from '../../../contract/tools/codes.ts'
import { call } from '../../app/api.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { useCodeText, useText } from '../../app/text.ts'
import { Field, Select, TextField } from '../../ui/field.tsx'
import { inputOf } from './code-input.ts'
import { codeSettingsQuery } from './queries.ts'

interface DialogProps {
  settings: CodeSettings
  onClose: () => void
}
type Security = NonNullable<CodeSettingsInput['email']>['security']
const usualPort: Record<Security, string> = { tls: '465', starttls: '587', none: '25' }

function useSaving({ settings, onClose }: DialogProps, change: () => Partial<CodeSettingsInput>) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () =>
      call(updateCodeSettings, { body: { ...inputOf(settings), ...change() }, ifMatch: settings.version }),
    onSuccess: async () => {
      onClose()
      await queryClient.invalidateQueries({ queryKey: codeSettingsQuery.queryKey })
    },
  })
}

function PerHour({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useText()
  return (
    <TextField
      label={t('codes.perHour')}
      type="number"
      required
      min={1}
      max={20}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** The company's own mail server. */
export function MailDialog(props: DialogProps) {
  const t = useText()
  const codeText = useCodeText()
  const { email, perHour } = props.settings
  const [form, setForm] = useState({
    host: email?.host ?? '',
    port: String(email?.port ?? usualPort.tls),
    security: email?.security ?? ('tls' as Security),
    user: email?.user ?? '',
    password: '',
    from: email?.from ?? '',
    perHour: String(perHour),
  })
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change })
  const saving = useSaving(props, () => ({
    email: {
      host: form.host.trim(),
      port: Number(form.port),
      security: form.security,
      from: form.from.trim(),
      ...(form.user.trim() === '' ? {} : { user: form.user.trim() }),
      ...(form.password === '' ? {} : { password: form.password }),
    },
    perHour: Number(form.perHour),
  }))
  return (
    <FormDialog
      title={t('codes.by.email')}
      busy={saving.isPending}
      error={saving.error}
      onSubmit={() => saving.mutate()}
      onClose={props.onClose}
    >
      <Field label={t('codes.security')}>
        {(control) => (
          <Select
            {...control}
            value={form.security}
            onChange={(event) => {
              const security = event.target.value as Security
              // A port somebody chose stays.
              const usual = form.port === usualPort[form.security]
              set(usual ? { security, port: usualPort[security] } : { security })
            }}
          >
            {(['tls', 'starttls', 'none'] as const).map((one) => (
              <option key={one} value={one}>
                {codeText('codeSecurity', one)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="flex gap-2">
        <TextField
          label={t('codes.host')}
          className="min-w-0 flex-1"
          required
          placeholder="smtp.example.com"
          value={form.host}
          onChange={(event) => set({ host: event.target.value })}
        />
        <TextField
          label={t('codes.port')}
          className="w-24"
          type="number"
          required
          min={1}
          max={65_535}
          value={form.port}
          onChange={(event) => set({ port: event.target.value })}
        />
      </div>
      <TextField
        label={t('codes.from')}
        type="email"
        required
        value={form.from}
        onChange={(event) => set({ from: event.target.value })}
      />
      <TextField
        label={t('codes.user')}
        autoComplete="off"
        value={form.user}
        onChange={(event) => set({ user: event.target.value })}
      />
      <TextField
        label={t('codes.password')}
        hint={t('codes.secretHint')}
        type="password"
        autoComplete="new-password"
        placeholder={email?.hasPassword ? t('codes.kept') : ''}
        value={form.password}
        onChange={(event) => set({ password: event.target.value })}
      />
      <PerHour value={form.perHour} onChange={(value) => set({ perHour: value })} />
    </FormDialog>
  )
}

/** The company's own gateway for text messages, called over HTTP. */
export function GatewayDialog(props: DialogProps) {
  const t = useText()
  const { phone, perHour } = props.settings
  const [form, setForm] = useState({
    url: phone?.url ?? '',
    callingCode: phone?.callingCode ?? '86',
    secret: '',
    perHour: String(perHour),
  })
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change })
  const saving = useSaving(props, () => ({
    phone: {
      url: form.url.trim(),
      callingCode: form.callingCode.trim().replace(/^\+/, ''),
      ...(form.secret === '' ? {} : { secret: form.secret }),
    },
    perHour: Number(form.perHour),
  }))
  return (
    <FormDialog
      title={t('codes.by.phone')}
      busy={saving.isPending}
      error={saving.error}
      onSubmit={() => saving.mutate()}
      onClose={props.onClose}
    >
      <TextField
        label={t('codes.url')}
        hint={t('codes.urlHint')}
        type="url"
        required
        placeholder="https://sms.example.com/attune"
        value={form.url}
        onChange={(event) => set({ url: event.target.value })}
      />
      <TextField
        label={t('codes.secret')}
        hint={t('codes.gatewaySecretHint')}
        type="password"
        autoComplete="new-password"
        placeholder={phone?.hasSecret ? t('codes.kept') : ''}
        value={form.secret}
        onChange={(event) => set({ secret: event.target.value })}
      />
      <TextField
        label={t('codes.callingCode')}
        hint={t('codes.callingCodeHint')}
        required
        pattern="\+?[1-9][0-9]{0,2}"
        value={form.callingCode}
        onChange={(event) => set({ callingCode: event.target.value })}
      />
      <PerHour value={form.perHour} onChange={(value) => set({ perHour: value })} />
    </FormDialog>
  )
}
