import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { UseNavigateResult } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { Search, UserRound } from 'lucide-react'
import { useEffect, useState } from 'react'
import { type SearchHit, searchConversations } from '../../../contract/search.ts'
import { call } from '../../app/api.ts'
import { useCustomerName } from '../../app/names.ts'
import { useText } from '../../app/text.ts'
import { MarkedText } from './marked-text.tsx'

const most = 6
const settlesAfter = 180

const searchAll = 'search all'
const customerValue = (id: string) => `customer ${id}`
const messageValue = (hit: SearchHit) => `message ${hit.conversation.id} ${hit.seq}`

function useSettled(words: string): string {
  const [settled, settle] = useState(words)
  useEffect(() => {
    const timer = setTimeout(() => settle(words), settlesAfter)
    return () => clearTimeout(timer)
  }, [words])
  return settled
}

interface Props {
  words: string
  /** The value of the option chosen now. */
  selected: string
  select: (value: string) => void
  groupClass: string
  itemClass: string
  navigate: UseNavigateResult<string>
  onChosen: () => void
}

/** Customers and messages that fit what is written, and the way to all of them. */
export function PaletteFound({ words, selected, select, groupClass, itemClass, navigate, onChosen }: Props) {
  const t = useText()
  const nameOf = useCustomerName()
  const q = useSettled(words.trim())
  const { data } = useQuery({
    queryKey: ['search', 'palette', q],
    queryFn: ({ signal }) => call(searchConversations, { query: { q, limit: most }, signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  })
  const [customer] = data?.customers ?? []
  const [hit] = data?.items ?? []
  const first = customer ? customerValue(customer.id) : hit && messageValue(hit)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once when it is found; whoever goes there by hand may stay
  useEffect(() => {
    // Found after it was chosen for want of anything better.
    if (selected === searchAll && first !== undefined) select(first)
  }, [first])
  if (words.trim() === '') return null
  const open = (conversationId: string, at?: number) => {
    onChosen()
    void navigate({ to: '/desk/$conversationId', params: { conversationId }, search: { at } })
  }
  const item = `${itemClass} gap-2`
  return (
    <Command.Group heading={t('palette.found')} className={groupClass}>
      {(data?.customers ?? []).map((one) => (
        <Command.Item
          key={one.id}
          value={customerValue(one.id)}
          onSelect={() => open(one.id)}
          className={item}
        >
          <UserRound className="size-3.5 shrink-0 text-n-11" aria-hidden />
          <span className="shrink-0">{nameOf(one.customer.name)}</span>
          <span className="truncate text-n-11">{one.preview}</span>
        </Command.Item>
      ))}
      {(data?.items ?? []).map((hit) => (
        <Command.Item
          key={`${hit.conversation.id} ${hit.seq}`}
          value={messageValue(hit)}
          onSelect={() => open(hit.conversation.id, hit.seq)}
          className={item}
        >
          <span className="max-w-36 shrink-0 truncate">{nameOf(hit.conversation.customer.name)}</span>
          <span className="truncate text-n-11">
            <MarkedText text={hit.text} marks={hit.marks} />
          </span>
        </Command.Item>
      ))}
      <Command.Item
        value={searchAll}
        onSelect={() => {
          onChosen()
          void navigate({ to: '/desk', search: { q: words.trim() } })
        }}
        className={item}
      >
        <Search className="size-3.5 shrink-0 text-n-11" aria-hidden />
        <span className="truncate">{t('palette.searchAll', { words: words.trim() })}</span>
      </Command.Item>
    </Command.Group>
  )
}
