import { useState } from 'react'
import { linesOf } from '../knowledge/entry-form.ts'
import { Field, TextArea } from '../ui/field.tsx'

/** A list of short texts, one a line. What is typed stays as typed until the field is left. */
export function ListField({
  label,
  hint,
  values,
  onChange,
}: {
  label: string
  hint?: string
  values: readonly string[]
  onChange: (values: string[]) => void
}) {
  const [text, setText] = useState<string>()
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <TextArea
          {...control}
          rows={2}
          value={text ?? values.join('\n')}
          onChange={(event) => {
            setText(event.target.value)
            onChange([...new Set(linesOf(event.target.value))])
          }}
          onBlur={() => setText(undefined)}
        />
      )}
    </Field>
  )
}
