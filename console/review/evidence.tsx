import type { ReplyReview } from '../../contract/answers/review.ts'
import { useText } from '../app/text.ts'
import { MessageText } from '../desk/conversation/bubble.tsx'
import { SourceChip } from '../desk/conversation/source-chips.tsx'

/** What the draft rests on: entries by name, passages with their words. */
export function Evidence({ review }: { review: ReplyReview }) {
  const t = useText()
  if (review.sources.length === 0 && review.passages.length === 0) return null
  return (
    <section aria-label={t('answers.sources')} className="flex flex-col gap-2">
      <h3 className="text-sm font-medium text-n-11">{t('answers.sources')}</h3>
      <ul className="flex flex-col gap-2">
        {review.sources.map((source) => (
          <li key={source.entryId}>
            <SourceChip source={{ kind: 'entry', ...source }} />
          </li>
        ))}
        {review.passages.map((passage) => (
          <li key={passage.passageId} className="flex flex-col gap-1 rounded-md bg-n-2 px-3 py-2">
            <SourceChip source={{ kind: 'passage', ...passage }} />
            <div className="max-h-48 overflow-y-auto text-sm text-n-11">
              <MessageText text={passage.text || t('approval.passageGone')} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
