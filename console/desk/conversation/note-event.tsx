import { Lock } from 'lucide-react'
import type { ConversationEvent } from '../../../contract/events.ts'
import { useMe } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { classNames } from '../../ui/class-names.ts'
import { splitAtMentions } from '../composing/mentions.ts'
import { Clock, MessageText } from './bubble.tsx'

/** An internal note in its place: seen at once not to be part of what was said. */
export function NoteEvent({ event }: { event: Extract<ConversationEvent, { type: 'note-added' }> }) {
  const t = useText()
  const me = useMe()
  const own = event.actor.id === me.member.id
  return (
    <article
      aria-label={t('note.title')}
      className="max-w-[76%] min-w-0 self-end rounded-md border border-dashed border-warning bg-warning-soft px-3 py-1.5 max-md:max-w-[92%]"
    >
      <div className="flex items-center gap-1.5 text-xs text-n-11">
        <span className="flex items-center gap-1 font-medium text-warning [&_svg]:size-3">
          <Lock aria-hidden /> {t('note.title')}
        </span>
        <span>{own ? t('desk.you') : (event.actor.name ?? t('owner.agent'))}</span>
        <Clock at={event.occurredAt} />
      </div>
      {event.redacted ? (
        <MessageText text="" redacted />
      ) : (
        <p className="leading-[1.55] [overflow-wrap:anywhere] whitespace-pre-wrap">
          {splitAtMentions(event.body.text, event.body.mentions).map((piece, index) =>
            piece.memberId ? (
              <strong
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces of an unchanging text
                key={index}
                className={classNames(
                  'font-medium text-accent',
                  piece.memberId === me.member.id && 'rounded-sm bg-accent-soft px-0.5',
                )}
              >
                {piece.text}
              </strong>
            ) : (
              piece.text
            ),
          )}
        </p>
      )}
    </article>
  )
}
