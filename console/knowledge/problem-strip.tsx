import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useFrames } from '../app/realtime-provider.tsx'
import { type MessageKey, useText } from '../app/text.ts'
import { classNames } from '../ui/class-names.ts'
import type { Tone } from '../ui/states.tsx'
import type { entryFilters } from './filters.ts'
import { problemsQuery } from './queries.ts'

type Filter = (typeof entryFilters)[number]

const tones: Partial<Record<Tone, string>> = {
  accent: 'bg-accent-soft text-accent',
  waiting: 'bg-waiting-soft text-waiting',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
  neutral: 'bg-n-3 text-n-12',
}

/** What needs an eye, each a way into the list of it; nothing of what there is none. */
export function ProblemStrip() {
  const t = useText()
  const search = useSearch({ from: '/shell/knowledge' })
  const problems = useQuery({ ...problemsQuery, refetchInterval: 60_000 })
  useFrames((frame) => {
    if (frame.type === 'knowledge-changed') void problems.refetch()
  })
  const { data } = problems
  if (!data) return null
  const shown: [Filter, number, Tone, MessageKey][] = [
    data.mineToApprove > 0
      ? ['in-review', data.mineToApprove, 'accent', 'knowledge.problem.mine']
      : ['in-review', data.inReview, 'waiting', 'knowledge.problem.in-review'],
    ['conflict', data.conflicts, 'danger', 'knowledge.problem.conflict'],
    ['expired', data.expired, 'warning', 'knowledge.problem.expired'],
    ['expiring', data.expiring, 'warning', 'knowledge.problem.expiring'],
    ['never-hit', data.neverHit, 'neutral', 'knowledge.problem.never-hit'],
    ['draft', data.drafts, 'neutral', 'knowledge.problem.draft'],
  ]
  const some = shown.filter(([, count]) => count > 0)
  if (some.length === 0) return null
  return (
    <nav
      aria-label={t('knowledge.problems')}
      className="flex shrink-0 flex-wrap gap-1.5 border-b px-4 py-1.5"
    >
      {some.map(([filter, count, tone, key]) => {
        const chosen = search.filter === filter
        return (
          <Link
            key={filter}
            to="/knowledge"
            search={chosen ? { ...search, filter: undefined } : { filter }}
            aria-current={chosen ? 'true' : undefined}
            className={classNames(
              'inline-flex h-6 items-center rounded-full px-2.5 text-sm font-medium tabular hover:underline pointer-coarse:h-8',
              tones[tone],
              chosen && 'ring-2 ring-accent-line',
            )}
          >
            {t(key, { count })}
          </Link>
        )
      })}
    </nav>
  )
}
