import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { type Conversation, getConversation, listConversations } from '../../../contract/conversations.ts'
import type { ConsoleServerFrame } from '../../../contract/realtime.ts'
import { listNotifications, type Notification } from '../../../contract/workspace/notes.ts'
import type { NotificationPreferences } from '../../../contract/workspace/notification-preferences.ts'
import { call } from '../../app/api.ts'
import { useCustomerName } from '../../app/names.ts'
import { useTitleBadge } from '../../app/page-title.ts'
import { useConnection, useFrames } from '../../app/realtime-provider.tsx'
import { useMe } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { preferencesQuery } from '../queries.ts'
import { createNewsReader, type News } from './news.ts'
import { showAlert, withdrawAlert } from './show-alert.ts'
import { joinTabs, type Tabs } from './tabs.ts'
import { useUnread } from './use-unread.ts'

type Kind = 'reply' | 'queue' | 'mention' | 'transfer'

/** Which choice of the member a kind goes by. */
const choiceOf = { reply: 'reply', queue: 'queue', mention: 'mention', transfer: 'assigned' } as const

/** Tells what happens while its member looks elsewhere: a number before the page's name, and what the browser shows. */
export default function BrowserAlerts() {
  const { tenant, member } = useMe()
  const { data } = useQuery(preferencesQuery)
  useTitleBadge(useUnread())
  if (!data) return null
  // Another member or company begins anew.
  return <Watch key={`${tenant.id}/${member.id}`} preferences={data.document} />
}

function Watch({ preferences }: { preferences: NotificationPreferences }) {
  const { tenant, member } = useMe()
  const t = useText()
  const nameOf = useCustomerName()
  const navigate = useNavigate()
  const live = useConnection() === 'open'
  const open = useOpenConversations()
  const latest = useRef({ preferences, open })
  latest.current = { preferences, open }
  const watch = useRef<ReturnType<typeof startWatch>>(undefined)
  const tell = (kind: Kind, conversationId: string, customer: string, by: string, text: string) => {
    const { content, sound } = latest.current.preferences
    const name = nameOf(customer)
    const words = {
      reply: () => name,
      queue: () => t('alert.queue', { name }),
      mention: () => t('notifications.mention', { name: by, customer: name }),
      transfer: () => t('notifications.transfer', { name: by, customer: name }),
    }
    showAlert({
      conversationId,
      // Neither names nor words where others may look at the screen.
      title: content ? words[kind]() : t(`alert.hidden.${kind}`),
      body: content ? text : '',
      sound,
      onOpen: () =>
        void navigate({
          to: '/desk/$conversationId',
          params: { conversationId },
          search: { view: kind === 'queue' ? 'queue' : kind === 'mention' ? 'open' : 'mine' },
        }),
    })
  }
  const telling = useRef(tell)
  telling.current = tell
  useEffect(() => {
    const started = startWatch({
      name: `attune.alerts.${tenant.id}.${member.id}`,
      memberId: member.id,
      wants: (kind) => latest.current.preferences[choiceOf[kind]],
      shows: (id) => {
        const { open } = latest.current
        return (
          document.visibilityState === 'visible' &&
          open !== undefined &&
          (open.length === 0 || open.includes(id))
        )
      },
      tell: (...all) => telling.current(...all),
    })
    watch.current = started
    return () => started.close()
  }, [tenant.id, member.id])
  useEffect(() => {
    if (live) watch.current?.look()
  }, [live])
  useFrames((frame) => watch.current?.onFrame(frame))
  return null
}

/** The conversations in view on the desk, none where only the list is; undefined elsewhere. */
function useOpenConversations(): string[] | undefined {
  const { pathname, search } = useLocation()
  const [, area, id] = pathname.split('/')
  if (area !== 'desk') return undefined
  const { beside } = search as { beside?: string }
  return [id, beside].filter((one): one is string => one !== undefined && one !== '')
}

const mostLookedAt = 100

/** Follows what happens; of several pages the one that leads asks what it was, and tells it. */
function startWatch({
  name,
  memberId,
  wants,
  shows,
  tell,
}: {
  name: string
  memberId: string
  wants: (kind: Kind) => boolean
  shows: (conversationId: string) => boolean
  tell: (kind: Kind, conversationId: string, customer: string, by: string, text: string) => void
}) {
  const reader = createNewsReader(memberId)
  const spokenAt = new Map<string, string>()
  /** Conversations that changed since the last look. */
  const heard = new Set<string>()
  // One after the other, so that what was so before is known first.
  let work: Promise<unknown> = Promise.resolve()
  const next = (step: () => Promise<unknown>) => {
    work = work.then(step).catch(() => undefined)
  }

  /** Takes what is so now as known. */
  const look = () => {
    if (!tabs.leads()) return
    heard.clear()
    next(async () => {
      for (const view of ['queue', 'mine'] as const) {
        const { items } = await call(listConversations, { query: { view, limit: mostLookedAt } })
        for (const one of items) {
          // What happened since one began to look is still to be told.
          if (heard.has(one.id)) {
            if (view === 'mine') reader.know(one.id, view, one.lastSeq - 1)
            continue
          }
          reader.know(one.id, view, one.lastSeq)
          spokenAt.set(one.id, one.lastMessageAt)
        }
      }
    })
  }

  async function tellOnce(
    kind: Kind,
    key: string,
    of: { id: string; customer: string; by: string; text: string },
  ) {
    const { id, customer, by, text } = of
    if (!wants(kind) || (await tabs.isSeen(id)) || !tabs.claim(`${id}/${key}`)) return
    tell(kind, id, customer, by, text)
  }

  async function onNews(kind: News, conversationId: string) {
    if (!wants(kind)) return
    const one: Conversation = await call(getConversation, { params: { conversationId } })
    const spoken = one.previewFrom === 'customer' && one.lastMessageAt > (spokenAt.get(one.id) ?? '')
    spokenAt.set(one.id, one.lastMessageAt)
    // Somebody else may have been quicker, or it was not the customer who wrote.
    const holds = kind === 'queue' ? one.owner.kind === 'queue' : spoken && one.owner.id === memberId
    if (one.state === 'closed' || !holds) return
    const of = { id: one.id, customer: one.customer.name, by: '', text: one.preview }
    await tellOnce(kind, kind === 'queue' ? `${one.queuedAt}` : one.lastMessageAt, of)
  }

  async function onNotified(conversationId: string) {
    const { items } = await call(listNotifications, { query: { limit: 10 } })
    const news = items.find((one: Notification) => one.conversationId === conversationId && !one.readAt)
    if (!news) return
    const of = { id: conversationId, customer: news.customer, by: news.by, text: news.text }
    await tellOnce(news.kind, `n${news.seq}`, of)
  }

  const tabs: Tabs = joinTabs({ name, shows, onLead: () => setTimeout(look) })
  return {
    look,
    close: () => tabs.close(),
    onFrame(frame: ConsoleServerFrame) {
      if (frame.type === 'seen') withdrawAlert(frame.conversationId)
      if (frame.type === 'conversation-changed') {
        const gone = frame.owner.kind === 'agent' && frame.owner.id !== memberId
        if (gone || frame.state === 'closed') withdrawAlert(frame.conversationId)
      }
      if (!tabs.leads()) return
      if (frame.type === 'notified') next(() => onNotified(frame.conversationId))
      if (frame.type !== 'conversation-changed') return
      heard.add(frame.conversationId)
      next(async () => {
        const news = reader.read(frame)
        if (news !== undefined) await onNews(news, frame.conversationId)
      })
    },
  }
}
