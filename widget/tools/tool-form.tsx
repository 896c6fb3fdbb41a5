import { useId, useState } from 'preact/hooks'
import type { ToolField } from '../../contract/index.ts'
import { useChat } from '../screen/context.ts'
import type { ShownTool } from './tool-items.ts'

/** What is still to be known, a field each; where there is something to choose from, it is chosen by a tap. */
export function ToolForm({
  callId,
  title,
  fields,
  stands,
}: {
  callId: string
  title: string
  fields: readonly ToolField[]
  stands: ShownTool['stands']
}) {
  const { chat, texts } = useChat()
  const heading = useId()
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [missing, setMissing] = useState<string | undefined>(undefined)
  const open = stands === 'open'
  const set = (name: string, value: string) => {
    setValues({ ...values, [name]: value })
    if (missing === name) setMissing(undefined)
  }
  const submit = (event: Event) => {
    event.preventDefault()
    const first = fields.find((field) => field.required && !values[field.name]?.trim())
    setMissing(first?.name)
    if (!first) chat.sendTool({ type: 'tool-input', callId, values: { ...values } })
  }
  return (
    <form class="receipt tool" aria-labelledby={heading} onSubmit={submit} noValidate>
      <p class="receipt-title" id={heading}>
        {title}
      </p>
      {open ? (
        <>
          {fields.map((field) => (
            <Field
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              missing={missing === field.name}
              onChange={(value) => set(field.name, value)}
            />
          ))}
          <button type="submit" class="primary">
            {texts.toolContinue}
          </button>
        </>
      ) : (
        <p class="muted">{texts.toolStands[stands]}</p>
      )}
    </form>
  )
}

function Field({
  field,
  value,
  missing,
  onChange,
}: {
  field: ToolField
  value: string
  missing: boolean
  onChange: (value: string) => void
}) {
  const { texts } = useChat()
  const id = useId()
  const label = field.required ? field.label : texts.toolOptional(field.label)
  const problem = missing && (
    <span class="wrong" role="alert">
      {texts.toolMissing}
    </span>
  )
  if (field.kind === 'choice') {
    return (
      <fieldset class="options">
        <legend>{label}</legend>
        {field.options?.map((option) => (
          <button
            key={option.value}
            type="button"
            class={option.value === value ? 'option chosen' : 'option'}
            aria-pressed={option.value === value}
            onClick={() => onChange(option.value)}
          >
            {option.label}
          </button>
        ))}
        {problem}
      </fieldset>
    )
  }
  const control = {
    id,
    value,
    'aria-invalid': missing,
    onInput: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
  }
  return (
    <label class="field" for={id}>
      <span>{label}</span>
      {field.kind === 'date' ? (
        <input {...control} type="date" />
      ) : (
        <input
          {...control}
          type="text"
          inputMode={field.kind === 'number' ? 'decimal' : 'text'}
          maxLength={500}
        />
      )}
      {problem}
    </label>
  )
}
