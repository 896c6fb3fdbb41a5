import { Mail } from 'lucide-react'
import { memo } from 'react'
import type { ConversationEvent } from '../../../contract/events.ts'
import type { Locale } from '../../../contract/ids.ts'
import { useMe } from '../../app/session.ts'
import { type CodeText, useCodeText, useLocale, useText } from '../../app/text.ts'
import { waitText } from '../../app/time.ts'
import { hasWords, MessageParts } from '../attachments/message-parts.tsx'
import { type Marks, textOf } from '../events.ts'
import { pathText } from '../together/categories.ts'
import { AssistantMessage, Options } from './assistant-message.tsx'
import { Bubble, Clock, MessageText, ReadMark } from './bubble.tsx'
import { HeldDraft } from './held-draft.tsx'
import { MeanwhileLine } from './meanwhile-line.tsx'
import { NoteEvent } from './note-event.tsx'
import { ProcedureEvent } from './procedure-event.tsx'
import { KnowledgeUsed } from './source-chips.tsx'
import { SuggestedReply } from './suggested-reply.tsx'
import { isToolEvent, ToolEvent } from './tool-event.tsx'

interface EventProps {
  event: ConversationEvent
  marks: Marks
  customerName: string
  readSeq: number
  shownDecision: string | undefined
  onDecision: (decisionId: string) => void
}

/** One event of a conversation, as the agent sees it. */
export const TimelineEvent = memo(function TimelineEvent(props: EventProps) {
  const t = useText()
  const me = useMe()
  const { event, marks, customerName, readSeq } = props
  switch (event.type) {
    case 'customer-message':
      return (
        <Bubble side="left" who={customerName} at={event.occurredAt}>
          <Said event={event} marks={marks} />
        </Bubble>
      )
    case 'assistant-message':
      return <AssistantMessage {...props} event={event} solved={marks.solved.get(event.seq)} />
    case 'agent-message':
      return (
        <Bubble
          side="right"
          tone="accent"
          who={event.actor.id === me.member.id ? t('desk.you') : (event.actor.name ?? t('owner.agent'))}
          at={event.occurredAt}
          mark={<ReadMark read={readSeq >= event.seq} />}
        >
          <Said event={event} marks={marks} />
        </Bubble>
      )
    case 'note-added':
      return <NoteEvent event={event} />
    case 'knowledge-used':
      return <KnowledgeUsed event={event} />
    case 'reply-suggested':
      return <SuggestedReply event={event} />
    case 'reply-held':
      return <HeldDraft event={event} />
    case 'meanwhile-noted':
      return <MeanwhileLine {...props} event={event} />
    case 'message-left':
      return <LeftMessage event={event} />
    case 'procedure-changed':
      return <ProcedureEvent event={event} />
    default:
      return isToolEvent(event) ? <ToolEvent event={event} marks={marks} /> : <SystemLine event={event} />
  }
})

/** Words, then pictures, files and cards, then buttons. */
function Said({
  event,
  marks,
}: {
  event: Extract<ConversationEvent, { type: 'customer-message' | 'agent-message' }>
  marks: Marks
}) {
  const { parts } = event.body
  const choice = parts.find((part) => part.type === 'choice')
  if (event.redacted) return <MessageText text="" redacted />
  return (
    <>
      {hasWords(parts) && <MessageText text={textOf(event)} />}
      <MessageParts parts={parts} />
      {choice && <Options options={choice.options} chosen={marks.chosen.get(event.seq)} />}
    </>
  )
}

function LeftMessage({ event }: { event: Extract<ConversationEvent, { type: 'message-left' }> }) {
  const t = useText()
  const { name, contact, text } = event.body
  return (
    <div className="max-w-[76%] self-start rounded-md border border-warning bg-warning-soft p-3 max-md:max-w-[92%]">
      <div className="flex items-center gap-1.5 font-medium text-warning">
        <Mail className="size-3.5" aria-hidden />
        {t('desk.messageLeft')}
        <Clock at={event.occurredAt} />
      </div>
      <p className="pt-1 [overflow-wrap:anywhere] whitespace-pre-wrap">{text}</p>
      <p className="pt-1 [overflow-wrap:anywhere]">
        <span className="text-n-11">{t('desk.contact')}: </span>
        <span className="font-medium select-all">{name ? `${name} · ${contact}` : contact}</span>
      </p>
    </div>
  )
}

function SystemLine({ event }: { event: ConversationEvent }) {
  const codeText = useCodeText()
  const locale = useLocale()
  const words = systemWords(event, codeText, locale)
  if (!words) return null
  return (
    <div className="flex items-center justify-center gap-1.5 text-center text-sm text-n-11 [&_svg]:size-3.5">
      {words} <Clock at={event.occurredAt} />
    </div>
  )
}

/** Words for what changed; feedback stands at its message, not here. */
function systemWords(event: ConversationEvent, codeText: CodeText, locale: Locale): string | undefined {
  if (event.type === 'session-started') return codeText('session', event.body.reason)
  if (event.type === 'conversation-closed') return codeText('closed', event.body.reason)
  if (event.type === 'wrapped-up') {
    const { category, resolved, note } = event.body
    const outcome = codeText('wrapUp', resolved ? 'resolved' : 'unresolved')
    return [pathText(category, locale), outcome, note].filter(Boolean).join(' · ')
  }
  if (event.type === 'wording-confirmed')
    return codeText('wording', 'confirmed', {
      name: event.actor.name ?? codeText('owner', 'agent'),
      rules: event.body.rules.map((rule) => `${rule.name} “${rule.words}”`).join(' · '),
    })
  if (event.type === 'reply-reviewed')
    return codeText('reviewVerdict', event.body.verdict, {
      name: event.actor.name ?? codeText('owner', 'agent'),
      took: waitText(event.body.tookMs),
    })
  if (event.type === 'owner-changed') {
    const { reason, to } = event.body
    const words = codeText('ownerReason', reason, {
      name: event.actor.name ?? codeText('owner', 'agent'),
      to: event.body.toName ?? codeText('owner', 'agent'),
    })
    return words === reason ? `${codeText('ownerTo', to.kind)} · ${codeText('reason', reason)}` : words
  }
  return undefined
}
