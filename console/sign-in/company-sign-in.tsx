import { useMutation } from '@tanstack/react-query'
import { Building2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { beginOidcSignIn, listSignInProviders } from '../../contract/identity-providers.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { Notice } from '../ui/states.tsx'

const storageKey = 'attune.tenant'

/** Signing in by the company's own provider: the tenant's short name, then a button for each provider. */
export function CompanySignIn({ redirect }: { redirect: string | undefined }) {
  const t = useText()
  const errorText = useErrorText()
  const [open, setOpen] = useState(false)
  const [tenant, setTenant] = useState(() => localStorage.getItem(storageKey) ?? '')
  const finding = useMutation({
    mutationFn: () => call(listSignInProviders, { body: { tenant: tenant.trim() } }),
    onSuccess: ({ items }) => items.length > 0 && localStorage.setItem(storageKey, tenant.trim()),
  })
  const going = useMutation({
    mutationFn: (provider: string) =>
      call(beginOidcSignIn, { body: { tenant: tenant.trim(), provider, redirect } }),
    onSuccess: ({ url }) => location.assign(url),
  })
  if (!open)
    return (
      <Button look="quiet" icon={<Building2 />} onClick={() => setOpen(true)}>
        {t('company.signIn')}
      </Button>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    finding.mutate()
  }
  const error = finding.error ?? going.error
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 border-t pt-4">
      {error && (
        <Notice tone="danger" role="alert">
          {errorText(error)}
        </Notice>
      )}
      <Field
        label={t('company.tenant')}
        hint={t('company.tenantHint')}
        problem={finding.data?.items.length === 0 && t('company.none')}
      >
        {(control) => (
          <Input
            {...control}
            required
            autoFocus
            maxLength={100}
            autoComplete="organization"
            value={tenant}
            onChange={(event) => {
              setTenant(event.target.value)
              finding.reset()
            }}
          />
        )}
      </Field>
      {finding.data?.items.map((provider) => (
        <Button
          key={provider.id}
          look="primary"
          busy={going.isPending}
          onClick={() => going.mutate(provider.id)}
        >
          {t('company.by', { name: provider.name })}
        </Button>
      ))}
      {!finding.data?.items.length && (
        <Button type="submit" busy={finding.isPending}>
          {t('factor.go')}
        </Button>
      )}
    </form>
  )
}
