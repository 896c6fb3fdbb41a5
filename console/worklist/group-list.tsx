import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Check, TrendingDown, TrendingUp } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { z } from 'zod'
import type { listWorklist, WorklistGroup } from '../../contract/training/worklist.ts'
import { Failed } from '../app/page-states.tsx'
import { useText } from '../app/text.ts'
import { classNames } from '../ui/class-names.ts'
import { Scroller } from '../ui/scroller.tsx'
import { EmptyState, SkeletonLines } from '../ui/states.tsx'
import { titleOfGroup, type WorklistState } from './queries.ts'

const rowHeight = 74

type Page = z.output<(typeof listWorklist)['reply']>

interface Props {
  query: UseInfiniteQueryResult<InfiniteData<Page>>
  groups: readonly WorklistGroup[]
  selectedId: string | undefined
  search: { state: WorklistState; days: number }
  /** The first run is under way: nothing yet does not mean nothing. */
  waiting: boolean
}

/** Groups, the largest first. */
export function GroupList({ query, groups, selectedId, search, waiting }: Props) {
  const t = useText()
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: groups.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const items = rows.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastShown >= groups.length - 10 && query.hasNextPage && !query.isFetching) void query.fetchNextPage()
  }, [lastShown, groups.length, query])
  const selected = groups.findIndex((group) => group.id === selectedId)
  useEffect(() => {
    if (selected >= 0) rows.scrollToIndex(selected)
  }, [selected, rows])
  if (query.isPending || waiting) return <SkeletonLines label={t('app.loading')} lines={12} />
  if (query.isError && groups.length === 0)
    return <Failed error={query.error} retry={() => void query.refetch()} />
  const first = query.data?.pages[0]
  if (groups.length === 0)
    return (
      <EmptyState icon={<Check />} title={t(`worklist.empty.${search.state}`)}>
        {t(`worklist.emptyHint.${search.state}`)}
      </EmptyState>
    )
  return (
    <>
      <Scroller ref={scroller} className="min-h-0 flex-1" aria-label={t('worklist.groups')} role="region">
        <ul className="relative" style={{ height: rows.getTotalSize() }}>
          {items.map((item) => {
            const group = groups[item.index]
            if (!group) return null
            return (
              <li
                key={group.id}
                className="absolute inset-x-0 top-0"
                style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
              >
                <GroupRow group={group} selected={group.id === selectedId} search={search} />
              </li>
            )
          })}
        </ul>
      </Scroller>
      {first && (
        <div
          className="shrink-0 border-t px-3 py-1 text-sm text-n-11 tabular"
          title={t('worklist.aloneHint')}
        >
          {t('worklist.sum', { groups: first.total, questions: first.questions, alone: first.alone })}
        </div>
      )}
    </>
  )
}

function GroupRow({
  group,
  selected,
  search,
}: {
  group: WorklistGroup
  selected: boolean
  search: Props['search']
}) {
  const t = useText()
  const [likely] = group.likely
  const settled = group.settlement
  return (
    <Link
      to="/worklist/$groupId"
      params={{ groupId: group.id }}
      search={search}
      preload={false}
      aria-current={selected ? 'true' : undefined}
      className={classNames(
        'flex h-full flex-col justify-center gap-0.5 border-b border-l-2 px-3',
        selected ? 'border-l-accent bg-accent-soft' : 'border-l-transparent hover:bg-n-3',
      )}
    >
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{titleOfGroup(group)}</span>
        <Trend group={group} />
        <span className="shrink-0 font-medium tabular" title={t('worklist.countHint')}>
          {group.count}
        </span>
      </span>
      <span className="flex gap-2 text-n-11">
        <span className="min-w-0 flex-1 truncate">{group.example}</span>
        {group.count > 1 && group.ways !== undefined && (
          <span className="shrink-0 text-sm tabular" title={t('worklist.waysHint')}>
            {t('worklist.waysShort', { count: group.ways })}
          </span>
        )}
      </span>
      <span className="truncate text-sm text-n-11">
        {settled
          ? `${t(`worklist.action.${settled.action}`)}${settled.entryTitle ? ` → ${settled.entryTitle}` : ''}`
          : likely
            ? `→ ${likely.title} · ${Math.round(likely.score * 100)}%`
            : t('worklist.noLikely')}
      </span>
    </Link>
  )
}

function Trend({ group: { count, before } }: { group: WorklistGroup }) {
  const t = useText()
  // What is new has no trend yet.
  if (before === count || before === 0) return null
  const more = count > before
  const label = t('worklist.trendHint', { before, count })
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      className={classNames('shrink-0 [&_svg]:size-3.5', more ? 'text-warning' : 'text-good')}
    >
      {more ? <TrendingUp /> : <TrendingDown />}
    </span>
  )
}
