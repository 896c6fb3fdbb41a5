import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { removeSecondFactor, renewRecoveryCodes } from '../../contract/sign-in.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { Failed } from '../app/page-states.tsx'
import { useMe } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { CodeField } from '../sign-in/code-field.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Badge, Notice, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { secondFactorQuery } from './queries.ts'
import { RecoveryCodes, SetUpSecondFactor } from './set-up-second-factor.tsx'

/** Whether signing in asks for a code, and what to do about it. */
export function SecondFactor() {
  const t = useText()
  const { method } = useMe()
  const query = useQuery(secondFactorQuery)
  const [open, setOpen] = useState<'set-up' | 'renew' | 'remove'>()
  const close = () => setOpen(undefined)
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('factor.title')}</h2>
      {query.isPending && <SkeletonLines label={t('app.loading')} lines={2} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {method === 'oidc' && <p className="text-n-11">{t('factor.elsewhere')}</p>}
      {query.data && method === 'password' && (
        <>
          <p className="flex flex-wrap items-center gap-2 text-n-11">
            {query.data.enabled ? (
              <>
                <Badge tone="good">{t('factor.on')}</Badge>
                {t('factor.codesLeft', { count: query.data.recoveryCodesLeft })}
              </>
            ) : (
              t('factor.off')
            )}
          </p>
          <div className="flex flex-wrap gap-2">
            {query.data.enabled ? (
              <>
                <Button onClick={() => setOpen('renew')}>{t('factor.renew')}</Button>
                <Button onClick={() => setOpen('remove')}>{t('factor.remove')}</Button>
              </>
            ) : (
              <Button look="primary" onClick={() => setOpen('set-up')}>
                {t('factor.setUp')}
              </Button>
            )}
          </div>
        </>
      )}
      {open === 'set-up' && (
        <Dialog open onOpenChange={close} title={t('factor.setUp')} closeLabel={t('app.close')}>
          <div className="pb-3">
            <SetUpSecondFactor onDone={close} />
          </div>
        </Dialog>
      )}
      {(open === 'renew' || open === 'remove') && <Change what={open} onClose={close} />}
    </section>
  )
}

function Change({ what, onClose }: { what: 'renew' | 'remove'; onClose: () => void }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const formId = useId()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const changing = useMutation({
    mutationFn: async () => {
      const body = { password, code }
      if (what === 'renew') return (await call(renewRecoveryCodes, { body })).recoveryCodes
      await call(removeSecondFactor, { body })
      return undefined
    },
    onSuccess: async (codes) => {
      if (codes === undefined) {
        say(t('factor.removed'))
        onClose()
      }
      await queryClient.invalidateQueries({ queryKey: secondFactorQuery.queryKey })
    },
    onError: () => setCode(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changing.mutate()
  }
  const title = t(what === 'renew' ? 'factor.renew' : 'factor.remove')
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      closeLabel={t('app.close')}
      footer={
        !changing.data && (
          <>
            <Button onClick={onClose}>{t('app.cancel')}</Button>
            <Button
              type="submit"
              form={formId}
              look={what === 'remove' ? 'danger' : 'primary'}
              busy={changing.isPending}
            >
              {title}
            </Button>
          </>
        )
      }
    >
      {changing.data ? (
        <div className="pb-3">
          <RecoveryCodes codes={changing.data} onDone={onClose} />
        </div>
      ) : (
        <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
          {changing.error && (
            <Notice tone="danger" role="alert">
              {errorText(changing.error)}
            </Notice>
          )}
          <TextField
            label={t('password.current')}
            type="password"
            required
            autoFocus
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <CodeField value={code} onChange={setCode} label={t('signIn.code')} hint={t('signIn.codeHint')} />
        </form>
      )}
    </Dialog>
  )
}
