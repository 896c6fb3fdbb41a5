import type { ReplyReview } from '../../contract/answers/review.ts'
import { useText } from '../app/text.ts'
import { classNames } from '../ui/class-names.ts'
import { intoView } from '../ui/into-view.ts'
import { TimeLeft } from './time-left.tsx'

/** A draft in the queue: what was asked, by whom, and how long there is. */
export function DraftRow({
  review,
  chosen,
  onOpen,
}: {
  review: ReplyReview
  chosen: boolean
  onOpen: () => void
}) {
  const t = useText()
  return (
    <li>
      <button
        ref={chosen ? intoView : undefined}
        type="button"
        aria-current={chosen || undefined}
        onClick={onOpen}
        className={classNames(
          'flex w-full flex-col gap-0.5 border-b px-3 py-2 text-left hover:bg-n-3',
          // A phone shows either the list or the draft.
          chosen && 'md:bg-accent-soft md:hover:bg-accent-soft',
        )}
      >
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-medium">{review.customer.name}</span>
          <TimeLeft review={review} />
        </span>
        <span className="line-clamp-2 text-sm [overflow-wrap:anywhere] whitespace-pre-line">
          {review.question || t('approval.noWords')}
        </span>
      </button>
    </li>
  )
}
