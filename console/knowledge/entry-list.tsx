import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { BookOpen } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import type { Entry } from '../../contract/knowledge.ts'
import { Failed } from '../app/page-states.tsx'
import { type MessageKey, useLocale, useText } from '../app/text.ts'
import { classNames } from '../ui/class-names.ts'
import { Scroller } from '../ui/scroller.tsx'
import { Badge, EmptyState, SkeletonLines } from '../ui/states.tsx'
import type { KnowledgeSearch } from './filters.ts'
import { entriesQuery } from './queries.ts'

const rowHeight = 56

/** Entries by key, thousands of them. */
export function EntryList({
  search,
  selectedId,
}: {
  search: KnowledgeSearch
  selectedId: string | undefined
}) {
  const t = useText()
  const query = useInfiniteQuery(entriesQuery(search))
  const entries = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const items = rows.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastShown >= entries.length - 10 && query.hasNextPage && !query.isFetching) void query.fetchNextPage()
  }, [lastShown, entries.length, query])
  if (query.isPending) return <SkeletonLines label={t('app.loading')} lines={10} />
  if (query.isError && entries.length === 0)
    return <Failed error={query.error} retry={() => void query.refetch()} />
  if (entries.length === 0)
    return search.search ? (
      <EmptyState title={t('knowledge.noMatch')}>{t('knowledge.noMatchHint')}</EmptyState>
    ) : search.filter || search.category || search.base ? (
      <EmptyState title={t('knowledge.nothingHere')}>{t('knowledge.nothingHereHint')}</EmptyState>
    ) : (
      <EmptyState icon={<BookOpen />} title={t('knowledge.empty')}>
        {t('knowledge.emptyHint')}
      </EmptyState>
    )
  return (
    <>
      <Scroller ref={scroller} className="min-h-0 flex-1">
        <ul className="relative" style={{ height: rows.getTotalSize() }}>
          {items.map((item) => {
            const entry = entries[item.index]
            if (!entry) return null
            return (
              <li
                key={entry.id}
                className="absolute inset-x-0 top-0"
                style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
              >
                <EntryRow entry={entry} selected={entry.id === selectedId} search={search} />
              </li>
            )
          })}
        </ul>
      </Scroller>
      <div className="shrink-0 border-t px-3 py-1 text-sm text-n-11 tabular">
        {t('understanding.entries', { count: query.data?.pages[0]?.total ?? entries.length })}
      </div>
    </>
  )
}

/** Why a published entry does not answer customers. */
function notLive(entry: Entry): MessageKey {
  if (entry.validUntil && Date.parse(entry.validUntil) <= Date.now()) return 'knowledge.filter.expired'
  if (entry.validFrom && Date.parse(entry.validFrom) > Date.now()) return 'knowledge.filter.not-yet'
  return 'knowledge.audience.internal'
}

function EntryRow({ entry, selected, search }: { entry: Entry; selected: boolean; search: KnowledgeSearch }) {
  const t = useText()
  const locale = useLocale()
  const question =
    locale === 'zh-CN' ? (entry.question.zh ?? entry.question.en) : (entry.question.en ?? entry.question.zh)
  const similar = (entry.similar.zh?.length ?? 0) + (entry.similar.en?.length ?? 0)
  return (
    <Link
      to="/knowledge/$entryId"
      params={{ entryId: entry.id }}
      search={search}
      preload={false}
      aria-current={selected ? 'true' : undefined}
      className={classNames(
        'flex h-full flex-col justify-center border-b border-l-2 px-3',
        selected ? 'border-l-accent bg-accent-soft' : 'border-l-transparent hover:bg-n-3',
      )}
    >
      <span className="truncate font-medium">{question}</span>
      <span className="flex items-center gap-2 text-sm text-n-11">
        <span className="min-w-0 truncate">{entry.key}</span>
        {entry.state === 'archived' && <Badge>{t('entryState.archived')}</Badge>}
        {entry.draft && (
          <Badge tone={entry.draft.state === 'in-review' ? 'waiting' : 'accent'}>
            {t(`draft.${entry.draft.state}`)}
          </Badge>
        )}
        {entry.state === 'published' && !entry.live && <Badge tone="warning">{t(notLive(entry))}</Badge>}
        <span className="ml-auto shrink-0 tabular" title={t('knowledge.wordingsHint')}>
          {t('knowledge.wordings', { similar, customers: entry.customerWordings })}
        </span>
      </span>
    </Link>
  )
}
