import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Archive, Inbox } from 'lucide-react'
import { type RefObject, useEffect, useMemo, useRef } from 'react'
import type { Conversation } from '../../contract/conversations.ts'
import { Failed } from '../app/page-states.tsx'
import { useConnection } from '../app/realtime-provider.tsx'
import { useMe } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { classNames } from '../ui/class-names.ts'
import { Scroller } from '../ui/scroller.tsx'
import { EmptyState, Skeleton } from '../ui/states.tsx'
import { AwayNotice } from './away-notice.tsx'
import { ConversationRow, rowHeight } from './conversation-row.tsx'
import { useSeen } from './kept.ts'
import { conversationsQuery, pagesFetchedWhole } from './queries.ts'
import { SearchField } from './search/search-field.tsx'
import { SearchResults } from './search/search-results.tsx'
import type { useSearch } from './search/use-search.ts'
import { type ConversationView, conversationViews } from './views.ts'

/** The conversations of a view; without the socket they are asked for every ten seconds. */
export function useConversations(view: ConversationView) {
  const live = useConnection() === 'open'
  const query = useInfiniteQuery({
    ...conversationsQuery(view),
    refetchInterval: ({ state }) =>
      (state.data?.pages.length ?? 0) > pagesFetchedWhole ? false : live ? 60_000 : 10_000,
  })
  const conversations = useMemo(() => {
    const byId = new Map<string, Conversation>()
    for (const page of query.data?.pages ?? [])
      for (const one of page.items) if (!byId.has(one.id)) byId.set(one.id, one)
    return [...byId.values()]
  }, [query.data])
  return { query, conversations, counts: query.data?.pages[0]?.counts }
}

interface ListProps {
  view: ConversationView
  selectedId: string | undefined
  list: ReturnType<typeof useConversations>
  search: ReturnType<typeof useSearch>
  q: string | undefined
  at: number | undefined
  field: RefObject<HTMLInputElement | null>
}

/** Views with their counts, and the conversations of the chosen one. */
export function ConversationList(props: ListProps) {
  const t = useText()
  const navigate = useNavigate()
  const { view, selectedId, list, search, q, at, field } = props
  const results = useRef<HTMLDivElement>(null)
  return (
    <section aria-label={t('desk.list')} className="flex min-h-0 flex-1 flex-col">
      <SearchField
        ref={field}
        q={q}
        onSearch={(words) =>
          void navigate({ to: '.', search: (before) => ({ ...before, q: words }), replace: q !== undefined })
        }
        onLeave={() => results.current?.querySelector('a')?.focus()}
      />
      <nav aria-label={t('desk.views')} className="flex shrink-0 flex-wrap gap-0.5 border-b p-1.5">
        {conversationViews.map((one) => (
          <Link
            key={one}
            to="/desk"
            search={{ view: one }}
            aria-current={one === view && q === undefined ? 'page' : undefined}
            title={one === 'closed' ? t('view.closed') : undefined}
            className={classNames(
              'flex h-7 items-center gap-1 rounded-md px-1.5 whitespace-nowrap pointer-coarse:h-9',
              one === view && q === undefined
                ? 'bg-accent-soft font-medium text-accent'
                : 'text-n-11 hover:bg-n-4 hover:text-n-12',
            )}
          >
            {one === 'closed' ? (
              <Archive aria-label={t('view.closed')} className="size-3.5" />
            ) : (
              <>
                {t(`view.${one}`)}
                <span className="text-sm tabular">{list.counts?.[one] ?? ' '}</span>
              </>
            )}
          </Link>
        ))}
      </nav>
      <AwayNotice />
      <div ref={results} className="contents">
        {q === undefined ? (
          <ListBody {...props} />
        ) : (
          <SearchResults search={search} selectedId={selectedId} at={at} />
        )}
      </div>
    </section>
  )
}

function ListBody(props: ListProps) {
  const t = useText()
  const { view, list } = props
  if (list.query.isPending) return <ListSkeleton />
  if (list.query.isError && list.conversations.length === 0)
    return <Failed error={list.query.error} retry={() => void list.query.refetch()} />
  if (list.conversations.length === 0)
    return (
      <EmptyState icon={<Inbox />} title={t(`desk.empty.${view}`)}>
        {t(`desk.emptyHint.${view}`)}
      </EmptyState>
    )
  return <Rows {...props} />
}

function Rows({ selectedId, list }: ListProps) {
  const me = useMe()
  const seen = useSeen(me.member.id)
  const scroller = useRef<HTMLDivElement>(null)
  const { conversations, query } = list
  const rows = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => conversations[index]?.id ?? index,
    overscan: 8,
  })
  const items = rows.getVirtualItems()
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
        {items.map((item) => {
          const conversation = conversations[item.index]
          if (!conversation) return null
          const selected = conversation.id === selectedId
          return (
            <li
              key={item.key}
              className="absolute inset-x-0 top-0"
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              <ConversationRow
                conversation={conversation}
                selected={selected}
                mine={conversation.owner.id === me.member.id}
                unread={
                  !selected &&
                  conversation.state === 'open' &&
                  conversation.previewFrom === 'customer' &&
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
