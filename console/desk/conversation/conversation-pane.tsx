import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useContext, useEffect, useRef, useState } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import type { ConversationEvent } from '../../../contract/events.ts'
import { useCustomerName } from '../../app/names.ts'
import { Failed } from '../../app/page-states.tsx'
import { useConnection, useRealtime } from '../../app/realtime-provider.tsx'
import { useCan, useMe } from '../../app/session.ts'
import { type MessageKey, useText } from '../../app/text.ts'
import { DecisionPanel } from '../../decisions/decision-panel.tsx'
import { useReadHere } from '../../notifications/queries.ts'
import { useCommands } from '../../palette/commands.ts'
import { Skeleton } from '../../ui/states.tsx'
import type { ConversationAction } from '../actions-for.ts'
import { InsertAnswer, useInsertAnswer } from '../composing/use-insert-answer.ts'
import { useWriting, type Writing } from '../composing/use-writing.ts'
import { WritingArea } from '../composing/writing-area.tsx'
import { askedBetween } from '../events.ts'
import { markSeen } from '../kept.ts'
import { conversationQuery, eventsQuery } from '../queries.ts'
import { type Side, useSide } from '../side/use-side.ts'
import { Narrow } from '../tabs/pane-frame.tsx'
import { useConversationActions } from '../use-conversation-actions.ts'
import { KeysHeard, useKeys } from '../use-keys.ts'
import { Composer } from './composer.tsx'
import { ConversationHeader } from './conversation-header.tsx'
import { HandoverSummary } from './handover-summary.tsx'
import { Timeline } from './timeline.tsx'

const CustomerPanel = lazy(() => import('../customer/customer-panel.tsx'))
const KnowledgePanel = lazy(() => import('../knowledge/knowledge-panel.tsx'))
const SidePanel = lazy(async () => ({ default: (await import('../side/side-panel.tsx')).SidePanel }))
const WrapUpDialog = lazy(() => import('../together/wrap-up-dialog.tsx'))

interface PaneProps {
  conversationId: string
  decisionId: string | undefined
  onDecision: (decisionId: string | undefined) => void
  /** The message to open at. */
  at: number | undefined
}

const Gallery = lazy(async () => ({ default: (await import('../attachments/gallery.tsx')).Gallery }))
const noEvents: readonly ConversationEvent[] = []

/** One conversation: header, summary, what was said, and the place to answer; the decision record beside it. */
export function ConversationPane({ conversationId, decisionId, onDecision: showDecision, at }: PaneProps) {
  const live = useConnection() === 'open'
  const nameOf = useCustomerName()
  const pace = { refetchInterval: live ? (false as const) : 5_000 }
  const conversation = useQuery({ ...conversationQuery(conversationId), ...pace })
  const events = useQuery({ ...eventsQuery(conversationId), ...pace })
  const actions = useConversationActions(conversation.data)
  const narrow = useContext(Narrow)
  const writing = useWriting()
  const insert = useInsertAnswer(conversationId as Conversation['id'], writing)
  useWatch(conversationId)
  useReadHere(conversationId)
  useSeenHere(conversation.data, events.data)
  const lastDecision = events.data?.findLast(
    (event) => event.type === 'assistant-message' && event.body.decisionId,
  )
  const leaveRecord = () => decisionId && showDecision(undefined)
  const { side, show: showSide, leave: leaveSide } = useSide(narrow)
  const [askedFor, askFor] = useState(0)
  const findAnswer = () => {
    leaveRecord()
    showSide('knowledge')
    askFor(askedFor + 1)
  }
  const toggleSide = (one: Side) => {
    leaveRecord()
    showSide(side === one && !decisionId ? undefined : one)
  }
  const toggleRecord = () => {
    if (decisionId) showDecision(undefined)
    else if (lastDecision?.type === 'assistant-message') showDecision(lastDecision.body.decisionId)
  }
  const mine = actions.allowed.includes('to-queue')
  useKeys({
    t: () => actions.run('take'),
    // A single key closes only what is one's own: there is no undo.
    e: () => mine && actions.run('close'),
    Escape: leaveRecord,
    c: () => toggleSide('customer'),
    a: findAnswer,
    d: toggleRecord,
  })
  useFindKey(findAnswer)
  useConversationCommands(actions, writing, [
    ['keys.knowledge', 'A', findAnswer],
    ['keys.customer', 'C', () => toggleSide('customer')],
    ...(lastDecision ? [['keys.decision', 'D', toggleRecord] as const] : []),
  ])
  const error = conversation.error ?? events.error
  if (error && !(conversation.data && events.data))
    return (
      <div className="flex-1">
        <Failed error={error} retry={() => void Promise.all([conversation.refetch(), events.refetch()])} />
      </div>
    )
  if (!conversation.data || !events.data) return <PaneSkeleton />
  return (
    <>
      <section
        aria-label={nameOf(conversation.data.customer.name)}
        className="flex min-h-0 min-w-0 flex-1 flex-col"
      >
        <ConversationHeader
          conversation={conversation.data}
          actions={actions}
          side={decisionId ? undefined : side}
          onSide={toggleSide}
        />
        <HandoverSummary
          conversation={conversation.data}
          answered={isAnswered(events.data)}
          insert={insert}
        />
        <InsertAnswer value={mine ? insert.intoReply : undefined}>
          <Timeline
            conversation={conversation.data}
            events={events.data ?? noEvents}
            shownDecision={decisionId}
            onDecision={showDecision}
            at={at}
          />
        </InsertAnswer>
        <Suspense>
          <Gallery events={events.data} />
        </Suspense>
        <WritingArea writing={writing} conversation={conversation.data}>
          <Composer
            field={writing.reply}
            conversation={conversation.data}
            events={events.data}
            actions={actions}
          />
        </WritingArea>
      </section>
      {actions.wrapUp && (
        <Suspense>
          <WrapUpDialog
            categories={actions.wrapUp.categories}
            required={actions.wrapUp.required}
            onClose={actions.wrapUp.close}
            onCancel={actions.wrapUp.cancel}
          />
        </Suspense>
      )}
      {side && !decisionId && (
        <Suspense>
          <SidePanel side={side} over={narrow} onSide={showSide} onClose={() => showSide(undefined)}>
            {side === 'knowledge' ? (
              <KnowledgePanel
                conversation={conversation.data}
                events={events.data}
                asked={askedFor}
                insert={insert}
                onLeave={() => {
                  leaveSide()
                  writing.go('reply')
                }}
                onUsed={leaveSide}
              />
            ) : (
              <CustomerPanel customerId={conversation.data.customer.id} conversationId={conversationId} />
            )}
          </SidePanel>
        </Suspense>
      )}
      {decisionId && (
        <DecisionPanel
          conversationId={conversationId}
          decisionId={decisionId}
          asked={(from, to) => askedBetween(events.data ?? noEvents, from, to)}
          over={narrow}
          onClose={() => showDecision(undefined)}
        />
      )}
    </>
  )
}

const actionNames = {
  take: 'desk.take',
  'to-assistant': 'desk.toAssistant',
  'to-queue': 'desk.toQueue',
  close: 'desk.close',
} as const satisfies Record<ConversationAction, MessageKey>

/** What can be done with this conversation, for the palette; of two side by side, with the one worked in. */
function useConversationCommands(
  { allowed, run }: ReturnType<typeof useConversationActions>,
  writing: Writing,
  others: readonly (readonly [name: MessageKey, shortcut: string, run: () => void])[],
): void {
  const t = useText()
  const can = useCan()
  const heard = useContext(KeysHeard)
  const keys: Partial<Record<ConversationAction, string>> = {
    take: 'T',
    ...(allowed.includes('to-queue') ? { close: 'E' } : {}),
  }
  const items = [
    ...allowed.map((action) => {
      const shortcut = keys[action]
      return { name: t(actionNames[action]), run: () => run(action), ...(shortcut ? { shortcut } : {}) }
    }),
    // The palette gives the focus back first.
    { name: t('keys.reply'), shortcut: 'R', run: () => setTimeout(() => writing.go('reply')) },
    ...(can('conversations:serve')
      ? [{ name: t('keys.note'), shortcut: 'N', run: () => setTimeout(() => writing.go('note')) }]
      : []),
    ...others.map(([name, shortcut, act]) => ({ name: t(name), shortcut, run: () => setTimeout(act) })),
  ]
  useCommands(10, heard ? { title: t('palette.conversation'), items } : undefined)
}

/** The same from within the reply, where single keys are letters: ⌘I or Ctrl+I. */
function useFindKey(find: () => void): void {
  const latest = useRef(find)
  const heard = useContext(KeysHeard)
  latest.current = find
  useEffect(() => {
    if (!heard) return
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== 'i' ||
        !(event.metaKey || event.ctrlKey) ||
        event.shiftKey ||
        event.altKey
      )
        return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [heard])
}

/** Whether a person has written since the conversation last changed its owner. */
function isAnswered(events: readonly ConversationEvent[]): boolean {
  const last = events.findLast((event) => event.type === 'agent-message' || event.type === 'owner-changed')
  return last?.type === 'agent-message'
}

function useWatch(conversationId: string): void {
  const realtime = useRealtime()
  useEffect(() => realtime.watch(conversationId), [realtime, conversationId])
}

/** What is open in a visible page is seen by this member; the server tells the customer only when it is theirs. */
function useSeenHere(
  conversation: Conversation | undefined,
  events: readonly ConversationEvent[] | undefined,
): void {
  const me = useMe()
  const realtime = useRealtime()
  const lastSeq = events?.at(-1)?.seq ?? 0
  const id = conversation?.id
  useEffect(() => {
    if (!id || lastSeq === 0) return
    const note = () => {
      if (document.visibilityState !== 'visible') return
      markSeen(me.member.id, id, lastSeq)
      realtime.send({ type: 'read', conversationId: id, seq: lastSeq })
    }
    note()
    document.addEventListener('visibilitychange', note)
    return () => document.removeEventListener('visibilitychange', note)
  }, [id, lastSeq, me.member.id, realtime])
}

function PaneSkeleton() {
  const t = useText()
  return (
    <div role="status" aria-label={t('app.loading')} className="flex flex-1 flex-col">
      <div className="flex h-[57px] flex-col justify-center gap-1.5 border-b px-4">
        <Skeleton className="h-4 w-40" />
        <Skeleton className="h-3 w-64" />
      </div>
      <div className="flex flex-1 flex-col gap-4 p-4">
        <Skeleton className="h-10 w-2/5 rounded-md" />
        <Skeleton className="h-16 w-1/2 self-end rounded-md" />
        <Skeleton className="h-10 w-1/3 rounded-md" />
      </div>
    </div>
  )
}
