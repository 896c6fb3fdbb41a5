import { Link } from '@tanstack/react-router'
import { MessageSquareCheck } from 'lucide-react'
import type { ConversationEvent } from '../../../contract/events.ts'
import { AnswerParts } from '../../answers/answer-parts.tsx'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Clock, MessageText } from './bubble.tsx'

/** A draft that was put before a person; what became of it stands behind it. */
export function HeldDraft({ event }: { event: Extract<ConversationEvent, { type: 'reply-held' }> }) {
  const t = useText()
  const can = useCan()
  return (
    <article
      aria-label={t('approval.held')}
      className="flex max-w-[76%] min-w-0 flex-col gap-1 self-end rounded-md border border-dashed bg-n-2 px-3 py-1.5 max-md:max-w-[92%]"
    >
      <div className="flex flex-wrap items-center gap-1.5 text-xs text-n-11">
        <span className="flex items-center gap-1 font-medium [&_svg]:size-3">
          <MessageSquareCheck aria-hidden /> {t('approval.held')}
        </span>
        <Clock at={event.occurredAt} />
        {can('replies:review') && (
          <Link
            to="/review"
            search={{ id: event.body.reviewId }}
            className="text-accent underline underline-offset-2"
          >
            {t('approval.toQueue')}
          </Link>
        )}
      </div>
      {event.redacted ? <MessageText text="" redacted /> : <AnswerParts parts={event.body.parts} />}
    </article>
  )
}
