import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type {
  ProcedureCondition,
  ProcedureDefinition,
  ProcedureValue,
} from '../../contract/procedures/definition.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Check, Field, Select, TextArea, TextField } from '../ui/field.tsx'
import { ToolFields, WaitFields } from './call-fields.tsx'
import { replaceAt, without } from './edits.ts'
import { Next, type StepFieldProps, type StepOf, Way } from './going.tsx'
import { StepSelect, useShown, ValuePicker } from './pickers.tsx'
import { WordsField } from './words-field.tsx'

/** The form of a step, by its kind. */
export function StepFields({ definition, step, onChange }: StepFieldProps): ReactNode {
  const t = useText()
  const said = 'text' in step && (
    <WordsField
      long
      label={t('procedures.says')}
      hint={t('procedures.saysHint')}
      words={step.text ?? {}}
      most={1_000}
      onChange={(text) => onChange({ ...step, text } as typeof step)}
    />
  )
  switch (step.kind) {
    case 'say':
      return (
        <>
          {said}
          <Next definition={definition} step={step} onChange={onChange} />
        </>
      )
    case 'ask':
      return <AskFields definition={definition} step={step} onChange={onChange} said={said} />
    case 'choose':
      return <ChooseFields definition={definition} step={step} onChange={onChange} said={said} />
    case 'branch':
      return <BranchFields definition={definition} step={step} onChange={onChange} />
    case 'tool':
      return <ToolFields definition={definition} step={step} onChange={onChange} />
    case 'wait':
      return <WaitFields definition={definition} step={step} onChange={onChange} />
    case 'hand-over':
      return (
        <Field label={t('procedures.note')} hint={t('procedures.noteHint')}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              maxLength={1_000}
              value={step.note}
              onChange={(event) => onChange({ ...step, note: event.target.value })}
            />
          )}
        </Field>
      )
    case 'end':
      return (
        <WordsField
          long
          label={t('procedures.says')}
          words={step.text ?? {}}
          most={1_000}
          onChange={(text) => {
            const { text: _, ...rest } = step
            onChange(Object.keys(text).length === 0 ? rest : { ...rest, text })
          }}
        />
      )
  }
}

function AskFields({
  definition,
  step,
  onChange,
  said,
}: StepFieldProps<StepOf<'ask'>> & { said: ReactNode }) {
  const t = useText()
  const shown = useShown()
  const known = definition.slots.map((slot) => slot.name)
  const unknown = step.slots.filter((name) => !known.includes(name))
  const toggle = (name: string, on: boolean) =>
    onChange({
      ...step,
      slots: on ? [...step.slots, name].slice(0, 8) : step.slots.filter((one) => one !== name),
    })
  return (
    <>
      {said}
      <fieldset className="flex flex-col gap-1">
        <legend className="pb-1 text-sm font-medium text-n-11">{t('procedures.asks')}</legend>
        {definition.slots.length === 0 && <p className="text-n-11">{t('procedures.noSlots')}</p>}
        <div className="flex flex-wrap gap-x-4">
          {definition.slots.map((slot) => (
            <Check
              key={slot.name}
              label={shown(slot.label) || slot.name}
              checked={step.slots.includes(slot.name)}
              disabled={step.slots.length === 1 && step.slots[0] === slot.name}
              onChange={(event) => toggle(slot.name, event.target.checked)}
            />
          ))}
          {unknown.map((name) => (
            <Check
              key={name}
              label={`${name} ?`}
              checked
              disabled={step.slots.length === 1}
              onChange={() => toggle(name, false)}
            />
          ))}
        </div>
        <p className="text-sm text-n-11">{t('procedures.asksHint')}</p>
      </fieldset>
      <div className="grid gap-3 sm:grid-cols-3">
        <TextField
          label={t('procedures.tries')}
          type="number"
          min={1}
          max={10}
          value={step.tries}
          onChange={(event) => onChange({ ...step, tries: clamp(event.target.value, 1, 10) })}
        />
        <Way
          to="otherwise"
          label={t('procedures.misfit')}
          usually={t('procedures.toPeople')}
          definition={definition}
          step={step}
          onChange={onChange}
        />
        <Next definition={definition} step={step} onChange={onChange} />
      </div>
    </>
  )
}

const clamp = (text: string, least: number, most: number) =>
  Math.min(most, Math.max(least, Math.round(Number(text) || least)))

function ChooseFields({
  definition,
  step,
  onChange,
  said,
}: StepFieldProps<StepOf<'choose'>> & { said: ReactNode }) {
  const t = useText()
  const first = definition.steps[0]?.id ?? step.id
  return (
    <>
      {said}
      {step.options.map((option, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: options have no other identity
        <div key={place} className="flex flex-wrap items-end gap-2 rounded-md bg-n-2 p-2">
          <div className="min-w-60 flex-2">
            <WordsField
              label={t('procedures.option', { place: place + 1 })}
              words={option.label}
              most={120}
              onChange={(label) =>
                onChange({ ...step, options: replaceAt(step.options, place, { ...option, label }) })
              }
            />
          </div>
          <div className="min-w-40 flex-1">
            <StepSelect
              label={t('procedures.goesTo')}
              definition={definition}
              value={option.next}
              onChange={(next) =>
                onChange({
                  ...step,
                  options: replaceAt(step.options, place, { ...option, next: next ?? option.next }),
                })
              }
            />
          </div>
          <IconButton
            label={t('procedures.removeOption', { place: place + 1 })}
            disabled={step.options.length <= 2}
            onClick={() => onChange({ ...step, options: without(step.options, place) })}
          >
            <X />
          </IconButton>
        </div>
      ))}
      <Add
        disabled={step.options.length >= 8}
        onClick={() => onChange({ ...step, options: [...step.options, { label: {}, next: first }] })}
      >
        {t('procedures.addOption')}
      </Add>
    </>
  )
}

function Add({ disabled, onClick, children }: { disabled: boolean; onClick: () => void; children: string }) {
  return (
    <div>
      <Button look="quiet" icon={<Plus />} disabled={disabled} onClick={onClick}>
        {children}
      </Button>
    </div>
  )
}

const signs = ['equals', 'differs', 'above', 'below', 'contains', 'filled', 'empty'] as const

function BranchFields({ definition, step, onChange }: StepFieldProps<StepOf<'branch'>>) {
  const t = useText()
  const first = definition.steps[0]?.id ?? step.id
  const value: ProcedureValue = { from: 'slot', slot: definition.slots[0]?.name ?? 'slot' }
  const set = (place: number, branch: (typeof step.branches)[number]) =>
    onChange({ ...step, branches: replaceAt(step.branches, place, branch) })
  return (
    <>
      {step.branches.map((branch, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: branches have no other identity
        <div key={place} className="flex flex-col gap-2 rounded-md bg-n-2 p-2">
          {branch.all.map((condition, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other identity
            <div key={at} className="flex flex-wrap items-end gap-2">
              <Condition
                definition={definition}
                condition={condition}
                label={t(at === 0 ? 'procedures.if' : 'procedures.and')}
                onChange={(changed) => set(place, { ...branch, all: replaceAt(branch.all, at, changed) })}
              />
              <IconButton
                label={t('procedures.removeCondition')}
                disabled={branch.all.length === 1}
                onClick={() => set(place, { ...branch, all: without(branch.all, at) })}
              >
                <X />
              </IconButton>
            </div>
          ))}
          <div className="flex flex-wrap items-end gap-2">
            <div className="min-w-40 flex-1">
              <StepSelect
                label={t('procedures.goesTo')}
                definition={definition}
                value={branch.next}
                onChange={(next) => set(place, { ...branch, next: next ?? branch.next })}
              />
            </div>
            <Button
              look="quiet"
              icon={<Plus />}
              disabled={branch.all.length >= 5}
              onClick={() => set(place, { ...branch, all: [...branch.all, { value, is: 'filled', to: '' }] })}
            >
              {t('procedures.addCondition')}
            </Button>
            <Button
              look="quiet"
              icon={<X />}
              disabled={step.branches.length === 1}
              onClick={() => onChange({ ...step, branches: without(step.branches, place) })}
            >
              {t('procedures.removeBranch')}
            </Button>
          </div>
        </div>
      ))}
      <Add
        disabled={step.branches.length >= 10}
        onClick={() =>
          onChange({
            ...step,
            branches: [...step.branches, { all: [{ value, is: 'filled', to: '' }], next: first }],
          })
        }
      >
        {t('procedures.addBranch')}
      </Add>
      <Way
        to="otherwise"
        label={t('procedures.otherwise')}
        usually={t('procedures.below')}
        definition={definition}
        step={step}
        onChange={onChange}
      />
    </>
  )
}

function Condition({
  definition,
  condition,
  label,
  onChange,
}: {
  definition: ProcedureDefinition
  condition: ProcedureCondition
  label: string
  onChange: (condition: ProcedureCondition) => void
}) {
  const t = useText()
  const codeText = useCodeText()
  const compares = condition.is !== 'filled' && condition.is !== 'empty'
  return (
    <>
      <ValuePicker
        label={label}
        definition={definition}
        value={condition.value}
        onChange={(value) => value !== undefined && onChange({ ...condition, value })}
      />
      <Field label={t('procedures.is')} className="w-32">
        {(control) => (
          <Select
            {...control}
            value={condition.is}
            onChange={(event) =>
              onChange({ ...condition, is: event.target.value as ProcedureCondition['is'] })
            }
          >
            {signs.map((sign) => (
              <option key={sign} value={sign}>
                {codeText('conditionIs', sign)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {compares && (
        <TextField
          label={t('procedures.compared')}
          className="min-w-28 flex-1"
          maxLength={200}
          value={condition.to}
          onChange={(event) => onChange({ ...condition, to: event.target.value })}
        />
      )}
    </>
  )
}
