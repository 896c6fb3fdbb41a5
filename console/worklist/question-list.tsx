import { Link } from '@tanstack/react-router'
import { MessageSquare } from 'lucide-react'
import type { CustomerQuestion } from '../../contract/training/worklist.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useText } from '../app/text.ts'
import { FreezeButton } from '../frozen/freeze-button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Badge } from '../ui/states.tsx'
import type { PickedEntry } from './entry-picker.tsx'

interface Props {
  questions: readonly CustomerQuestion[]
  /** Questions that a repair leaves out. */
  left: ReadonlySet<string>
  onChange: ((left: ReadonlySet<string>) => void) | undefined
  /** The entry that they were settled by, or most likely mean. */
  meant?: PickedEntry | undefined
}

/** What customers wrote, each with what became of it; those that do not belong can be left out. */
export function QuestionList({ questions, left, onChange, meant }: Props) {
  const t = useText()
  const toggle = (id: string) => {
    const next = new Set(left)
    if (!next.delete(id)) next.add(id)
    onChange?.(next)
  }
  return (
    <section aria-label={t('worklist.questions')} className="min-w-0">
      <h3 className="pb-1 text-sm font-medium text-n-11">
        {t('worklist.questionsCount', { chosen: questions.length - left.size, count: questions.length })}
      </h3>
      <ul className="rounded-lg border">
        {questions.map((question) => (
          <li
            key={question.id}
            className={classNames(
              'flex items-start gap-2 border-b px-3 py-1.5 last:border-b-0 [content-visibility:auto]',
              left.has(question.id) && 'bg-n-2 text-n-11',
            )}
          >
            {onChange && (
              <input
                type="checkbox"
                aria-label={question.text}
                checked={!left.has(question.id)}
                onChange={() => toggle(question.id)}
                className="mt-[3px] size-3.5 shrink-0 accent-accent"
              />
            )}
            <span className="min-w-0 flex-1">
              <span className="block [overflow-wrap:anywhere] whitespace-pre-wrap">{question.text}</span>
              <span className="flex flex-wrap items-center gap-x-2 text-sm text-n-11">
                <Badge tone={question.kind === 'disliked' ? 'danger' : 'neutral'}>
                  {t(`questionKind.${question.kind}`)}
                </Badge>
                <span className="tabular" title={t('worklist.confidenceHint')}>
                  {question.confidence.toFixed(2)}
                </span>
                {question.entryTitle && <span className="truncate">{question.entryTitle}</span>}
                <RelativeTime at={question.occurredAt} />
              </span>
            </span>
            <FreezeButton
              small
              question={{
                text: question.text,
                source: 'worklist',
                conversationId: question.conversationId,
                entry: meant,
              }}
            />
            <Link
              to="/desk/$conversationId"
              params={{ conversationId: question.conversationId }}
              search={{ view: 'open', decision: question.id }}
              preload={false}
              aria-label={`${t('worklist.conversation')}: ${question.text}`}
              title={t('worklist.conversation')}
              className="flex size-6 shrink-0 items-center justify-center rounded-md text-n-11 hover:bg-n-4 hover:text-n-12 pointer-coarse:size-9 [&_svg]:size-3.5"
            >
              <MessageSquare />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
