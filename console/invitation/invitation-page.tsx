import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { acceptInvitation, readInvitation } from '../../contract/members.ts'
import { call, hasCode } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { usePageTitle } from '../app/page-title.ts'
import { localeWasChosen, setLocale, useText } from '../app/text.ts'
import { useRoleName } from '../settings/members/role-names.ts'
import { CodeField } from '../sign-in/code-field.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Notice, SkeletonLines } from '../ui/states.tsx'

/** Where an invitation link leads: says what it is for, asks for name and password, and lets in. */
export function InvitationPage() {
  const t = useText()
  // Behind `#`, so that no server sees it in an address; kept in memory alone from here on.
  const [token] = useState(() => location.hash.slice(1))
  const errorText = useErrorText()
  usePageTitle(t('member.invite'))
  const query = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => call(readInvitation, { body: { token }, signal }),
    enabled: token.length >= 20,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const locale = query.data?.locale
  useEffect(() => {
    if (locale && !localeWasChosen()) void setLocale(locale, false)
  }, [locale])
  if (token.length < 20) return <Bad>{t('invite.noToken')}</Bad>
  if (query.isPending)
    return (
      <Card>
        <SkeletonLines label={t('invite.checking')} />
      </Card>
    )
  if (query.isError) return <Bad>{errorText(query.error)}</Bad>
  return <Join token={token} invitation={query.data} />
}

function Card({ children }: { children: ReactNode }) {
  return (
    <main className="flex h-full flex-col items-center justify-center overflow-y-auto bg-n-2 p-4">
      <div className="w-full max-w-100 rounded-lg border bg-n-1 p-6 shadow-low">{children}</div>
    </main>
  )
}

function Bad({ children }: { children: ReactNode }) {
  const t = useText()
  return (
    <Card>
      <h1 className="pb-2 text-lg font-semibold">{t('invite.bad')}</h1>
      <p role="alert" className="pb-3">
        {children}
      </p>
      <Link to="/sign-in" search={{}} className="text-accent underline">
        {t('invite.toSignIn')}
      </Link>
    </Card>
  )
}

function Join({
  token,
  invitation,
}: {
  token: string
  invitation: { tenantName: string; email: string; role: string; roleName?: string | undefined }
}) {
  const t = useText()
  const roleName = useRoleName()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [form, setForm] = useState({ name: '', password: '' })
  const [code, setCode] = useState<string>()
  const joining = useMutation({
    mutationFn: () => call(acceptInvitation, { body: { token, ...form, ...(code ? { code } : {}) } }),
    onSuccess: async () => {
      queryClient.clear()
      await navigate({ to: '/', replace: true })
    },
    onError: (error) => {
      if (hasCode(error, 'sign-in/failed')) setForm({ ...form, password: '' })
      if (hasCode(error, 'sign-in/code-required')) setCode('')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    joining.mutate()
  }
  return (
    <Card>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div>
          <h1 className="text-xl font-semibold tracking-tight">
            {t('invite.welcome', { tenant: invitation.tenantName })}
          </h1>
          <p className="text-n-11">
            {t('invite.welcomeHint', {
              role: roleName(invitation.role, invitation.roleName),
              email: invitation.email,
            })}
          </p>
        </div>
        {joining.error && (
          <Notice tone="danger" role="alert">
            {errorText(joining.error)}
          </Notice>
        )}
        <input type="hidden" name="username" autoComplete="username" value={invitation.email} readOnly />
        <TextField
          label={t('member.name')}
          required
          autoFocus
          maxLength={200}
          autoComplete="name"
          value={form.name}
          onChange={(event) => setForm({ ...form, name: event.target.value })}
        />
        <TextField
          label={t('invite.password')}
          hint={t('invite.passwordHint')}
          type="password"
          required
          minLength={10}
          autoComplete="new-password"
          value={form.password}
          onChange={(event) => setForm({ ...form, password: event.target.value })}
        />
        {code !== undefined && (
          <CodeField value={code} onChange={setCode} label={t('signIn.code')} hint={t('signIn.codeHint')} />
        )}
        <Button type="submit" look="primary" busy={joining.isPending} className="h-8">
          {t('invite.accept')}
        </Button>
      </form>
    </Card>
  )
}
