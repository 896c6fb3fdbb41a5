import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { beginSecondFactor, confirmSecondFactor } from '../../contract/sign-in.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useText } from '../app/text.ts'
import { Secret } from '../settings/secret.tsx'
import { CodeField } from '../sign-in/code-field.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Notice } from '../ui/states.tsx'
import { QrCode } from './qr-code.tsx'
import { secondFactorQuery } from './queries.ts'

/** Password, then QR code and its first code, then the recovery codes. */
export function SetUpSecondFactor({ onDone }: { onDone: () => void }) {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const beginning = useMutation({ mutationFn: () => call(beginSecondFactor, { body: { password } }) })
  const confirming = useMutation({
    mutationFn: () => call(confirmSecondFactor, { body: { code } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: secondFactorQuery.queryKey }),
    onError: () => setCode(''),
  })
  if (confirming.data) return <RecoveryCodes codes={confirming.data.recoveryCodes} onDone={onDone} />
  const error = confirming.error ?? beginning.error
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (beginning.data) confirming.mutate()
    else beginning.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      {error && (
        <Notice tone="danger" role="alert">
          {errorText(error)}
        </Notice>
      )}
      {beginning.data ? (
        <>
          <p>{t('factor.scan')}</p>
          <div className="flex flex-wrap items-start gap-4">
            <QrCode text={beginning.data.uri} label={t('factor.qr')} />
            <div className="flex min-w-52 flex-1 flex-col gap-1">
              <span className="text-sm font-medium text-n-11">{t('factor.byHand')}</span>
              <Secret label={t('factor.byHand')} text={beginning.data.secret} />
            </div>
          </div>
          <CodeField value={code} onChange={setCode} label={t('factor.firstCode')} />
        </>
      ) : (
        <TextField
          label={t('password.current')}
          hint={t('factor.passwordHint')}
          type="password"
          required
          autoFocus
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      )}
      <Button
        type="submit"
        look="primary"
        className="self-start"
        busy={beginning.isPending || confirming.isPending}
      >
        {t(beginning.data ? 'factor.confirm' : 'factor.go')}
      </Button>
    </form>
  )
}

/** The codes that let in without the phone, shown this once. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useText()
  return (
    <div className="flex flex-col gap-3">
      <Notice tone="warning">{t('factor.recoveryHint')}</Notice>
      <Secret label={t('factor.recovery')} text={codes.join('\n')} />
      <Button look="primary" className="self-start" onClick={onDone}>
        {t('factor.kept')}
      </Button>
    </div>
  )
}
