import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ComponentProps, ReactNode } from 'react'
import { Failed } from '../app/page-states.tsx'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { SkeletonLines } from '../ui/states.tsx'
import { Table as PlainTable } from '../ui/table.tsx'

interface Page<Item> {
  items: Item[]
  next?: string
}

/** The four states of a paged list: loading, failed, empty, and its items with "more". */
export function Paged<Item>({
  query,
  empty,
  children,
}: {
  query: UseInfiniteQueryResult<InfiniteData<Page<Item>>>
  empty: ReactNode
  children: (items: Item[]) => ReactNode
}) {
  const t = useText()
  if (query.isPending) return <SkeletonLines label={t('app.loading')} />
  if (query.isError && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  if (items.length === 0) return <div className="py-10">{empty}</div>
  return (
    <>
      {children(items)}
      {query.hasNextPage && (
        <Button
          look="quiet"
          className="mt-2"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('app.more')}
        </Button>
      )}
    </>
  )
}

/** A table whose last column, if it is called so, holds what can be done. */
export function Table({ heads, ...rest }: Omit<ComponentProps<typeof PlainTable>, 'actions'>) {
  const t = useText()
  return <PlainTable {...rest} heads={heads} actions={heads.at(-1) === t('app.actions')} />
}
