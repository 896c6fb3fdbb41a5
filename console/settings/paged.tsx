import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failed } from '../app/page-states.tsx'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Scroller } from '../ui/scroller.tsx'
import { SkeletonLines } from '../ui/states.tsx'

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

/** A table that scrolls sideways by itself on a narrow page. */
export function Table({ heads, children }: { heads: readonly string[]; children: ReactNode }) {
  const t = useText()
  return (
    <Scroller>
      {/* On a phone it is pushed sideways rather than its words broken. */}
      <table className="w-full text-left max-md:min-w-[640px]">
        <thead className="text-sm text-n-11">
          <tr className="border-b">
            {heads.map((head, index) => (
              <th
                key={head}
                scope="col"
                className={classNames(
                  'py-1.5 pr-4 font-medium whitespace-nowrap',
                  // Above its buttons, which stand at the right.
                  index === heads.length - 1 && head === t('app.actions') && 'text-right',
                )}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&_td]:py-1.5 [&_td]:pr-4 [&_tr]:border-b">{children}</tbody>
      </table>
    </Scroller>
  )
}
