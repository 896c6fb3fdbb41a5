import type { ReactNode } from 'react'
import { classNames } from '../../ui/class-names.ts'
import type { useSuggestions } from './use-suggestions.ts'

interface Props<Item> {
  label: string
  suggestions: Pick<ReturnType<typeof useSuggestions<Item>>, 'open' | 'items' | 'active' | 'listId' | 'take'>
  keyOf: (item: Item) => string
  children: (item: Item) => ReactNode
}

/** The suggestions above the field; the field keeps the focus. */
export function SuggestionList<Item>({ label, suggestions, keyOf, children }: Props<Item>) {
  const { open, items, active, listId, take } = suggestions
  if (!open) return null
  return (
    <div
      id={listId}
      role="listbox"
      aria-label={label}
      className="absolute inset-x-0 bottom-full z-20 mb-1 max-h-72 overflow-y-auto rounded-md border border-n-6 bg-n-1 p-1 shadow-high"
    >
      {items.map((item, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field, which names the active option
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
        <div
          key={keyOf(item)}
          id={`${listId}-${index}`}
          role="option"
          aria-selected={index === active}
          // The field would lose the focus before the click.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(item)}
          ref={(element) => {
            if (index === active) element?.scrollIntoView({ block: 'nearest' })
          }}
          className={classNames(
            'flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 pointer-coarse:min-h-10',
            index === active && 'bg-n-4',
          )}
        >
          {children(item)}
        </div>
      ))}
    </div>
  )
}
