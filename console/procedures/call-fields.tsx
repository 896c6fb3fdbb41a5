import { useQuery } from '@tanstack/react-query'
import type { ProcedureDefinition, ProcedureValue } from '../../contract/procedures/definition.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Check, Field, Select, TextField } from '../ui/field.tsx'
import { Next, type StepFieldProps, type StepOf, Way } from './going.tsx'
import { ValuePicker } from './pickers.tsx'
import { ToolPicker } from './place-pickers.tsx'
import { procedureToolsQuery } from './queries.ts'

/** Which tool, and what it is called with. */
function CallFields({
  definition,
  tool,
  input,
  only,
  onChange,
}: {
  definition: ProcedureDefinition
  tool: string
  input: Record<string, ProcedureValue>
  only?: 'read'
  onChange: (tool: string, input: Record<string, ProcedureValue>) => void
}) {
  const t = useText()
  const { data } = useQuery(procedureToolsQuery)
  const found = data?.items.find((one) => one.name === tool)
  const names = [...new Set([...(found?.takes ?? []), ...Object.keys(input)])]
  const set = (name: string, value: ProcedureValue | undefined) => {
    const { [name]: _, ...rest } = input
    onChange(tool, value === undefined ? rest : { ...rest, [name]: value })
  }
  return (
    <>
      <ToolPicker tool={tool} only={only} onChange={(name) => name !== tool && onChange(name, {})} />
      {found?.kind === 'write' && <p className="text-sm text-n-11">{t('procedures.writes')}</p>}
      {names.map((name) => (
        <ValuePicker
          key={name}
          label={found?.needs.includes(name) ? name : t('procedures.optional', { name })}
          definition={definition}
          value={input[name]}
          optional={found?.needs.includes(name) !== true}
          onChange={(value) => set(name, value)}
        />
      ))}
    </>
  )
}

/** How the step is called where it is shown: it says nothing that could stand for it. */
function TitleField({ step, onChange }: Pick<StepFieldProps<StepOf<'tool' | 'wait'>>, 'step' | 'onChange'>) {
  const t = useText()
  return (
    <TextField
      label={t('procedures.stepTitle')}
      maxLength={120}
      value={step.title ?? ''}
      onChange={(event) => onChange({ ...step, title: event.target.value })}
    />
  )
}

export function ToolFields({ definition, step, onChange }: StepFieldProps<StepOf<'tool'>>) {
  const t = useText()
  return (
    <>
      <TitleField step={step} onChange={onChange} />
      <CallFields
        definition={definition}
        tool={step.tool}
        input={step.input}
        onChange={(tool, input) => onChange({ ...step, tool, input })}
      />
      <div className="grid gap-3 sm:grid-cols-3">
        <Way
          to="refused"
          label={t('procedures.refused')}
          usually={t('procedures.toPeople')}
          definition={definition}
          step={step}
          onChange={onChange}
        />
        <Way
          to="declined"
          label={t('procedures.declined')}
          usually={t('procedures.ends')}
          definition={definition}
          step={step}
          onChange={onChange}
        />
        <Next definition={definition} step={step} onChange={onChange} />
      </div>
    </>
  )
}

const units = { minutes: 1, hours: 60, days: 1_440 } as const
type Unit = keyof typeof units

function Duration({
  label,
  minutes,
  least,
  most,
  onChange,
}: {
  label: string
  minutes: number
  least: number
  most: number
  onChange: (minutes: number) => void
}) {
  const codeText = useCodeText()
  const unit: Unit = minutes % units.days === 0 ? 'days' : minutes % units.hours === 0 ? 'hours' : 'minutes'
  const set = (count: number, by: Unit) => onChange(Math.min(most, Math.max(least, count * units[by])))
  return (
    <div className="flex items-end gap-1">
      <TextField
        label={label}
        type="number"
        min={1}
        className="w-24"
        value={minutes / units[unit]}
        onChange={(event) => set(Math.round(Number(event.target.value) || 1), unit)}
      />
      <Field label={<span className="sr-only">{label}</span>}>
        {(control) => (
          <Select
            {...control}
            className="w-24"
            value={unit}
            onChange={(event) => set(minutes / units[unit], event.target.value as Unit)}
          >
            {(Object.keys(units) as Unit[]).map((one) => (
              <option key={one} value={one}>
                {codeText('timeUnit', one)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  )
}

export function WaitFields({ definition, step, onChange }: StepFieldProps<StepOf<'wait'>>) {
  const t = useText()
  const { until } = step
  return (
    <>
      <TitleField step={step} onChange={onChange} />
      <Check
        label={t('procedures.untilTool')}
        checked={until !== undefined}
        onChange={(event) => {
          const { until: _, ...rest } = step
          onChange(
            event.target.checked
              ? {
                  ...rest,
                  until: { tool: 'date', input: {}, field: 'state', equals: ['done'], everyMinutes: 60 },
                }
              : rest,
          )
        }}
      />
      {until !== undefined && (
        <>
          <CallFields
            only="read"
            definition={definition}
            tool={until.tool}
            input={until.input}
            onChange={(tool, input) => onChange({ ...step, until: { ...until, tool, input } })}
          />
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField
              label={t('procedures.field')}
              hint={t('procedures.fieldHint')}
              maxLength={200}
              value={until.field}
              onChange={(event) => onChange({ ...step, until: { ...until, field: event.target.value } })}
            />
            <TextField
              label={t('procedures.becomes')}
              hint={t('procedures.becomesHint')}
              maxLength={1_000}
              value={until.equals.join(', ')}
              onChange={(event) =>
                onChange({
                  ...step,
                  until: { ...until, equals: event.target.value.split(/[,，]\s*/).slice(0, 10) },
                })
              }
            />
          </div>
        </>
      )}
      <div className="flex flex-wrap gap-3">
        {until !== undefined && (
          <Duration
            label={t('procedures.every')}
            minutes={until.everyMinutes}
            least={1}
            most={10_080}
            onChange={(everyMinutes) => onChange({ ...step, until: { ...until, everyMinutes } })}
          />
        )}
        <Duration
          label={t(until === undefined ? 'procedures.waits' : 'procedures.atMost')}
          minutes={step.atMostMinutes}
          least={1}
          most={90 * 1_440}
          onChange={(atMostMinutes) => onChange({ ...step, atMostMinutes })}
        />
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        {until !== undefined && (
          <Way
            to="otherwise"
            label={t('procedures.inVain')}
            usually={t('procedures.toPeople')}
            definition={definition}
            step={step}
            onChange={onChange}
          />
        )}
        <Next definition={definition} step={step} onChange={onChange} />
      </div>
    </>
  )
}
