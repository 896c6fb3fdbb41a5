import { type ReactNode, useId } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/states.tsx'
import { useErrorText } from './error-text.ts'
import { useText } from './text.ts'

interface FormDialogProps {
  title: string
  description?: ReactNode
  wide?: boolean
  /** What the button that sends says; “Save” when absent. */
  submitLabel?: string
  disabled?: boolean
  busy?: boolean
  /** Why it could not be sent. */
  error?: Error | null | undefined
  /** Stands apart at the start of the buttons. */
  aside?: ReactNode
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}

/** A window with fields to fill in and send, or to leave as they were. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, wide, submitLabel, disabled, busy, error, aside, onSubmit, onClose, children } =
    props
  const t = useText()
  const errorText = useErrorText()
  const formId = useId()
  return (
    <Dialog
      open
      wide={wide === true}
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      closeLabel={t('app.close')}
      footer={
        <>
          {aside}
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button
            type="submit"
            form={formId}
            look="primary"
            disabled={disabled === true}
            busy={busy === true}
          >
            {submitLabel ?? t('app.save')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault()
          if (!disabled) onSubmit()
        }}
        className="flex flex-col gap-3"
      >
        {error && (
          <Notice tone="danger" role="alert">
            {errorText(error)}
          </Notice>
        )}
        {children}
      </form>
    </Dialog>
  )
}
