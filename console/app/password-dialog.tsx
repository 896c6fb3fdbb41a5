import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { changePassword } from '../../contract/tenants.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { Notice } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { call } from './api.ts'
import { useErrorText } from './error-text.ts'
import { useText } from './text.ts'

/** Changes one's own password. */
export default function PasswordDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const formId = useId()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const changing = useMutation({
    mutationFn: () => call(changePassword, { body: { current, next } }),
    onSuccess: () => {
      say(t('password.done'))
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changing.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('password.title')}
      closeLabel={t('app.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" form={formId} look="primary" busy={changing.isPending}>
            {t('password.title')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
        {changing.error && (
          <Notice tone="danger" role="alert">
            {errorText(changing.error)}
          </Notice>
        )}
        <Field label={t('password.current')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              required
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('password.next')} hint={t('password.hint')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              required
              minLength={10}
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
