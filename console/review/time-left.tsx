import { Hourglass } from 'lucide-react'
import type { ReplyReview } from '../../contract/answers/review.ts'
import { useText } from '../app/text.ts'
import { useNow, waitText } from '../app/time.ts'
import { classNames } from '../ui/class-names.ts'

/** How long there is to decide, and what happens then. */
export function TimeLeft({ review }: { review: Pick<ReplyReview, 'createdAt' | 'dueAt' | 'whenLate'> }) {
  const t = useText()
  const now = useNow(1_000)
  const left = Date.parse(review.dueAt) - now
  const urgent = left < (Date.parse(review.dueAt) - Date.parse(review.createdAt)) / 4
  return (
    <span
      role="timer"
      title={t(review.whenLate === 'send' ? 'approval.thenSent' : 'approval.thenHandedOver')}
      className={classNames(
        'inline-flex shrink-0 items-center gap-1 text-sm tabular [&_svg]:size-3.5',
        urgent ? 'font-medium text-danger' : 'text-n-11',
      )}
    >
      <Hourglass aria-hidden />
      {waitText(left)}
    </span>
  )
}
