import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  createOidcProvider,
  type OidcProvider,
  updateOidcProvider,
} from '../../../contract/identity-providers.ts'
import { call } from '../../app/api.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { useText } from '../../app/text.ts'
import { linesOf } from '../../knowledge/entry-form.ts'
import { Check, Field, TextArea, TextField } from '../../ui/field.tsx'
import { RoleSelect } from '../members/role-select.tsx'

/** `value = role` lines as pairs. */
function readRoleMap(text: string): { value: string; role: string }[] {
  return linesOf(text).flatMap((line) => {
    const at = line.lastIndexOf('=')
    const [value, role] = [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    return at > 0 && value && role ? [{ value, role }] : []
  })
}

export function ProviderDialog({
  provider,
  onClose,
}: {
  provider: OidcProvider | undefined
  onClose: () => void
}) {
  const t = useText()
  const queryClient = useQueryClient()
  const [form, setForm] = useState({
    name: provider?.name ?? '',
    issuer: provider?.issuer ?? '',
    clientId: provider?.clientId ?? '',
    clientSecret: '',
    enabled: provider?.enabled ?? true,
    domains: provider?.domains.join('\n') ?? '',
    invited: provider?.invited ?? true,
    role: provider?.role ?? 'agent',
    roleClaim: provider?.roleClaim ?? '',
    roleMap: provider?.roleMap.map(({ value, role }) => `${value} = ${role}`).join('\n') ?? '',
  })
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change })
  const saving = useMutation({
    mutationFn: () => {
      const { clientSecret, roleClaim, ...rest } = form
      const body = {
        ...rest,
        domains: linesOf(form.domains),
        roleMap: readRoleMap(form.roleMap),
        ...(roleClaim.trim() ? { roleClaim: roleClaim.trim() } : {}),
      }
      return provider
        ? call(updateOidcProvider, {
            params: { oidcProviderId: provider.id },
            body: { ...body, ...(clientSecret ? { clientSecret } : {}) },
            ifMatch: provider.version,
          })
        : call(createOidcProvider, { body: { ...body, clientSecret } })
    },
    onSuccess: async () => {
      onClose()
      await queryClient.invalidateQueries({ queryKey: ['oidc-providers'] })
    },
  })
  return (
    <FormDialog
      wide
      title={provider?.name ?? t('provider.add')}
      busy={saving.isPending}
      error={saving.error}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={t('provider.name')}
          hint={t('provider.nameHint')}
          required
          maxLength={80}
          value={form.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <TextField
          label={t('provider.issuer')}
          hint={t('provider.issuerHint')}
          type="url"
          required
          maxLength={300}
          value={form.issuer}
          onChange={(event) => set({ issuer: event.target.value })}
        />
        <TextField
          label={t('provider.clientId')}
          required
          maxLength={300}
          autoComplete="off"
          value={form.clientId}
          onChange={(event) => set({ clientId: event.target.value })}
        />
        <TextField
          label={t('provider.clientSecret')}
          hint={provider && t('provider.secretKept')}
          type="password"
          required={!provider}
          maxLength={500}
          autoComplete="new-password"
          value={form.clientSecret}
          onChange={(event) => set({ clientSecret: event.target.value })}
        />
        <Field label={t('provider.domains')} hint={t('provider.domainsHint')}>
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              value={form.domains}
              onChange={(event) => set({ domains: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('provider.role')}>
          {(control) => (
            <RoleSelect
              {...control}
              value={form.role}
              onChange={(event) => set({ role: event.target.value })}
            />
          )}
        </Field>
        <TextField
          label={t('provider.roleClaim')}
          hint={t('provider.roleClaimHint')}
          maxLength={100}
          placeholder="groups"
          value={form.roleClaim}
          onChange={(event) => set({ roleClaim: event.target.value })}
        />
        <Field label={t('provider.roleMap')} hint={t('provider.roleMapHint')}>
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              placeholder="support-leads = supervisor"
              value={form.roleMap}
              onChange={(event) => set({ roleMap: event.target.value })}
            />
          )}
        </Field>
        <Check
          label={t('provider.invited')}
          checked={form.invited}
          onChange={(event) => set({ invited: event.target.checked })}
        />
        <Check
          label={t('provider.enabled')}
          checked={form.enabled}
          onChange={(event) => set({ enabled: event.target.checked })}
        />
      </div>
    </FormDialog>
  )
}
