import { CornerDownLeft, Sparkles } from 'lucide-react'
import { useContext } from 'react'
import type { ConversationEvent } from '../../../contract/events.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { InsertAnswer } from '../composing/use-insert-answer.ts'
import { textOf } from '../events.ts'
import type { DraftSource } from '../kept.ts'
import { Clock, MessageText } from './bubble.tsx'
import { SourceChip } from './source-chips.tsx'

/** What a model would have answered, for the agent alone: it passed the checks and names what it rests on. */
export function SuggestedReply({
  event,
}: {
  event: Extract<ConversationEvent, { type: 'reply-suggested' }>
}) {
  const t = useText()
  const insert = useContext(InsertAnswer)
  const sources = event.body.passages.map(
    ({ passageId, title }) => ({ kind: 'passage', id: passageId, title }) as DraftSource,
  )
  return (
    <article
      aria-label={t('suggested.title')}
      className="flex max-w-[76%] min-w-0 flex-col gap-1 self-end rounded-md border border-dashed bg-n-2 px-3 py-1.5 max-md:max-w-[92%]"
    >
      <div className="flex items-center gap-1.5 text-xs text-n-11">
        <span className="flex items-center gap-1 font-medium [&_svg]:size-3">
          <Sparkles aria-hidden /> {t('suggested.title')}
        </span>
        <Clock at={event.occurredAt} />
      </div>
      <MessageText text={event.redacted ? '' : textOf(event)} redacted={event.redacted === true} />
      {sources.length === 0 ? (
        <p className="text-xs text-n-11">{t('suggested.lookedUp')}</p>
      ) : (
        <ul aria-label={t('answers.sources')} className="flex flex-wrap gap-1">
          {event.body.passages.map((passage) => (
            <li key={passage.passageId}>
              <SourceChip source={{ kind: 'passage', ...passage }} />
            </li>
          ))}
        </ul>
      )}
      {insert !== undefined && !event.redacted && (
        <Button
          className="self-start"
          icon={<CornerDownLeft />}
          aria-label={`${t('summary.insert')}: ${t('suggested.title')}`}
          onClick={() => insert({ text: textOf(event), sources })}
        >
          {t('summary.insert')}
        </Button>
      )}
    </article>
  )
}
