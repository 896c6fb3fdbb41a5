import { Link } from '@tanstack/react-router'
import { useText } from '../../app/text.ts'
import { classNames } from '../../ui/class-names.ts'
import { inView } from '../desk-search.ts'
import { type ConversationView, conversationViews } from '../views.ts'
import { useCounts } from './list-queries.ts'
import type { ListKey } from './merge-list.ts'

/** The contract's `mostClosedCounted`, named here so that the page need not carry its schemas. */
const mostClosedCounted = 10_000

/** The views with their counts as they are now. */
export function ViewNav({ listKey, searching }: { listKey: ListKey; searching: boolean }) {
  const t = useText()
  const counts = useCounts()
  const countOf = (view: ConversationView) => {
    const count = counts?.[view]
    if (count === undefined) return ' '
    return view === 'closed' && count >= mostClosedCounted ? `${mostClosedCounted - 1}+` : count
  }
  return (
    <nav aria-label={t('desk.views')} className="flex shrink-0 flex-wrap gap-0.5 border-b p-1.5">
      {conversationViews.map((view, index) => {
        const chosen = view === listKey.view && !searching
        return (
          <Link
            key={view}
            to="."
            search={(before) => inView(before, view)}
            aria-current={chosen ? 'page' : undefined}
            aria-keyshortcuts={`${index + 1}`}
            title={t(`viewHint.${view}`)}
            className={classNames(
              'flex h-7 items-center gap-1 rounded-md px-1.5 whitespace-nowrap pointer-coarse:h-9',
              chosen ? 'bg-accent-soft font-medium text-accent' : 'text-n-11 hover:bg-n-4 hover:text-n-12',
            )}
          >
            {t(`view.${view}`)}
            <span className="text-sm tabular">{countOf(view)}</span>
          </Link>
        )
      })}
    </nav>
  )
}
