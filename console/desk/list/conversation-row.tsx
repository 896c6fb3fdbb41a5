import { Headset, MessageSquare } from 'lucide-react'
import { type MouseEvent, memo, useEffect, useRef } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import { useCustomerName } from '../../app/names.ts'
import { RelativeTime, WaitClock } from '../../app/relative-time.tsx'
import { useCodeText, useText } from '../../app/text.ts'
import { BotIcon } from '../../ui/bot-icon.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Badge } from '../../ui/states.tsx'
import { MoodMarks } from '../mood-marks.tsx'

/** Height of a row in pixels; the list needs it to scroll ten thousand of them. */
export const rowHeight = 76

interface RowProps {
  conversation: Conversation
  selected: boolean
  unread: boolean
  mine: boolean
  href: string
  onOpen: (event: MouseEvent<HTMLAnchorElement>) => void
}

/** One conversation in a list: who, where, what was said last, how long they have waited and why they are here. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  selected,
  unread,
  mine,
  href,
  onOpen,
}: RowProps) {
  const t = useText()
  const nameOf = useCustomerName()
  const link = useRef<HTMLAnchorElement>(null)
  // The element goes on to another conversation: whoever stood on this one must not open that.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the conversation changes
  useEffect(() => () => link.current?.blur(), [conversation.id])
  const waits = conversation.state === 'open' && conversation.waitingSince
  return (
    <a
      ref={link}
      href={href}
      data-conversation={conversation.id}
      onClick={onOpen}
      aria-current={selected ? 'true' : undefined}
      className={classNames(
        'flex h-full flex-col justify-center gap-0.5 border-b border-l-2 px-3',
        selected ? 'border-l-accent bg-accent-soft' : 'border-l-transparent hover:bg-n-3',
      )}
    >
      <div className="flex items-baseline gap-2">
        {unread && (
          <span
            role="img"
            aria-label={t('desk.unread')}
            className="size-2 shrink-0 self-center rounded-full bg-accent"
          />
        )}
        <span className={classNames('min-w-0 flex-1 truncate', unread ? 'font-semibold' : 'font-medium')}>
          {nameOf(conversation.customer.name)}
        </span>
        {waits ? (
          <WaitClock since={waits} className="shrink-0 text-sm font-medium text-waiting" />
        ) : (
          <RelativeTime at={conversation.lastMessageAt} className="shrink-0 text-sm text-n-11" />
        )}
      </div>
      <div className={classNames('flex items-center gap-1', unread ? 'text-n-12' : 'text-n-11')}>
        <PreviewMark from={conversation.previewFrom} />
        <span className="truncate">{conversation.preview || t('desk.noMessage')}</span>
      </div>
      <RowMarks conversation={conversation} mine={mine} />
    </a>
  )
})

function PreviewMark({ from }: { from: Conversation['previewFrom'] }) {
  if (from === 'assistant') return <BotIcon className="size-3.5 shrink-0" aria-hidden />
  if (from === 'agent') return <Headset className="size-3.5 shrink-0" aria-hidden />
  return null
}

/** Fury is not told twice. */
const tellsReason = ({ handoverReason, emotion, state, owner }: Conversation) =>
  state === 'open' && owner.kind !== 'assistant' && !(handoverReason === 'furious' && emotion === 'furious')

function RowMarks({ conversation, mine }: { conversation: Conversation; mine: boolean }) {
  const t = useText()
  const codeText = useCodeText()
  const { owner } = conversation
  return (
    <div className="flex h-[18px] items-center gap-1 overflow-hidden">
      {conversation.state === 'open' && <MoodMarks mood={conversation} />}
      {conversation.leftContact && <Badge tone="warning">{t('desk.messageLeft')}</Badge>}
      {tellsReason(conversation) && conversation.handoverReason && (
        <Badge tone="waiting">{codeText('reason', conversation.handoverReason)}</Badge>
      )}
      {conversation.state === 'open' && owner.kind === 'agent' && (
        <Badge tone={mine ? 'good' : 'neutral'}>
          {mine ? t('desk.you') : (owner.name ?? t('owner.agent'))}
        </Badge>
      )}
      {conversation.state === 'open' && owner.kind === 'assistant' && (
        <Badge>
          <BotIcon aria-hidden />
          {t('owner.assistant')}
        </Badge>
      )}
      {conversation.state === 'closed' && <Badge>{t('desk.closed')}</Badge>}
      <MessageSquare className="size-3 shrink-0 text-n-11" aria-hidden />
      <span className="truncate text-xs text-n-11">{conversation.channel.name}</span>
    </div>
  )
}
