import { useQuery } from '@tanstack/react-query'
import type { ReplyReview } from '../../contract/answers/review.ts'
import type { ConversationEvent } from '../../contract/events.ts'
import { plainText } from '../../contract/messages.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { MessageText } from '../desk/conversation/bubble.tsx'
import { eventsQuery } from '../desk/queries.ts'

const mostShown = 6
type Said = Extract<ConversationEvent, { type: 'customer-message' | 'assistant-message' | 'agent-message' }>

const isSaid = (event: ConversationEvent): event is Said =>
  event.type === 'customer-message' || event.type === 'assistant-message' || event.type === 'agent-message'

/** What was said before, quietly, and the question that the draft answers. */
export function Context({ review }: { review: ReplyReview }) {
  const t = useText()
  const can = useCan()
  const { data: events = [] } = useQuery({
    ...eventsQuery(review.conversationId),
    enabled: can('conversations:read'),
  })
  const heldAt = events.findLast(
    (event) => event.type === 'reply-held' && event.body.reviewId === review.id,
  )?.seq
  const started = events.findLast((event) => event.type === 'session-started')?.seq ?? 0
  const before = events
    .filter(isSaid)
    .filter((event) => event.seq > started && (heldAt === undefined || event.seq < heldAt))
  // The question stands below in full.
  while (before.at(-1)?.type === 'customer-message') before.pop()
  return (
    <section aria-label={t('approval.question')} className="flex flex-col gap-2">
      {before.length > 0 && (
        <ol
          aria-label={t('approval.before')}
          className="flex flex-col gap-1 border-l-2 border-n-6 pl-3 text-sm text-n-11"
        >
          {before.slice(-mostShown).map((event) => (
            <li key={event.seq} className="line-clamp-3 [overflow-wrap:anywhere]">
              <span className="font-medium">
                {event.type === 'customer-message'
                  ? review.customer.name
                  : event.type === 'assistant-message'
                    ? t('owner.assistant')
                    : (event.actor.name ?? t('owner.agent'))}
              </span>{' '}
              {plainText(event.body.parts)}
            </li>
          ))}
        </ol>
      )}
      <div className="self-start rounded-lg bg-n-3 px-3 py-1.5">
        <MessageText text={review.question || t('approval.noWords')} />
      </div>
    </section>
  )
}
