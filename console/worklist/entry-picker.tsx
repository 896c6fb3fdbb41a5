import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useId, useState } from 'react'
import type { LikelyEntry } from '../../contract/training/worklist.ts'
import { useLocale, useText } from '../app/text.ts'
import { entriesQuery } from '../knowledge/queries.ts'
import { Keycap } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Input } from '../ui/field.tsx'

export interface PickedEntry {
  id: string
  title: string
}

interface Props {
  likely: readonly LikelyEntry[]
  picked: PickedEntry | undefined
  onPick: (entry: PickedEntry) => void
  disabled?: boolean
}

const mostFound = 6

/** The likely entries with their scores, and a search for any other. Keys 1 to 5 pick a likely one. */
export function EntryPicker({ likely, picked, onPick, disabled }: Props) {
  const t = useText()
  const name = useId()
  const [text, setText] = useState('')
  const search = useSettled(text.trim())
  const found = useFound(search)
  const other = picked && !likely.some((entry) => entry.entryId === picked.id) ? picked : undefined
  const choice = (id: string, title: string, at: number | undefined, score: number | undefined) => (
    <label
      key={id}
      className={classNames(
        'flex items-center gap-2 rounded-md px-2 py-1 pointer-coarse:py-2',
        picked?.id === id ? 'bg-accent-soft' : 'hover:bg-n-3',
      )}
    >
      <input
        type="radio"
        name={name}
        checked={picked?.id === id}
        disabled={disabled}
        onChange={() => onPick({ id, title })}
        className="size-3.5 shrink-0 accent-accent"
      />
      <span className="min-w-0 flex-1 truncate" title={title}>
        {title}
      </span>
      {score !== undefined && (
        <span className="flex w-24 shrink-0 items-center gap-1.5" title={t('worklist.scoreHint')}>
          <span aria-hidden className="h-1.5 flex-1 rounded-full bg-n-4">
            <span
              className="block h-full rounded-full bg-accent"
              style={{ width: `${Math.round(score * 100)}%` }}
            />
          </span>
          <span className="w-8 text-right text-sm tabular">{Math.round(score * 100)}%</span>
        </span>
      )}
      {at !== undefined && <Keycap>{at + 1}</Keycap>}
    </label>
  )
  return (
    <fieldset className="flex min-w-0 flex-col gap-0.5" disabled={disabled}>
      <legend className="pb-1 text-sm font-medium text-n-11">{t('worklist.likely')}</legend>
      {likely.map((entry, at) => choice(entry.entryId, entry.title, at, entry.score))}
      {likely.length === 0 && <p className="text-n-11">{t('worklist.noLikelyHint')}</p>}
      {other && choice(other.id, other.title, undefined, undefined)}
      <Input
        type="search"
        aria-label={t('worklist.otherEntry')}
        placeholder={t('worklist.otherEntry')}
        value={text}
        maxLength={200}
        className="mt-1"
        onChange={(event) => setText(event.target.value)}
      />
      {search !== '' &&
        found.map((entry) => (
          <button
            key={entry.id}
            type="button"
            onClick={() => {
              onPick(entry)
              setText('')
            }}
            className="truncate rounded-md px-2 py-1 text-left hover:bg-n-3 pointer-coarse:py-2"
          >
            {entry.title}
          </button>
        ))}
      {search !== '' && found.length === 0 && <p className="px-2 py-1 text-n-11">{t('knowledge.noMatch')}</p>}
    </fieldset>
  )
}

function useFound(search: string): PickedEntry[] {
  const locale = useLocale()
  const query = useInfiniteQuery({ ...entriesQuery({ search }), enabled: search !== '' })
  return (query.data?.pages[0]?.items ?? []).slice(0, mostFound).map(({ id, key, question }) => ({
    id,
    title:
      (locale === 'zh-CN' ? (question.zh ?? question.en) : (question.en ?? question.zh)) ??
      /* An entry always has a question. */ key,
  }))
}

/** The text once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 200)
    return () => clearTimeout(timer)
  }, [text])
  return text === '' ? '' : settled
}
