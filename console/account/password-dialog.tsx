import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { changePassword } from '../../contract/tenants.ts'
import { call } from '../app/api.ts'
import { FormDialog } from '../app/form-dialog.tsx'
import { useText } from '../app/text.ts'
import { TextField } from '../ui/field.tsx'
import { useToast } from '../ui/toast.tsx'

/** Changes one's own password. */
export default function PasswordDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const say = useToast()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const changing = useMutation({
    mutationFn: () => call(changePassword, { body: { current, next } }),
    onSuccess: () => {
      say(t('password.done'))
      onClose()
    },
  })
  return (
    <FormDialog
      title={t('password.title')}
      submitLabel={t('password.title')}
      busy={changing.isPending}
      error={changing.error}
      onSubmit={() => changing.mutate()}
      onClose={onClose}
    >
      <TextField
        label={t('password.current')}
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <TextField
        label={t('password.next')}
        hint={t('password.hint')}
        type="password"
        autoComplete="new-password"
        required
        minLength={10}
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
    </FormDialog>
  )
}
