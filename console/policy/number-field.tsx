import type { ReactNode } from 'react'
import { useLocale } from '../app/text.ts'
import { lengthText } from '../app/time.ts'
import { Field, Input } from '../ui/field.tsx'

/** A number with its bounds; what is no number counts as the least. */
export function NumberField({
  label,
  hint,
  value,
  min = 0,
  max,
  step = 1,
  onChange,
}: {
  label: string
  hint?: ReactNode
  value: number
  min?: number
  max?: number
  step?: number
  onChange: (value: number) => void
}) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={min}
          max={max}
          step={step}
          required
          value={value}
          onChange={(event) => {
            const next = event.target.valueAsNumber
            onChange(Number.isFinite(next) ? Math.min(max ?? next, Math.max(min, next)) : min)
          }}
        />
      )}
    </Field>
  )
}

/** A number of seconds, with what that comes to below. */
export function SecondsField(props: Parameters<typeof NumberField>[0]) {
  return <NumberField {...props} hint={lengthText(props.value, useLocale())} />
}
