import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from 'react'

/** What stands before the caret and asks for suggestions: where it begins, and what is looked for. */
export interface Asked {
  from: number
  query: string
}

interface Options<Item> {
  field: RefObject<HTMLTextAreaElement | null>
  text: string
  /** Finds what asks for suggestions in the text before the caret. */
  ask: (before: string) => Asked | undefined
  find: (query: string) => readonly Item[]
  /** Puts the item in place of the text from `from` up to the caret `to`. */
  choose: (item: Item, from: number, to: number) => void
}

const most = 8

/** Suggestions while one writes: arrows move, Enter and Tab choose, Escape closes until something else is asked for. */
export function useSuggestions<Item>({ field, text, ask, find, choose }: Options<Item>) {
  const listId = useId()
  const [caret, setCaret] = useState<number>()
  const [active, setActive] = useState(0)
  const [closedAt, setClosedAt] = useState<string>()
  const before = caret === undefined ? '' : text.slice(0, caret)
  const asked = caret === undefined ? undefined : ask(before)
  const key = asked && `${asked.from}/${asked.query}`
  const items = asked && closedAt !== key ? find(asked.query).slice(0, most) : []
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins at the top
  useEffect(() => setActive(0), [key])
  const open = asked !== undefined && items.length > 0
  const take = (item: Item | undefined) => {
    if (item === undefined || asked === undefined || caret === undefined) return
    choose(item, asked.from, caret)
    setClosedAt(undefined)
  }
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open || event.nativeEvent.isComposing || event.keyCode === 229) return false
    if (event.key === 'ArrowDown') setActive((active + 1) % items.length)
    else if (event.key === 'ArrowUp') setActive((active + items.length - 1) % items.length)
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') take(items[active])
    else if (event.key === 'Escape') setClosedAt(key)
    else return false
    event.preventDefault()
    return true
  }
  return {
    open,
    items,
    active,
    listId,
    take,
    onKeyDown,
    /** The caret has moved, or the text was changed. */
    note: () => setCaret(field.current?.selectionEnd),
    forget: () => setCaret(undefined),
    /** For the field, so that the list is read aloud. */
    attributes: {
      'aria-autocomplete': 'list',
      'aria-controls': open ? listId : undefined,
      'aria-activedescendant': open ? `${listId}-${active}` : undefined,
    } as const,
  }
}
