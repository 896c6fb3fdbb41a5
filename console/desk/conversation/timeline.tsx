import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ArrowDown } from 'lucide-react'
import { Fragment, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import type { ConversationEvent } from '../../../contract/events.ts'
import { useCustomerName } from '../../app/names.ts'
import { useMe, useTimeZone } from '../../app/session.ts'
import { useLocale, useText } from '../../app/text.ts'
import { dayText } from '../../app/time.ts'
import { Button } from '../../ui/button.tsx'
import { Scroller } from '../../ui/scroller.tsx'
import { dayOf, marksOf } from '../events.ts'
import { fetchEarlier } from '../queries.ts'
import { usePending } from '../sending/use-outbox.ts'
import { useTyping } from '../typing.ts'
import { PendingMessage } from './pending-message.tsx'
import { TimelineEvent } from './timeline-event.tsx'

interface TimelineProps {
  conversation: Conversation
  events: readonly ConversationEvent[]
  shownDecision: string | undefined
  onDecision: (decisionId: string) => void
}

/** What happened, in order; it stays at the end while one reads the end. */
export function Timeline({ conversation, events, shownDecision, onDecision }: TimelineProps) {
  const t = useText()
  const nameOf = useCustomerName()
  const zone = useTimeZone()
  const locale = useLocale()
  const marks = useMemo(() => marksOf(events), [events])
  const pending = usePending(conversation.id, events)
  const typing = useTypingNames(conversation)
  const shown = `${events.at(-1)?.seq}/${pending.length}/${typing}`
  const { scroller, content, atEnd, toEnd, onScroll } = useStickToEnd(shown, pending.length)
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <Scroller ref={scroller} onScroll={onScroll} className="min-h-0 flex-1">
        <div
          ref={content}
          className="flex flex-col gap-2 px-4 py-3 max-md:px-3"
          role="log"
          aria-label={t('desk.log')}
        >
          <Earlier conversationId={conversation.id} firstSeq={events[0]?.seq ?? 1} />
          {events.map((event, index) => {
            const before = events[index - 1]
            const newDay = !before || dayOf(before.occurredAt, zone) !== dayOf(event.occurredAt, zone)
            return (
              <Fragment key={event.seq}>
                {newDay && (
                  <div className="py-1 text-center text-xs text-n-11">
                    {dayText(event.occurredAt, locale, zone)}
                  </div>
                )}
                <TimelineEvent
                  event={event}
                  marks={marks}
                  customerName={nameOf(conversation.customer.name)}
                  readSeq={conversation.customerReadSeq}
                  shownDecision={shownDecision}
                  onDecision={onDecision}
                />
              </Fragment>
            )
          })}
          {pending.map((message) => (
            <PendingMessage key={message.clientId} message={message} />
          ))}
          <div aria-live="polite" className="h-5 text-sm text-n-11">
            {typing && t('desk.typing', { name: typing })}
          </div>
        </div>
      </Scroller>
      {!atEnd && (
        <Button
          onClick={toEnd}
          icon={<ArrowDown />}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-high"
        >
          {t('desk.toEnd')}
        </Button>
      )}
    </div>
  )
}

/** Names of those who type: the customer, or another agent. */
function useTypingNames(conversation: Conversation): string {
  const t = useText()
  const me = useMe()
  const nameOf = useCustomerName()
  return useTyping(conversation.id)
    .split(' ')
    .filter((who) => who !== '' && who !== me.member.id)
    .map((who) => {
      if (who === 'customer') return nameOf(conversation.customer.name)
      return (who === conversation.owner.id && conversation.owner.name) || t('desk.anotherAgent')
    })
    .join(', ')
}

/** Follows the end while it is in view; `shown` says what makes the page longer, `own` how much of it is ours. */
function useStickToEnd(shown: string, own: number) {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const stick = useRef(true)
  const lastTop = useRef(0)
  const [atEnd, setAtEnd] = useState(true)
  const toEnd = useCallback(() => {
    stick.current = true
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when more is shown
  useLayoutEffect(() => {
    if (stick.current) toEnd()
  }, [shown])
  useLayoutEffect(() => {
    if (own > 0) toEnd()
  }, [own, toEnd])
  useLayoutEffect(() => {
    // The pane shrinks when the composer or the summary grows: the end stays in view.
    const observer = new ResizeObserver(() => stick.current && toEnd())
    for (const element of [scroller.current, content.current]) if (element) observer.observe(element)
    return () => observer.disconnect()
  }, [toEnd])
  const onScroll = () => {
    const element = scroller.current
    if (!element) return
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < 48
    // Only a reader scrolls up; a pane that changes its height does not.
    if (near) stick.current = true
    else if (element.scrollTop < lastTop.current) stick.current = false
    lastTop.current = element.scrollTop
    setAtEnd(near || stick.current)
  }
  return { scroller, content, atEnd, toEnd, onScroll }
}

function Earlier({ conversationId, firstSeq }: { conversationId: string; firstSeq: number }) {
  const t = useText()
  const queryClient = useQueryClient()
  const earlier = useMutation({ mutationFn: () => fetchEarlier(queryClient, conversationId) })
  if (firstSeq <= 1) return null
  return (
    <Button look="quiet" className="self-center" busy={earlier.isPending} onClick={() => earlier.mutate()}>
      {t('desk.earlier')}
    </Button>
  )
}
