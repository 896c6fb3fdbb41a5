import { type ComponentProps, type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

// What a caller says about the width counts, in whatever order the two stand in the style sheet.
const box =
  '[:where(&)]:w-full rounded-md border border-n-8 bg-n-1 px-2.5 text-n-12 transition-colors hover:enabled:border-n-10 focus:border-accent focus:outline-none focus:ring-2 focus:ring-accent-line disabled:bg-n-3 disabled:text-n-11 aria-invalid:border-danger'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      {...rest}
      className={classNames(box, 'h-8 read-only:bg-n-2 pointer-coarse:h-9 pointer-coarse:text-lg', className)}
    />
  )
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...rest}
      className={classNames(
        box,
        'block field-sizing-content resize-none py-1.5 read-only:bg-n-2 pointer-coarse:text-lg',
        className,
      )}
    />
  )
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={classNames(box, 'h-8 pr-1 pointer-coarse:h-9', className)} />
}

interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  problem?: ReactNode
  className?: string
  /** Receives what ties the control to its label, hint and problem. */
  children: (control: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ReactNode
}

/** A label above a control, a hint or a problem below it. */
export function Field({ label, hint, problem, className, children }: FieldProps) {
  const id = useId()
  const note = problem || hint
  return (
    <div className={classNames('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="text-sm font-medium text-n-11">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': problem ? true : undefined,
      })}
      {note && (
        <p id={`${id}-note`} className={classNames('text-sm', problem ? 'text-danger' : 'text-n-11')}>
          {note}
        </p>
      )}
    </div>
  )
}

/** A field of one line of text or one number: what an `Input` takes, under its label. The class is the whole field's. */
export function TextField({
  label,
  hint,
  problem,
  className,
  ...rest
}: Omit<ComponentProps<'input'>, 'id'> & Omit<FieldProps, 'children'>) {
  return (
    <Field label={label} hint={hint} problem={problem} className={className}>
      {(control) => <Input {...control} {...rest} />}
    </Field>
  )
}

/** A checkbox with its words to the right. */
export function Check({ label, className, ...rest }: ComponentProps<'input'> & { label: ReactNode }) {
  return (
    <label className={classNames('flex items-start gap-2 py-0.5', className)}>
      <input {...rest} type="checkbox" className="mt-[3px] size-3.5 accent-accent" />
      <span>{label}</span>
    </label>
  )
}
