import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Inbox, ListFilter } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import { Failed } from '../../app/page-states.tsx'
import { useMe } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Scroller } from '../../ui/scroller.tsx'
import { EmptyState, Skeleton } from '../../ui/states.tsx'
import { AwayNotice } from '../away-notice.tsx'
import type { DeskSearch } from '../desk-search.ts'
import { useSeen } from '../kept.ts'
import { SearchField } from '../search/search-field.tsx'
import { SearchResults } from '../search/search-results.tsx'
import type { useSearch } from '../search/use-search.ts'
import { useConversationLinks } from './conversation-links.ts'
import { ConversationRow, rowHeight } from './conversation-row.tsx'
import type { useConversations } from './list-queries.ts'
import { ActiveFilters, ListTools } from './list-tools.tsx'
import type { ListKey } from './merge-list.ts'
import { assignSlots, type Slot } from './row-slots.ts'
import { ViewNav } from './view-nav.tsx'

interface ListProps {
  listKey: ListKey
  list: ReturnType<typeof useConversations>
  search: ReturnType<typeof useSearch>
  selectedId: string | undefined
  q: string | undefined
  at: number | undefined
  field: RefObject<HTMLInputElement | null>
}

/** Search, views with their counts, and the conversations of the chosen one or what was found. */
export function ConversationList(props: ListProps) {
  const t = useText()
  const navigate = useNavigate()
  const { listKey, selectedId, search, q, at, field } = props
  const rows = useRef<HTMLDivElement>(null)
  return (
    <section aria-label={t('desk.list')} className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-1 pt-2 pr-1.5 pl-2">
        <SearchField
          ref={field}
          q={q}
          onSearch={(words) =>
            void navigate({
              to: '.',
              search: (before: DeskSearch) => ({ ...before, q: words }),
              replace: q !== undefined,
            })
          }
          onLeave={() => rows.current?.querySelector('a')?.focus()}
        />
        {q === undefined && <ListTools listKey={listKey} />}
      </div>
      <ViewNav listKey={listKey} searching={q !== undefined} />
      <AwayNotice />
      <div ref={rows} className="contents">
        {q === undefined ? (
          <>
            <ActiveFilters listKey={listKey} />
            <ListBody {...props} />
          </>
        ) : (
          <SearchResults search={search} selectedId={selectedId} at={at} />
        )}
      </div>
    </section>
  )
}

function ListBody(props: ListProps) {
  const t = useText()
  const { listKey, list } = props
  const { view, channel, language } = listKey
  if (list.query.isPending) return <ListSkeleton />
  if (list.query.isError && list.conversations.length === 0)
    return <Failed error={list.query.error} retry={() => void list.query.refetch()} />
  if (list.conversations.length === 0)
    return channel || language ? (
      <EmptyState icon={<ListFilter />} title={t('list.none')}>
        {t('list.noneHint')}
      </EmptyState>
    ) : (
      <EmptyState icon={<Inbox />} title={t(`desk.empty.${view}`)}>
        {t(`desk.emptyHint.${view}`)}
      </EmptyState>
    )
  return <Rows {...props} />
}

function Rows({ selectedId, list }: ListProps) {
  const me = useMe()
  const seen = useSeen(me.member.id)
  const { hrefOf, open } = useConversationLinks()
  const scroller = useRef<HTMLDivElement>(null)
  const { conversations, query } = list
  // Another function at each render would have every row of the list measured anew.
  const keyOf = useCallback((index: number) => conversations[index]?.id ?? index, [conversations])
  const rows = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: 8,
  })
  const items = rows.getVirtualItems()
  const itemOf = new Map(items.map((item) => [String(item.key), item]))
  const kept = useRef<readonly Slot[]>([])
  const slots = assignSlots(kept.current, [...itemOf.keys()], !rows.isScrolling)
  useEffect(() => {
    kept.current = slots
  })
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastShown >= conversations.length - 10 && query.hasNextPage && !query.isFetching)
      void query.fetchNextPage()
  }, [lastShown, conversations.length, query])
  const selectedIndex = conversations.findIndex((one) => one.id === selectedId)
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the selection, not every reordering
  useEffect(() => {
    if (selectedIndex >= 0) rows.scrollToIndex(selectedIndex)
  }, [selectedId])
  return (
    <Scroller ref={scroller} className="min-h-0 flex-1">
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {slots.map(({ key, id }) => {
          const item = itemOf.get(id)
          const conversation = item && conversations[item.index]
          if (!conversation) return null
          const selected = id === selectedId
          return (
            <li
              key={key}
              className="absolute inset-x-0 top-0 [contain:layout_size_style]"
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              <ConversationRow
                conversation={conversation}
                href={hrefOf(conversation.id)}
                onOpen={open}
                selected={selected}
                mine={conversation.owner.id === me.member.id}
                unread={
                  !selected &&
                  conversation.unread === true &&
                  conversation.lastSeq > (seen[conversation.id] ?? 0)
                }
              />
            </li>
          )
        })}
      </ul>
    </Scroller>
  )
}

function ListSkeleton() {
  const t = useText()
  return (
    <div role="status" aria-label={t('app.loading')}>
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div
          key={row}
          className="flex flex-col justify-center gap-2 border-b px-3"
          style={{ height: rowHeight }}
        >
          <Skeleton className="h-3.5 w-2/5" />
          <Skeleton className="h-3.5 w-4/5" />
          <Skeleton className="h-3 w-1/4" />
        </div>
      ))}
    </div>
  )
}
