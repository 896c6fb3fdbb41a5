import type { ProcedureDefinition, ProcedureValue } from '../../contract/procedures/definition.ts'
import { useCodeText, useLocale, useText } from '../app/text.ts'
import { Field, Select, TextField } from '../ui/field.tsx'

type Words = { en?: string | undefined; zh?: string | undefined }

/** Words in the language of the console, else in the one there is. */
export function useShown(): (words: Words | undefined) => string {
  const locale = useLocale()
  return (words) => (locale === 'zh-CN' ? words?.zh || words?.en : words?.en || words?.zh) ?? ''
}

/** How a step is called in lists: by its place, its kind and what it is about. */
export function useStepName(definition: ProcedureDefinition): (id: string) => string {
  const codeText = useCodeText()
  const shown = useShown()
  return (id) => {
    const place = definition.steps.findIndex((step) => step.id === id)
    const step = definition.steps[place]
    if (step === undefined) return id
    const about = step.title || ('text' in step ? shown(step.text) : '') || codeText('stepKind', step.kind)
    return `${place + 1}. ${about.length > 40 ? `${about.slice(0, 40)}…` : about}`
  }
}

/** Where it goes on. */
export function StepSelect({
  label,
  definition,
  value,
  otherwise,
  onChange,
}: {
  label: string
  definition: ProcedureDefinition
  value: string | undefined
  /** What holds where none is chosen; without it one has to be. */
  otherwise?: string
  onChange: (id: string | undefined) => void
}) {
  const name = useStepName(definition)
  const known = value === undefined || definition.steps.some((step) => step.id === value)
  return (
    <Field label={label}>
      {(control) => (
        <Select
          {...control}
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
        >
          {otherwise !== undefined && <option value="">{otherwise}</option>}
          {!known && <option value={value}>{value} ?</option>}
          {definition.steps.map((step) => (
            <option key={step.id} value={step.id}>
              {name(step.id)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

/** Where a value comes from: a slot, what a tool gave, or words that are always the same. */
export function ValuePicker({
  label,
  definition,
  value,
  optional,
  onChange,
}: {
  label: string
  definition: ProcedureDefinition
  value: ProcedureValue | undefined
  optional?: boolean
  onChange: (value: ProcedureValue | undefined) => void
}) {
  const t = useText()
  const shown = useShown()
  const name = useStepName(definition)
  const tools = definition.steps.filter((step) => step.kind === 'tool')
  const key =
    value === undefined
      ? ''
      : value.from === 'slot'
        ? `slot ${value.slot}`
        : value.from === 'result'
          ? `result ${value.step}`
          : 'text'
  const choose = (next: string) => {
    const [from, what = ''] = next.split(' ')
    if (from === 'slot') onChange({ from, slot: what })
    else if (from === 'result')
      onChange({ from, step: what, field: value?.from === 'result' ? value.field : 'receipt' })
    else if (from === 'text') onChange({ from, text: value?.from === 'text' ? value.text : '' })
    else onChange(undefined)
  }
  const unknown = value?.from === 'slot' && !definition.slots.some((slot) => slot.name === value.slot)
  return (
    <div className="flex min-w-48 flex-1 flex-wrap items-end gap-2">
      <Field label={label} className="min-w-40 flex-1">
        {(control) => (
          <Select {...control} value={key} onChange={(event) => choose(event.target.value)}>
            {(optional || value === undefined) && <option value="">{t('procedures.nothing')}</option>}
            {unknown && <option value={key}>{value.slot} ?</option>}
            <optgroup label={t('procedures.slots')}>
              {definition.slots.map((slot) => (
                <option key={slot.name} value={`slot ${slot.name}`}>
                  {shown(slot.label) || slot.name}
                </option>
              ))}
            </optgroup>
            {tools.length > 0 && (
              <optgroup label={t('procedures.results')}>
                {tools.map((step) => (
                  <option key={step.id} value={`result ${step.id}`}>
                    {name(step.id)}
                  </option>
                ))}
              </optgroup>
            )}
            <option value="text">{t('procedures.fixed')}</option>
          </Select>
        )}
      </Field>
      {value?.from === 'text' && (
        <TextField
          label={t('procedures.fixedText')}
          className="min-w-32 flex-1"
          maxLength={500}
          value={value.text}
          onChange={(event) => onChange({ from: 'text', text: event.target.value })}
        />
      )}
      {value?.from === 'result' && (
        <TextField
          label={t('procedures.field')}
          className="min-w-32 flex-1 [&_input]:font-mono"
          maxLength={200}
          value={value.field}
          onChange={(event) => onChange({ ...value, field: event.target.value })}
        />
      )}
    </div>
  )
}
