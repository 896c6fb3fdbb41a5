import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ArrowDown } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import type { ConversationEvent } from '../../../contract/events.ts'
import { useCustomerName } from '../../app/names.ts'
import { useMe, useTimeZone } from '../../app/session.ts'
import { useLocale, useText } from '../../app/text.ts'
import { dayText } from '../../app/time.ts'
import { Button } from '../../ui/button.tsx'
import { Scroller } from '../../ui/scroller.tsx'
import { type BeingWritten, useBeingWritten } from '../being-written.ts'
import { useColleagues } from '../composing/colleagues.ts'
import { dayOf, marksOf } from '../events.ts'
import { fetchEarlier } from '../queries.ts'
import type { OutgoingMessage } from '../sending/outbox.ts'
import { usePending } from '../sending/use-outbox.ts'
import { useTyping } from '../typing.ts'
import { PendingMessage } from './pending-message.tsx'
import { TimelineEvent } from './timeline-event.tsx'
import { UnfinishedReply } from './unfinished-reply.tsx'
import { useLogScroll } from './use-log-scroll.ts'

interface TimelineProps {
  conversation: Conversation
  events: readonly ConversationEvent[]
  shownDecision: string | undefined
  onDecision: (decisionId: string) => void
  /** The message to open at, by its sequence number. */
  at?: number | undefined
}

type Row =
  | { key: string; event: ConversationEvent; day?: string }
  | { key: string; written: BeingWritten }
  | { key: string; pending: OutgoingMessage }

/** What happened, in order; only what is in view is in the page, however long it went on. */
export function Timeline({ conversation, events, shownDecision, onDecision, at }: TimelineProps) {
  const t = useText()
  const nameOf = useCustomerName()
  const marks = useMemo(() => marksOf(events), [events])
  const pending = usePending(conversation.id, events)
  const typing = useTypingNames(conversation)
  const written = useBeingWritten(conversation, events)
  const list = useRows(events, written, pending)
  const keys = useMemo(() => list.map((row) => row.key), [list])
  const scroller = useRef<HTMLDivElement>(null)
  const firstSeq = events[0]?.seq ?? 1
  const earlier = useEarlier(conversation.id, firstSeq, at)
  const { rows, items, atEnd, toEnd, onScroll } = useLogScroll({
    scroller,
    keys,
    target: at === undefined ? undefined : `${at}`,
    targetIndex:
      at === undefined || at < firstSeq ? -1 : list.findIndex((row) => 'event' in row && row.event.seq >= at),
    own: pending.length,
    hasEarlier: firstSeq > 1,
    fetchEarlier: earlier.fetch,
  })
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <Scroller ref={scroller} onScroll={onScroll} className="min-h-0 flex-1 [overflow-anchor:none]">
        <div
          className="relative"
          style={{ height: rows.getTotalSize() }}
          role="log"
          aria-label={t('desk.log')}
          aria-busy={earlier.busy}
        >
          {items.map((item) => {
            const row = list[item.index]
            if (!row) return null
            return (
              <div
                key={item.key}
                ref={rows.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0 flex flex-col px-4 pb-2 empty:pb-0 max-md:px-3"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {'pending' in row ? (
                  <PendingMessage message={row.pending} />
                ) : 'written' in row ? (
                  <UnfinishedReply written={row.written} />
                ) : (
                  <>
                    {row.day && <div className="py-1 text-center text-xs text-n-11">{row.day}</div>}
                    <Found found={row.event.seq === at}>
                      <TimelineEvent
                        event={row.event}
                        marks={marks}
                        customerName={nameOf(conversation.customer.name)}
                        readSeq={conversation.customerReadSeq}
                        shownDecision={shownDecision}
                        onDecision={onDecision}
                      />
                    </Found>
                  </>
                )}
              </div>
            )
          })}
          <div aria-live="polite" className="absolute bottom-2 left-4 h-5 text-sm text-n-11 max-md:left-3">
            {typing && t('desk.typing', { name: typing })}
          </div>
        </div>
      </Scroller>
      {earlier.failed && (
        <div role="alert" className="absolute inset-x-0 top-2 flex justify-center">
          <Button className="shadow-high" onClick={earlier.retry}>
            {t('desk.earlier')}
          </Button>
        </div>
      )}
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

/** The message one came for stands out. */
function Found({ found, children }: { found: boolean; children: ReactNode }) {
  if (!found) return children
  return (
    <div
      data-found
      className="-mx-2 flex flex-col rounded-md bg-warning-soft/60 px-2 py-1.5 outline-2 outline-warning/40"
    >
      {children}
    </div>
  )
}

/** Events, what is being written and what is on its way as rows; a new day is told above its first event. */
function useRows(
  events: readonly ConversationEvent[],
  written: BeingWritten | undefined,
  pending: readonly OutgoingMessage[],
): Row[] {
  const zone = useTimeZone()
  const locale = useLocale()
  const told = useMemo(() => {
    let before = ''
    return events.map((event): Row => {
      const day = dayOf(event.occurredAt, zone)
      const isNew = day !== before
      before = day
      const key = `e${event.seq}`
      return isNew ? { key, event, day: dayText(event.occurredAt, locale, zone) } : { key, event }
    })
  }, [events, zone, locale])
  return useMemo(
    () => [
      ...told,
      ...(written === undefined ? [] : [{ key: `w${written.ofSeq}`, written }]),
      ...pending.map((message): Row => ({ key: message.clientId, pending: message })),
    ],
    [told, written, pending],
  )
}

/** Names of those who type: the customer, the assistant, or another agent. */
function useTypingNames(conversation: Conversation): string {
  const t = useText()
  const me = useMe()
  const nameOf = useCustomerName()
  const colleagues = useColleagues()
  return (
    useTyping(conversation.id)
      .split(' ')
      .filter((who) => who !== '' && who !== me.member.id)
      // What is still under way when an agent takes over is not sent.
      .filter((who) => who !== 'assistant' || conversation.owner.kind !== 'agent')
      .map((who) => {
        if (who === 'customer') return nameOf(conversation.customer.name)
        if (who === 'assistant') return t('owner.assistant')
        if (who === conversation.owner.id && conversation.owner.name) return conversation.owner.name
        return colleagues.find((one) => one.id === who)?.name ?? t('desk.anotherAgent')
      })
      .join(', ')
  )
}

/** Fetches the page before when one comes near it, or all up to the message one wants to see. */
function useEarlier(conversationId: string, firstSeq: number, at: number | undefined) {
  const queryClient = useQueryClient()
  const earlier = useMutation({
    mutationFn: (upTo: number | undefined) => fetchEarlier(queryClient, conversationId, upTo),
  })
  const { mutate, isPending, isError } = earlier
  const fetch = useCallback(() => {
    if (!isPending && !isError) mutate(undefined)
  }, [mutate, isPending, isError])
  const wanted = at !== undefined && at < firstSeq ? at : undefined
  useEffect(() => {
    if (wanted !== undefined && !isPending && !isError) mutate(wanted)
  }, [wanted, mutate, isPending, isError])
  return { fetch, busy: isPending, failed: isError, retry: () => mutate(wanted) }
}
