import { Field, Input } from '../ui/field.tsx'

/** Six digits of an authenticator, or a recovery code. */
export function CodeField({
  value,
  onChange,
  label,
  hint,
}: {
  value: string
  onChange: (code: string) => void
  label: string
  hint?: string
}) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Input
          {...control}
          required
          autoFocus
          minLength={6}
          maxLength={40}
          name="code"
          inputMode={hint ? 'text' : 'numeric'}
          autoComplete="one-time-code"
          className="max-w-52 font-mono tracking-widest"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
