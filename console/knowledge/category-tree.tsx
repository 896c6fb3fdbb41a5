import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FolderTree, Users } from 'lucide-react'
import { useLocale, useText } from '../app/text.ts'
import { classNames } from '../ui/class-names.ts'
import { Scroller } from '../ui/scroller.tsx'
import { Skeleton } from '../ui/states.tsx'
import type { KnowledgeSearch } from './filters.ts'
import { OrderButton } from './order/order-button.tsx'
import { basesQuery, categoriesQuery } from './queries.ts'
import { rowsOf } from './tree-rows.ts'

/** The order that entries are kept in, at the left: bases, then the tree. */
export function CategoryTree({ search }: { search: KnowledgeSearch }) {
  const t = useText()
  const locale = useLocale()
  const categories = useQuery(categoriesQuery)
  const bases = useQuery(basesQuery)
  const rows = rowsOf(categories.data?.items ?? [], locale)
  const several = (bases.data?.items.length ?? 0) > 1
  return (
    <nav aria-label={t('knowledge.categories')} className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-11 shrink-0 items-center gap-2 border-b px-3 font-medium">
        <FolderTree className="size-4 text-n-11" aria-hidden />
        <span className="min-w-0 flex-1 truncate">{t('knowledge.categories')}</span>
        <OrderButton />
      </div>
      <Scroller className="min-h-0 flex-1 p-1.5">
        <ul className="flex flex-col">
          <Place
            label={t('knowledge.all')}
            to={{ ...search, category: undefined, base: undefined }}
            chosen={!search.category && !search.base}
            depth={0}
          />
          {several &&
            bases.data?.items.map((base) => (
              <Place
                key={base.id}
                label={base.name}
                count={base.entries}
                internal={base.audience === 'internal'}
                to={{ ...search, category: undefined, base: base.id }}
                chosen={search.base === base.id}
                depth={0}
              />
            ))}
          {several && <li aria-hidden className="my-1 border-t" />}
          {categories.isPending && <Skeleton className="m-2 h-4 w-3/5" />}
          {rows.map(({ category, depth, name, total }) => (
            <Place
              key={category.id}
              label={name}
              count={total}
              fourEyes={category.asksFourEyes}
              to={{ ...search, base: undefined, category: category.id }}
              chosen={search.category === category.id}
              depth={depth}
            />
          ))}
        </ul>
      </Scroller>
    </nav>
  )
}

function Place(props: {
  label: string
  count?: number
  depth: number
  chosen: boolean
  fourEyes?: boolean
  internal?: boolean
  to: KnowledgeSearch
}) {
  const t = useText()
  return (
    <li>
      <Link
        to="/knowledge"
        search={props.to}
        aria-current={props.chosen ? 'true' : undefined}
        style={{ paddingInlineStart: 8 + props.depth * 14 }}
        className={classNames(
          'flex h-7 items-center gap-1.5 rounded-md pr-2 pointer-coarse:h-9 [&_svg]:size-3',
          props.chosen ? 'bg-accent-soft text-accent' : 'hover:bg-n-3',
        )}
      >
        <span className="min-w-0 flex-1 truncate">{props.label}</span>
        {props.internal && <span className="text-xs text-n-11">{t('knowledge.audience.internal')}</span>}
        {props.fourEyes && (
          <span title={t('draft.fourEyes')} className="text-n-11">
            <Users aria-label={t('order.fourEyes')} />
          </span>
        )}
        {props.count !== undefined && <span className="text-sm text-n-11 tabular">{props.count}</span>}
      </Link>
    </li>
  )
}
