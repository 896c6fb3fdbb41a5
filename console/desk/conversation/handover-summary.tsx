import { useQuery } from '@tanstack/react-query'
import { ChevronDown, ChevronRight, CircleCheck, CornerDownLeft, File } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import type { Conversation, getHandoverSummary } from '../../../contract/conversations.ts'
import type { AttachmentPart } from '../../../contract/parts/attachments.ts'
import type { FoundEntry } from '../../../contract/workspace/desk-knowledge.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useMe } from '../../app/session.ts'
import { useCodeText, useText } from '../../app/text.ts'
import { dayText } from '../../app/time.ts'
import { Button } from '../../ui/button.tsx'
import { Badge, Skeleton } from '../../ui/states.tsx'
import { Picture } from '../attachments/attachment-view.tsx'
import type { useInsertAnswer } from '../composing/use-insert-answer.ts'
import { MoodMarks } from '../mood-marks.tsx'
import { summaryQuery } from '../queries.ts'

type HandoverSummaryReply = z.output<(typeof getHandoverSummary)['reply']>

interface SummaryProps {
  conversation: Conversation
  /** Whether the agent who serves has written already: then the room is the conversation's. */
  answered: boolean
  insert: ReturnType<typeof useInsertAnswer>
}

/** What one should know before answering; shown once people are asked. */
export function HandoverSummary({ conversation, answered, insert }: SummaryProps) {
  const t = useText()
  const codeText = useCodeText()
  const relevant = conversation.state === 'open' && conversation.owner.kind !== 'assistant'
  const [open, setOpen] = useState(() => startsOpen(answered))
  useEffect(() => setOpen(startsOpen(answered)), [answered])
  if (!relevant) return null
  const reason = conversation.handoverReason
  return (
    <section aria-label={t('summary.title')} className="shrink-0 border-b bg-n-2">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-1.5 px-4 py-1.5 text-left hover:bg-n-3 max-md:px-3 [&_svg]:size-3.5"
      >
        {open ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
        <span className="font-medium">{t('summary.title')}</span>
        {reason && <span className="truncate text-n-11">{codeText('reason', reason)}</span>}
      </button>
      {open && <SummaryBody conversation={conversation} insert={insert} />}
    </section>
  )
}

function startsOpen(answered: boolean): boolean {
  return !answered && matchMedia('(min-width: 768px)').matches
}

function SummaryBody({ conversation, insert }: Pick<SummaryProps, 'conversation' | 'insert'>) {
  const t = useText()
  const codeText = useCodeText()
  const errorText = useErrorText()
  const summary = useQuery(summaryQuery(conversation.id))
  if (summary.isPending)
    return (
      <div className="flex flex-col gap-2 px-4 pb-3" role="status" aria-label={t('app.loading')}>
        <Skeleton className="h-3.5 w-3/5" />
        <Skeleton className="h-3.5 w-2/5" />
      </div>
    )
  if (summary.isError)
    return (
      <div className="flex items-center gap-2 px-4 pb-2 text-danger" role="alert">
        {errorText(summary.error)}
        <Button onClick={() => void summary.refetch()}>{t('app.retry')}</Button>
      </div>
    )
  const { asked, facts, attachments, said, suggestions, emotion, urgency, settled } = summary.data
  const before = said.filter(({ meanwhile }) => meanwhile === undefined)
  const waiting = said.filter(({ meanwhile }) => meanwhile)
  return (
    <div className="grid max-h-[30dvh] gap-x-6 gap-y-2 overflow-y-auto px-4 pb-3 max-md:px-3 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-2">
        {settled && (
          <p className="flex items-start gap-1.5 [&_svg]:mt-0.5 [&_svg]:size-3.5 [&_svg]:shrink-0 [&_svg]:text-good">
            <CircleCheck aria-hidden /> {t('summary.settled')}
          </p>
        )}
        {(emotion !== undefined || urgency === 'high') && (
          <div>
            <h3 className="text-xs text-n-11">{t('summary.mood')}</h3>
            <p className="flex flex-wrap items-center gap-1 pt-0.5">
              <MoodMarks mood={{ emotion, urgency }} all />
              {emotion === 'neutral' && codeText('emotion', 'neutral')}
            </p>
          </div>
        )}
        <Sentences title={t('summary.asked')} none={t('summary.nothingAsked')} items={asked} />
        <Named facts={facts} />
        <Sent attachments={attachments} />
        {before.length > 0 && <Sentences title={t('summary.said')} items={before} />}
        {waiting.length > 0 && <Sentences title={t('summary.saidMeanwhile')} items={waiting} />}
      </div>
      <Suggestions conversation={conversation} suggestions={suggestions} insert={insert} />
    </div>
  )
}

function Sentences({
  title,
  none,
  items,
}: {
  title: string
  none?: string
  items: readonly { seq: number; text: string }[]
}) {
  return (
    <div>
      <h3 className="text-xs text-n-11">{title}</h3>
      {items.length === 0 && <p className="text-n-11">{none}</p>}
      <ul>
        {items.map((item) => (
          <li key={item.seq} className="line-clamp-2 [overflow-wrap:anywhere]">
            {item.text}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What the customer named, as it was written: one click selects it. A day that had to be worked out is said beside it. */
function Named({ facts }: { facts: HandoverSummaryReply['facts'] }) {
  const t = useText()
  const { locale } = useMe().member
  if (facts.length === 0) return null
  return (
    <div>
      <h3 className="text-xs text-n-11">{t('summary.named')}</h3>
      <ul className="flex flex-wrap items-center gap-1 pt-0.5">
        {facts.map(({ type, text, from, to }) => (
          <li key={`${type} ${text}`} className="flex min-w-0">
            <Badge>
              <span className="truncate select-all">{text}</span>
              {from !== undefined && to !== undefined && (
                <span className="text-n-11">{daysText(from, to, locale)}</span>
              )}
            </Badge>
          </li>
        ))}
      </ul>
    </div>
  )
}

function daysText(from: string, to: string, locale: string): string {
  const first = dayText(from, locale, 'UTC')
  return from === to ? first : `${first} – ${dayText(to, locale, 'UTC')}`
}

/** Pictures and files at a glance; a picture opens large, a file is found where it was sent. */
function Sent({ attachments }: { attachments: readonly { seq: number; part: AttachmentPart }[] }) {
  const t = useText()
  if (attachments.length === 0) return null
  return (
    <div>
      <h3 className="text-xs text-n-11">{t('summary.sent')}</h3>
      <ul className="flex flex-wrap items-center gap-1.5 pt-1">
        {attachments.map(({ part }) => (
          <li key={part.attachmentId} className="flex min-w-0">
            {part.type === 'picture' ? (
              <Picture part={part} small />
            ) : (
              <Badge>
                <File aria-hidden /> <span className="truncate">{part.name}</span>
              </Badge>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface Suggestion {
  entryId: FoundEntry['entryId']
  title: string
  probability: number
  answer: string
}

function Suggestions({
  conversation,
  suggestions,
  insert,
}: {
  conversation: Conversation
  suggestions: readonly Suggestion[]
  insert: SummaryProps['insert']
}) {
  const t = useText()
  const me = useMe()
  const mine = conversation.owner.kind === 'agent' && conversation.owner.id === me.member.id
  if (suggestions.length === 0) return null
  return (
    <div className="min-w-0">
      <h3 className="text-xs text-n-11">{t('summary.suggestions')}</h3>
      <ul className="flex flex-col gap-1.5">
        {suggestions.map((one) => (
          <li key={one.entryId} className="flex items-start gap-2">
            <div className="min-w-0 flex-1">
              <div className="flex items-baseline gap-1.5">
                <span className="truncate font-medium">{one.title}</span>
                <span className="text-xs text-n-11 tabular">{one.probability.toFixed(2)}</span>
              </div>
              <p className="line-clamp-2 text-n-11 [overflow-wrap:anywhere]">{one.answer}</p>
            </div>
            {mine && (
              <Button
                icon={<CornerDownLeft />}
                aria-label={`${t('summary.insert')}: ${one.title}`}
                onClick={() =>
                  insert.intoReply({
                    text: one.answer,
                    sources: [{ kind: 'entry', id: one.entryId, title: one.title }],
                  })
                }
              >
                {t('summary.insert')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
