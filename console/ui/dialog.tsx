import { X } from 'lucide-react'
import { AlertDialog, Dialog as RadixDialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button, IconButton } from './button.tsx'
import { classNames } from './class-names.ts'

const veil = 'fixed inset-0 z-40 bg-veil animate-appear'
const panel =
  'fixed z-40 left-1/2 top-1/2 -translate-x-1/2 -translate-y-1/2 flex max-h-[88dvh] w-[calc(100vw-32px)] flex-col rounded-lg border border-n-6 bg-n-1 shadow-high'

interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  closeLabel: string
  wide?: boolean
  footer?: ReactNode
  children: ReactNode
}

/** A window over the page; Escape and a click beside it close it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  closeLabel,
  wide,
  footer,
  children,
}: DialogProps) {
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={veil} />
        <RadixDialog.Content
          className={classNames(panel, wide ? 'max-w-[760px]' : 'max-w-[460px]')}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <header className="flex items-start gap-2 px-4 pt-3 pb-1">
            <div className="min-w-0 flex-1">
              {/* Level with the button beside it, which a finger has larger. */}
              <RadixDialog.Title className="pt-0.5 text-lg font-semibold pointer-coarse:pt-1.5">
                {title}
              </RadixDialog.Title>
              {description && (
                <RadixDialog.Description className="text-n-11">{description}</RadixDialog.Description>
              )}
            </div>
            <RadixDialog.Close asChild>
              <IconButton silent label={closeLabel} className="-mr-1.5">
                <X />
              </IconButton>
            </RadixDialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-2">{children}</div>
          {footer && <footer className="flex flex-wrap justify-end gap-2 px-4 pt-2 pb-4">{footer}</footer>}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

interface ConfirmProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description: ReactNode
  cancelLabel: string
  confirmLabel: string
  onConfirm: () => void
}

/** Asks before something that cannot be undone in one step. */
export function Confirm(props: ConfirmProps) {
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={veil} />
        <AlertDialog.Content className={classNames(panel, 'max-w-[420px] gap-2 p-4')}>
          <AlertDialog.Title className="text-lg font-semibold">{props.title}</AlertDialog.Title>
          <AlertDialog.Description className="text-n-11">{props.description}</AlertDialog.Description>
          <div className="flex justify-end gap-2 pt-2">
            <AlertDialog.Cancel asChild>
              <Button>{props.cancelLabel}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="danger" onClick={props.onConfirm}>
                {props.confirmLabel}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
