import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { MessageSquareCheck } from 'lucide-react'
import { useRef } from 'react'
import type { ReplyReview } from '../../contract/answers/review.ts'
import { Failed } from '../app/page-states.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { useFrames } from '../app/realtime-provider.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { useKeys } from '../desk/use-keys.ts'
import { classNames } from '../ui/class-names.ts'
import { EmptyState, SkeletonLines } from '../ui/states.tsx'
import { DraftCard } from './draft-card.tsx'
import { DraftRow } from './draft-row.tsx'
import { reviewsKey, reviewsQuery, useReviewCount } from './queries.ts'

/** Drafts of the assistant that wait for a person: the most urgent at the top, the chosen one with its question beside it. */
export function ReviewPage() {
  const t = useText()
  usePageTitle(t('approval.title'))
  const { id } = useSearch({ from: '/shell/review' })
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const query = useQuery(reviewsQuery)
  const items = query.data?.items ?? []
  const open = (next: string | undefined) =>
    void navigate({ to: '/review', search: { id: next }, replace: true })
  // On a wide page one is always open: the most urgent, until another is chosen.
  const chosen = id ?? items[0]?.id
  const shown = useLastSeen(items, chosen)
  const step = (by: number) => {
    const at = items.findIndex((one) => one.id === chosen)
    open(items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))]?.id)
  }
  useKeys({ j: () => step(1), k: () => step(-1) })
  useFrames((frame) => {
    // The customer wrote again, or somebody took over: the draft will not be sent.
    if (
      frame.type === 'conversation-changed' &&
      items.some((one) => one.conversationId === frame.conversationId)
    )
      void queryClient.invalidateQueries({ queryKey: reviewsKey })
  })
  const next = () => {
    const at = items.findIndex((one) => one.id === chosen)
    open((items[at + 1] ?? items[at - 1])?.id)
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-11 shrink-0 items-center gap-2 border-b px-4">
        <h1 className="font-semibold">{t('approval.title')}</h1>
        {query.data && (
          <span className="text-sm text-n-11 tabular">{t('approval.waiting', { count: items.length })}</span>
        )}
      </header>
      {query.isPending ? (
        <SkeletonLines label={t('app.loading')} lines={8} />
      ) : query.isError && !query.data ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : items.length === 0 && shown === undefined ? (
        <Nothing />
      ) : (
        <div className="flex min-h-0 flex-1">
          <ul
            aria-label={t('approval.queue')}
            className={classNames(
              'min-h-0 w-full shrink-0 overflow-y-auto bg-n-2 md:w-80 md:border-r',
              id !== undefined && 'max-md:hidden',
            )}
          >
            {items.map((one) => (
              <DraftRow key={one.id} review={one} chosen={one.id === chosen} onOpen={() => open(one.id)} />
            ))}
          </ul>
          <div className={classNames('min-h-0 min-w-0 flex-1', id === undefined && 'max-md:hidden')}>
            {shown && (
              <DraftCard
                key={shown.review.id}
                review={shown.review}
                gone={shown.gone}
                onNext={next}
                onBack={() => open(undefined)}
              />
            )}
          </div>
        </div>
      )}
    </div>
  )
}

/** The chosen draft, also when it has just left the queue: what somebody is reading or writing does not vanish under their hands. */
function useLastSeen(items: readonly ReplyReview[], id: string | undefined) {
  const last = useRef<ReplyReview>(undefined)
  const found = items.find((one) => one.id === id)
  if (found !== undefined) last.current = found
  if (found !== undefined) return { review: found, gone: false }
  return last.current?.id === id && last.current !== undefined
    ? { review: last.current, gone: true }
    : undefined
}

function Nothing() {
  const t = useText()
  const can = useCan()
  const unused = useReviewCount()?.asked === false
  return (
    <EmptyState
      icon={<MessageSquareCheck />}
      title={t('approval.empty')}
      action={
        unused &&
        can('policy:edit') && (
          <Link to="/policy" search={{ tab: 'scenes' }} className="text-accent underline">
            {t('approval.goScenes')}
          </Link>
        )
      }
    >
      {t(unused ? 'approval.emptyUnused' : 'approval.emptyHint')}
    </EmptyState>
  )
}
