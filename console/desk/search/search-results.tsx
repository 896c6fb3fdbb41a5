import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Bot, Headset, Lock, SearchX, UserRound } from 'lucide-react'
import { type KeyboardEvent, useCallback, useEffect, useRef } from 'react'
import { useCustomerName } from '../../app/names.ts'
import { Failed } from '../../app/page-states.tsx'
import { RelativeTime } from '../../app/relative-time.tsx'
import { useText } from '../../app/text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Scroller } from '../../ui/scroller.tsx'
import { Badge, EmptyState, SkeletonLines } from '../../ui/states.tsx'
import { elsewhere } from '../desk-search.ts'
import { rowHeight } from '../list/conversation-row.tsx'
import { MarkedText } from './marked-text.tsx'
import type { Found, useSearch } from './use-search.ts'

interface ResultsProps {
  search: ReturnType<typeof useSearch>
  selectedId: string | undefined
  at: number | undefined
}

/** What was found: customers first, then messages, the newest first, each leading to its place. */
export function SearchResults({ search, selectedId, at }: ResultsProps) {
  const t = useText()
  const { query, found } = search
  if (query.isPending) return <SkeletonLines label={t('app.loading')} />
  if (query.isError && found.length === 0)
    return <Failed error={query.error} retry={() => void query.refetch()} />
  if (found.length === 0)
    return (
      <EmptyState icon={<SearchX />} title={t('search.none')}>
        {t('search.noneHint')}
      </EmptyState>
    )
  return <Rows search={search} selectedId={selectedId} at={at} />
}

function Rows({ search: { query, found }, selectedId, at }: ResultsProps) {
  const t = useText()
  const scroller = useRef<HTMLDivElement>(null)
  // Another function at each render would have every row of the list measured anew.
  const keyOf = useCallback((index: number) => found[index]?.key ?? index, [found])
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: 8,
  })
  const items = rows.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastShown >= found.length - 10 && query.hasNextPage && !query.isFetching) void query.fetchNextPage()
  }, [lastShown, found.length, query])
  const selected = found.findIndex((one) => one.conversation.id === selectedId && one.at === at)
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the selection, not what is found
  useEffect(() => {
    if (selected >= 0) rows.scrollToIndex(selected)
  }, [selectedId, at])
  return (
    <Scroller ref={scroller} className="min-h-0 flex-1">
      <ul
        aria-label={t('search.results')}
        aria-busy={query.isPlaceholderData}
        className={classNames('relative', query.isPlaceholderData && 'opacity-70')}
        style={{ height: rows.getTotalSize() }}
        onKeyDown={walk}
      >
        {items.map((item) => {
          const one = found[item.index]
          if (!one) return null
          return (
            <li
              key={item.key}
              className="absolute inset-x-0 top-0 [contain:layout_size_style]"
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              <FoundRow one={one} selected={item.index === selected} />
            </li>
          )
        })}
      </ul>
    </Scroller>
  )
}

/** Arrow keys go from one result to the next. */
function walk(event: KeyboardEvent<HTMLUListElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const links = [...event.currentTarget.querySelectorAll('a')].sort(
    (one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top,
  )
  links[links.indexOf(document.activeElement as HTMLAnchorElement) + step]?.focus()
}

function FoundRow({ one, selected }: { one: Found; selected: boolean }) {
  const t = useText()
  const nameOf = useCustomerName()
  const { conversation } = one
  return (
    <Link
      to="/desk/$conversationId"
      params={{ conversationId: conversation.id }}
      search={(before) => elsewhere(before, one.at)}
      preload={false}
      aria-current={selected ? 'true' : undefined}
      className={classNames(
        'flex h-full flex-col justify-center gap-0.5 border-b border-l-2 px-3',
        selected ? 'border-l-accent bg-accent-soft' : 'border-l-transparent hover:bg-n-3',
      )}
    >
      <span className="flex items-center gap-1.5">
        {one.kind === 'customer' && <UserRound className="size-3.5 shrink-0 text-n-11" aria-hidden />}
        <span className="min-w-0 flex-1 truncate font-medium">{nameOf(conversation.customer.name)}</span>
        {conversation.state === 'closed' && <Badge>{t('desk.closed')}</Badge>}
        <RelativeTime
          at={one.kind === 'message' ? one.hit.at : conversation.lastMessageAt}
          className="shrink-0 text-sm text-n-11"
        />
      </span>
      {one.kind === 'message' ? (
        <span className="line-clamp-2 text-n-11 [overflow-wrap:anywhere]">
          {one.hit.note && (
            <Lock className="mr-1 inline size-3.5 align-[-2px]" aria-label={t('note.label')} />
          )}
          {one.hit.from === 'assistant' && (
            <Bot className="mr-1 inline size-3.5 align-[-2px]" aria-label={t('owner.assistant')} />
          )}
          {one.hit.from === 'agent' && !one.hit.note && (
            <Headset className="mr-1 inline size-3.5 align-[-2px]" aria-label={t('owner.agent')} />
          )}
          <MarkedText text={one.hit.text} marks={one.hit.marks} />
        </span>
      ) : (
        <span className="truncate text-n-11">{conversation.preview || t('desk.noMessage')}</span>
      )}
    </Link>
  )
}
