import { X } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { classNames } from './class-names.ts'
import { Field, Input } from './field.tsx'

export interface Choice {
  id: string
  label: string
  /** Said quietly behind it. */
  note?: string | undefined
}

interface FindProps {
  label: string
  hint?: string | undefined
  /** What is typed, and what fits it: whoever uses this finds them. */
  search: string
  onSearch: (search: string) => void
  choices: readonly Choice[]
  /** Said where nothing fits. */
  none: string
  placeholder?: string | undefined
}

/** A field that finds one of many by typing: arrows go through what fits, Enter takes it, Escape leaves things as they were. */
function Finder({
  label,
  control,
  chosen,
  shown,
  search,
  onSearch,
  choices,
  none,
  placeholder,
  onChoose,
  onEmptied,
}: Omit<FindProps, 'hint'> & {
  control: { id: string; 'aria-describedby'?: string }
  chosen: readonly string[]
  /** What stands in the field while nobody types. */
  shown?: string
  onChoose: (id: string) => void
  /** Backspace in an empty field. */
  onEmptied?: () => void
}) {
  const listId = useId()
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const place = Math.min(at, choices.length - 1)
  const active = choices[place]
  const leave = () => {
    setOpen(false)
    onSearch('')
  }
  const choose = (id: string) => {
    onChoose(id)
    leave()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      if (open && choices.length > 0) setAt((place + step + choices.length) % choices.length)
      setOpen(true)
    } else if (event.key === 'Enter' && open) {
      event.preventDefault()
      if (active !== undefined) choose(active.id)
    } else if (event.key === 'Escape' && open) {
      // Of the list alone, not of the window around it.
      event.stopPropagation()
      leave()
    } else if (event.key === 'Backspace' && search === '') onEmptied?.()
  }
  return (
    <div className="relative">
      <Input
        {...control}
        role="combobox"
        autoComplete="off"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && active ? `${listId}-${place}` : undefined}
        placeholder={placeholder}
        value={open ? search : (shown ?? search)}
        onFocus={() => setAt(0)}
        onClick={() => setOpen(true)}
        onBlur={leave}
        onChange={(event) => {
          setOpen(true)
          setAt(0)
          onSearch(event.target.value)
        }}
        onKeyDown={onKeyDown}
      />
      <div
        hidden={!open}
        className="absolute inset-x-0 top-full z-30 mt-1 max-h-56 overflow-y-auto rounded-md border bg-n-1 p-1 shadow-high"
      >
        {/* A list of choices holds nothing but choices. */}
        <p role="status" className={choices.length === 0 ? 'px-2 py-1.5 text-n-11' : 'hidden'}>
          {choices.length === 0 && none}
        </p>
        <div id={listId} role="listbox" aria-label={label}>
          {choices.map((one, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field, which names the active option
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
            <div
              key={one.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={chosen.includes(one.id)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(one.id)}
              ref={(element) => {
                if (open && one.id === active?.id) element?.scrollIntoView({ block: 'nearest' })
              }}
              className={classNames(
                'flex min-h-8 items-center gap-2 rounded-sm px-2 py-1 pointer-coarse:min-h-10',
                one.id === active?.id ? 'bg-accent-soft text-accent' : 'hover:bg-n-3',
              )}
            >
              <span className="min-w-0 flex-1 truncate" title={one.label}>
                {one.label}
              </span>
              {one.note && <span className="shrink-0 text-sm text-n-11">{one.note}</span>}
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}

/** One of many. */
export function Combobox({
  label,
  hint,
  chosen,
  onChoose,
  ...rest
}: FindProps & { chosen: Choice; onChoose: (id: string) => void }) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Finder
          {...rest}
          label={label}
          control={control}
          chosen={[chosen.id]}
          shown={chosen.note ? `${chosen.label} · ${chosen.note}` : chosen.label}
          onChoose={onChoose}
        />
      )}
    </Field>
  )
}

/** Several of many, which stand above the field and can be taken away. */
export function Combochoices({
  label,
  hint,
  chosen,
  removeLabel,
  onChange,
  choices,
  ...rest
}: FindProps & {
  chosen: readonly Choice[]
  removeLabel: (label: string) => string
  onChange: (ids: string[]) => void
}) {
  const ids = chosen.map(({ id }) => id)
  const without = (id: string) => onChange(ids.filter((one) => one !== id))
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <div className="flex flex-col gap-1.5">
          {chosen.length > 0 && (
            <ul className="flex flex-wrap gap-1">
              {chosen.map(({ id, label: name, note }) => (
                <li key={id} className="flex max-w-full items-center rounded-md bg-n-3 ps-2">
                  <span className="min-w-0 truncate" title={note ? `${name} (${note})` : name}>
                    {name}
                  </span>
                  <button
                    type="button"
                    aria-label={removeLabel(name)}
                    onClick={() => without(id)}
                    className="grid size-6 shrink-0 place-items-center rounded-md text-n-11 hover:text-n-12 pointer-coarse:size-9 [&_svg]:size-3.5"
                  >
                    <X aria-hidden />
                  </button>
                </li>
              ))}
            </ul>
          )}
          <Finder
            {...rest}
            label={label}
            control={control}
            chosen={ids}
            choices={choices.filter(({ id }) => !ids.includes(id))}
            onChoose={(id) => onChange([...ids, id])}
            onEmptied={() => onChange(ids.slice(0, -1))}
          />
        </div>
      )}
    </Field>
  )
}
