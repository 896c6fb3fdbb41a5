import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import type { ProcedureDefinition, ProcedureSlot } from '../../contract/procedures/definition.ts'
import { slotTypes } from '../../contract/procedures/definition.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Field, Select, TextField } from '../ui/field.tsx'
import { CardToggle } from './card-toggle.tsx'
import { newSlot, replaceAt, without } from './edits.ts'
import { useShown } from './pickers.tsx'
import { procedureToolsQuery } from './queries.ts'
import { WordsField } from './words-field.tsx'

interface Props {
  definition: ProcedureDefinition
  onChange: (definition: ProcedureDefinition) => void
}

/** What is found out of the customer. */
export function SlotsPart({ definition, onChange }: Props) {
  const t = useText()
  const { slots } = definition
  const [open, setOpen] = useState<number>()
  const set = (changed: ProcedureSlot[]) => onChange({ ...definition, slots: changed })
  return (
    <section aria-label={t('procedures.slots')} className="flex flex-col gap-2">
      <div>
        <h3 className="font-semibold">{t('procedures.slots')}</h3>
        <p className="max-w-[70ch] text-n-11">{t('procedures.slotsHint')}</p>
      </div>
      {slots.map((slot, place) => (
        <SlotFields
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is edited
          key={place}
          slot={slot}
          open={open === place}
          onToggle={() => setOpen(open === place ? undefined : place)}
          onChange={(changed) => set(replaceAt(slots, place, changed))}
          onRemove={() => {
            setOpen(undefined)
            set(without(slots, place))
          }}
        />
      ))}
      <div>
        <Button
          icon={<Plus />}
          disabled={slots.length >= 40}
          onClick={() => {
            set([...slots, newSlot(slots.map((slot) => slot.name))])
            setOpen(slots.length)
          }}
        >
          {t('procedures.addSlot')}
        </Button>
      </div>
    </section>
  )
}

/** Names are of small letters, digits and _; what is typed otherwise is made so. */
const asName = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40) || 'slot'

const numberOf = (text: string) => (text.trim() === '' ? undefined : Number(text))

function SlotFields({
  slot,
  open,
  onToggle,
  onChange,
  onRemove,
}: {
  slot: ProcedureSlot
  open: boolean
  onToggle: () => void
  onChange: (slot: ProcedureSlot) => void
  onRemove: () => void
}) {
  const t = useText()
  const codeText = useCodeText()
  const shown = useShown()
  const body = useId()
  const sized = slot.type === 'number' || slot.type === 'amount' || slot.type === 'text'
  const bound = (name: 'least' | 'most', value: number | undefined) => {
    const { [name]: _, ...rest } = slot
    onChange(value === undefined || Number.isNaN(value) ? rest : { ...rest, [name]: value })
  }
  return (
    <div className="rounded-md border bg-n-1">
      <div className="flex items-center gap-1 py-1 pr-1 pl-3">
        <CardToggle open={open} controls={body} onToggle={onToggle}>
          <span className="min-w-0 truncate">{shown(slot.label) || slot.name}</span>
          <span className="min-w-0 flex-1 truncate text-sm text-n-11">
            {codeText('slotType', slot.type)} · <code>{`{${slot.name}}`}</code>
          </span>
        </CardToggle>
        <IconButton
          label={t('procedures.removeSlot', { name: shown(slot.label) || slot.name })}
          onClick={onRemove}
        >
          <Trash2 />
        </IconButton>
      </div>
      {open && (
        <div id={body} className="flex flex-col gap-3 border-t p-3">
          <WordsField
            label={t('procedures.slotLabel')}
            words={slot.label}
            most={120}
            onChange={(label) => onChange({ ...slot, label })}
          />
          <div className="grid gap-3 sm:grid-cols-3">
            <Field label={t('procedures.slotType')}>
              {(control) => (
                <Select
                  {...control}
                  value={slot.type}
                  onChange={(event) =>
                    onChange({ ...slot, type: event.target.value as ProcedureSlot['type'] })
                  }
                >
                  {slotTypes.map((type) => (
                    <option key={type} value={type}>
                      {codeText('slotType', type)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <TextField
              label={t('procedures.slotName')}
              hint={t('procedures.slotNameHint', { name: slot.name })}
              maxLength={40}
              value={slot.name}
              onChange={(event) => onChange({ ...slot, name: asName(event.target.value) })}
            />
            {slot.type === 'order-number' && (
              <TextField
                label={t('procedures.notation')}
                hint={t('procedures.notationHint')}
                maxLength={40}
                value={slot.notation ?? ''}
                onChange={(event) => {
                  const { notation: _, ...rest } = slot
                  onChange(event.target.value === '' ? rest : { ...rest, notation: event.target.value })
                }}
              />
            )}
            {slot.type === 'date' && (
              <Field label={t('procedures.days')}>
                {(control) => (
                  <Select
                    {...control}
                    value={slot.days}
                    onChange={(event) =>
                      onChange({ ...slot, days: event.target.value as ProcedureSlot['days'] })
                    }
                  >
                    {(['any', 'past', 'future'] as const).map((days) => (
                      <option key={days} value={days}>
                        {codeText('slotDays', days)}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
            )}
          </div>
          {sized && (
            <div className="grid gap-3 sm:grid-cols-3">
              <TextField
                label={t(slot.type === 'text' ? 'procedures.shortest' : 'procedures.least')}
                type="number"
                value={slot.least ?? ''}
                onChange={(event) => bound('least', numberOf(event.target.value))}
              />
              <TextField
                label={t(slot.type === 'text' ? 'procedures.longest' : 'procedures.most')}
                type="number"
                value={slot.most ?? ''}
                onChange={(event) => bound('most', numberOf(event.target.value))}
              />
            </div>
          )}
          {slot.type === 'choice' && <ChoiceFields slot={slot} onChange={onChange} />}
        </div>
      )}
    </div>
  )
}

function ChoiceFields({ slot, onChange }: { slot: ProcedureSlot; onChange: (slot: ProcedureSlot) => void }) {
  const t = useText()
  const shown = useShown()
  const { data } = useQuery(procedureToolsQuery)
  const tools = data?.items.filter((tool) => tool.offers.length > 0) ?? []
  const { optionsOf } = slot
  const key = optionsOf === undefined ? '' : `${optionsOf.tool} ${optionsOf.field}`
  const known = tools.some((tool) => tool.name === optionsOf?.tool && tool.offers.includes(optionsOf.field))
  const choose = (next: string) => {
    const { optionsOf: _, ...rest } = slot
    const [tool = '', field = ''] = next.split(' ')
    onChange(next === '' ? rest : { ...rest, options: [], optionsOf: { tool, field } })
  }
  return (
    <>
      <Field label={t('procedures.choices')} hint={t('procedures.choicesHint')}>
        {(control) => (
          <Select {...control} value={key} onChange={(event) => choose(event.target.value)}>
            <option value="">{t('procedures.ownChoices')}</option>
            {optionsOf !== undefined && !known && <option value={key}>{key} ?</option>}
            {tools.flatMap((tool) =>
              tool.offers.map((field) => (
                <option key={`${tool.name} ${field}`} value={`${tool.name} ${field}`}>
                  {t('procedures.choicesOf', { tool: shown(tool.title) || tool.name, field })}
                </option>
              )),
            )}
          </Select>
        )}
      </Field>
      {optionsOf === undefined &&
        slot.options.map((option, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: options have no other identity
          <div key={place} className="flex flex-wrap items-end gap-2 rounded-md bg-n-2 p-2">
            <TextField
              label={t('procedures.value')}
              className="w-36"
              maxLength={200}
              value={option.value}
              onChange={(event) =>
                onChange({
                  ...slot,
                  options: replaceAt(slot.options, place, {
                    ...option,
                    value: event.target.value || 'value',
                  }),
                })
              }
            />
            <div className="min-w-60 flex-1">
              <WordsField
                label={t('procedures.option', { place: place + 1 })}
                words={option.label}
                most={120}
                onChange={(label) =>
                  onChange({ ...slot, options: replaceAt(slot.options, place, { ...option, label }) })
                }
              />
            </div>
            <IconButton
              label={t('procedures.removeOption', { place: place + 1 })}
              onClick={() => onChange({ ...slot, options: without(slot.options, place) })}
            >
              <Trash2 />
            </IconButton>
          </div>
        ))}
      {optionsOf === undefined && (
        <div>
          <Button
            look="quiet"
            icon={<Plus />}
            disabled={slot.options.length >= 8}
            onClick={() =>
              onChange({
                ...slot,
                options: [...slot.options, { value: `value-${slot.options.length + 1}`, label: {} }],
              })
            }
          >
            {t('procedures.addOption')}
          </Button>
        </div>
      )}
    </>
  )
}
