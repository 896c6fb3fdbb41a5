import { type ComponentProps, type KeyboardEvent, type ReactNode, useId } from 'react'
import { classNames } from '../../ui/class-names.ts'
import { Input, TextArea } from '../../ui/field.tsx'

export interface Choice {
  id: string
  /** Shown, but not to be chosen. */
  disabled?: boolean
  content: ReactNode
}

interface Props {
  /** Names the field, and says what to type. */
  find: string
  /** Names the list. */
  label: string
  search: string
  onSearch: (search: string) => void
  choices: readonly Choice[]
  /** What is said where nothing fits; choices that always stand there may follow. */
  none: string | undefined
  chosen: string | undefined
  onChoose: (id: string) => void
}

/** One of many: found by typing, chosen by arrows or a click, while the field keeps the focus. */
export function ChoiceList({ find, label, search, onSearch, choices, none, chosen, onChoose }: Props) {
  const listId = useId()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const ids = choices.filter((one) => !one.disabled).map((one) => one.id)
    if (step === 0 || ids.length === 0) return
    event.preventDefault()
    const at = chosen === undefined ? -1 : ids.indexOf(chosen)
    const next = ids[at < 0 ? (step > 0 ? 0 : ids.length - 1) : (at + step + ids.length) % ids.length]
    if (next !== undefined) onChoose(next)
  }
  return (
    <div className="flex flex-col gap-1.5">
      <Input
        type="search"
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={chosen && `${listId}-${chosen}`}
        aria-label={find}
        placeholder={find}
        value={search}
        onChange={(event) => onSearch(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div
        id={listId}
        role="listbox"
        aria-label={label}
        className="max-h-56 overflow-y-auto rounded-md border p-1"
      >
        {none !== undefined && <p className="px-2 py-1.5 text-n-11">{none}</p>}
        {choices.map((one) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field, which names the active option
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
          <div
            key={one.id}
            id={`${listId}-${one.id}`}
            role="option"
            aria-selected={one.id === chosen}
            aria-disabled={one.disabled || undefined}
            onClick={one.disabled ? undefined : () => onChoose(one.id)}
            ref={(element) => {
              if (one.id === chosen) element?.scrollIntoView({ block: 'nearest' })
            }}
            className={classNames(
              'flex min-h-8 items-center gap-2 rounded-sm px-2 py-1 pointer-coarse:min-h-10',
              one.id === chosen ? 'bg-accent-soft text-accent' : !one.disabled && 'hover:bg-n-3',
              one.disabled && 'text-n-11',
            )}
          >
            {one.content}
          </div>
        ))}
      </div>
    </div>
  )
}

/** A note in a form: Enter sends the form, Shift and Enter begin a line. */
export function NoteArea(props: ComponentProps<'textarea'>) {
  return (
    <TextArea
      {...props}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
        event.preventDefault()
        event.currentTarget.form?.requestSubmit()
      }}
    />
  )
}
