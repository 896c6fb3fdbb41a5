import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Languages } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { signIn } from '../../contract/tenants.ts'
import { call, hasCode } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { usePageTitle } from '../app/page-title.ts'
import { meQuery } from '../app/session.ts'
import { setLocale, useAnyText, useLocale, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Notice } from '../ui/states.tsx'
import { CodeField } from './code-field.tsx'
import { CompanySignIn } from './company-sign-in.tsx'

/** E-mail and password; afterwards back to where one wanted to go. */
export function SignInPage() {
  const t = useText()
  const locale = useLocale()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { redirect, problem } = useSearch({ from: '/sign-in' })
  const problemText = useProblemText(problem)
  usePageTitle(t('signIn.submit'))
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [asked, setAsked] = useState(false)
  const attempt = useMutation({
    mutationFn: () => call(signIn, { body: { email: email.trim(), password, ...(asked ? { code } : {}) } }),
    onSuccess: async (me) => {
      queryClient.clear()
      queryClient.setQueryData(meQuery.queryKey, me)
      if (redirect) await navigate({ href: redirect, replace: true })
      else await navigate({ to: '/', replace: true })
    },
    onError: (error) => {
      if (hasCode(error, 'sign-in/failed')) setPassword('')
      if (hasCode(error, 'sign-in/code-required')) setAsked(true)
      if (hasCode(error, 'sign-in/code-wrong')) setCode('')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate()
  }
  return (
    <main className="flex h-full flex-col items-center justify-center gap-6 overflow-y-auto bg-n-2 p-4">
      <form
        onSubmit={submit}
        className="flex w-full max-w-90 flex-col gap-4 rounded-lg border bg-n-1 p-6 shadow-low"
      >
        <div>
          <h1 className="text-xl font-semibold tracking-tight">Attune</h1>
          <p className="text-n-11">{t('signIn.intro')}</p>
        </div>
        {problemText && !attempt.error && (
          <Notice tone="danger" role="alert">
            {problemText}
          </Notice>
        )}
        {attempt.error && !hasCode(attempt.error, 'sign-in/code-required') && (
          <Notice tone="danger" role="alert">
            {errorText(attempt.error)}
          </Notice>
        )}
        {asked ? (
          <>
            <p className="text-n-11">{email.trim()}</p>
            <CodeField value={code} onChange={setCode} label={t('signIn.code')} hint={t('signIn.codeHint')} />
          </>
        ) : (
          <>
            <TextField
              label={t('signIn.email')}
              type="email"
              name="email"
              autoComplete="username"
              autoFocus
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
            <TextField
              label={t('signIn.password')}
              type="password"
              name="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </>
        )}
        <Button type="submit" look="primary" busy={attempt.isPending} className="h-8">
          {t('signIn.submit')}
        </Button>
        {asked && (
          <Button
            look="quiet"
            onClick={() => {
              setAsked(false)
              setPassword('')
              setCode('')
              attempt.reset()
            }}
          >
            {t('signIn.otherAccount')}
          </Button>
        )}
      </form>
      <div className="w-full max-w-90 empty:hidden">{!asked && <CompanySignIn redirect={redirect} />}</div>
      <Button
        look="quiet"
        icon={<Languages />}
        lang={locale === 'en' ? 'zh-CN' : 'en'}
        onClick={() => void setLocale(locale === 'en' ? 'zh-CN' : 'en')}
      >
        {locale === 'en' ? '简体中文' : 'English'}
      </Button>
    </main>
  )
}

/** What a provider's sign-in ended with, by its code. */
function useProblemText(code: string | undefined): string | undefined {
  const { t, has } = useAnyText()
  const key = `error:${code}`
  return code && has(key) ? t(key) : undefined
}
