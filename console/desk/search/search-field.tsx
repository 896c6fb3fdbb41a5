import { Search, X } from 'lucide-react'
import { type Ref, useEffect, useRef, useState } from 'react'
import { searchTextLimit } from '../../../contract/search.ts'
import { useText } from '../../app/text.ts'
import { IconButton, Keycap } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'

/** Letters follow each other faster than this; an answer to each would only flicker. */
const settlesAfter = 180

interface FieldProps {
  ref: Ref<HTMLInputElement>
  q: string | undefined
  onSearch: (q: string | undefined) => void
  /** Down into the results. */
  onLeave: () => void
}

/** Where one searches: every conversation and customer, whatever view is shown. */
export function SearchField({ ref, q, onSearch, onLeave }: FieldProps) {
  const t = useText()
  const [words, setWords] = useState(q ?? '')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const asked = useRef(q)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    // Another search than the one written here came by the address.
    if (q !== asked.current) setWords(q ?? '')
    asked.current = q
  }, [q])
  const search = (next: string) => {
    clearTimeout(timer.current)
    asked.current = next.trim() || undefined
    onSearch(asked.current)
  }
  const write = (next: string) => {
    setWords(next)
    clearTimeout(timer.current)
    if (next === '') search('')
    else timer.current = setTimeout(() => search(next), settlesAfter)
  }
  return (
    <div className="relative min-w-0 flex-1">
      <Search
        aria-hidden
        className="pointer-events-none absolute inset-y-0 left-2.5 my-auto size-3.5 text-n-11"
      />
      <Input
        ref={ref}
        type="text"
        role="searchbox"
        aria-label={t('search.label')}
        aria-keyshortcuts="/"
        placeholder={t('search.placeholder')}
        maxLength={searchTextLimit}
        value={words}
        className="pr-8 pl-7"
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') {
            event.preventDefault()
            if (words === '') event.currentTarget.blur()
            else write('')
          }
          if (event.key === 'ArrowDown' || event.key === 'Enter') {
            event.preventDefault()
            if (asked.current !== (words.trim() || undefined)) search(words)
            onLeave()
          }
        }}
      />
      <span className="absolute inset-y-0 right-0.5 flex items-center">
        {words === '' ? (
          <span aria-hidden className="pr-1 text-n-11">
            <Keycap>/</Keycap>
          </span>
        ) : (
          <IconButton silent label={t('search.clear')} onClick={() => write('')}>
            <X />
          </IconButton>
        )}
      </span>
    </div>
  )
}
