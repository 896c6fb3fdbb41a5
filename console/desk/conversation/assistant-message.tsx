import { Bot, Info, MousePointerClick, ThumbsDown, ThumbsUp } from 'lucide-react'
import type { ConversationEvent } from '../../../contract/events.ts'
import { AnswerParts } from '../../answers/answer-parts.tsx'
import { useCodeText, useText } from '../../app/text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Badge } from '../../ui/states.tsx'
import type { Marks } from '../events.ts'
import { Bubble, MessageText } from './bubble.tsx'
import { SourceChip } from './source-chips.tsx'

type AssistantEvent = Extract<ConversationEvent, { type: 'assistant-message' }>

interface Props {
  event: AssistantEvent
  marks: Marks
  solved: boolean | undefined
  shownDecision: string | undefined
  onDecision: (decisionId: string) => void
}

/** What the machine said: marked as such, with its confidence, its sources, and the way to the whole record. */
export function AssistantMessage({ event, marks, solved, shownDecision, onDecision }: Props) {
  const t = useText()
  return (
    <Bubble
      side="right"
      tone="machine"
      at={event.occurredAt}
      who={
        <>
          <Bot className="size-3.5" aria-hidden /> {t('owner.assistant')}
        </>
      }
      below={
        <BelowMessage event={event} solved={solved} shownDecision={shownDecision} onDecision={onDecision} />
      }
    >
      {event.redacted ? <MessageText text="" redacted /> : <AnswerParts parts={event.body.parts} />}
      {event.body.parts.map((part, index) => {
        const key = `${event.seq}-${index}`
        if (part.type === 'choice')
          return <Options key={key} options={part.options} chosen={marks.chosen.get(event.seq)} />
        if (part.type === 'form')
          return (
            <p key={key} className="text-n-11 italic">
              {t('desk.formShown')}
            </p>
          )
        return null
      })}
    </Bubble>
  )
}

interface Option {
  id: string
  label: string
  action: 'entry' | 'human' | 'reply'
}

/** Buttons as they were offered, and which was taken. */
export function Options({ options, chosen }: { options: readonly Option[]; chosen: string | undefined }) {
  const t = useText()
  return (
    <ul className="flex flex-wrap gap-1 py-1">
      {options.map((option) => {
        const isChosen = option.id === chosen
        return (
          <li
            key={option.id}
            className={classNames(
              'flex items-center gap-1 rounded-full border px-2.5 py-0.5 text-sm [overflow-wrap:anywhere]',
              isChosen ? 'border-accent bg-accent-soft text-accent' : 'border-n-7 text-n-11',
            )}
          >
            {isChosen && <MousePointerClick className="size-3 shrink-0" aria-label={t('desk.chosen')} />}
            {option.label}
          </li>
        )
      })}
    </ul>
  )
}

function BelowMessage({ event, solved, shownDecision, onDecision }: Omit<Props, 'marks'>) {
  const t = useText()
  const codeText = useCodeText()
  const { kind, confidence, decisionId, sources, passages = [], handoverReason } = event.body
  return (
    <div className="flex flex-wrap items-center justify-end gap-1 pt-0.5">
      {sources.map((source) => (
        <SourceChip key={source.entryId} source={{ kind: 'entry', ...source }} />
      ))}
      {passages.map((passage) => (
        <SourceChip key={passage.passageId} source={{ kind: 'passage', ...passage }} />
      ))}
      {solved !== undefined && (
        <Badge tone={solved ? 'good' : 'danger'}>
          {solved ? <ThumbsUp aria-hidden /> : <ThumbsDown aria-hidden />}
          {t(solved ? 'desk.solved' : 'desk.notSolved')}
        </Badge>
      )}
      <DecisionButton
        decisionId={decisionId}
        shown={!!decisionId && decisionId === shownDecision}
        onDecision={onDecision}
        words={[
          codeText('outcome', kind),
          handoverReason && codeText('reason', handoverReason),
          confidence?.toFixed(2),
        ]
          .filter(Boolean)
          .join(' · ')}
      />
    </div>
  )
}

/** What decided it, and the way to the whole record. */
export function DecisionButton({
  decisionId,
  shown,
  words,
  onDecision,
}: {
  decisionId: string | undefined
  shown: boolean
  words: string
  onDecision: (decisionId: string) => void
}) {
  const t = useText()
  if (!decisionId) return <span className="px-1 text-xs text-n-11">{words}</span>
  return (
    <button
      type="button"
      aria-pressed={shown}
      title={t('decision.open')}
      onClick={() => onDecision(decisionId)}
      className={classNames(
        'inline-flex items-center gap-1 rounded-sm px-1.5 text-xs leading-[18px] tabular',
        shown ? 'bg-accent-soft text-accent' : 'text-n-11 hover:bg-n-4 hover:text-n-12',
      )}
    >
      {words}
      <Info className="size-3" aria-label={t('decision.open')} />
    </button>
  )
}
