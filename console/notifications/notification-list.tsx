import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell, CheckCheck } from 'lucide-react'
import type { Notification } from '../../contract/workspace/notes.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCustomerName } from '../app/names.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useText } from '../app/text.ts'
import { Paged } from '../settings/paged.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Scroller } from '../ui/scroller.tsx'
import { EmptyState } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { notificationsQuery, useMarkRead, useNotifications } from './queries.ts'

/** One's mentions and received conversations, the newest first; each leads to its conversation. */
export default function NotificationList({ onLeave }: { onLeave: () => void }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const query = useInfiniteQuery(notificationsQuery)
  const unread = useNotifications()?.unread ?? 0
  const markRead = useMarkRead()
  const all = useMutation({
    mutationFn: () => markRead(),
    onError: (error) => say(errorText(error), 'danger'),
  })
  return (
    <>
      <div className="flex min-h-11 items-center gap-2 border-b px-3">
        <h2 className="min-w-0 flex-1 font-semibold">{t('notifications.title')}</h2>
        {unread > 0 && (
          <Button look="quiet" icon={<CheckCheck />} busy={all.isPending} onClick={() => all.mutate()}>
            {t('notifications.readAll')}
          </Button>
        )}
      </div>
      <Scroller className="min-h-0 flex-1">
        <Paged
          query={query}
          empty={
            <EmptyState icon={<Bell />} title={t('notifications.empty')}>
              {t('notifications.emptyHint')}
            </EmptyState>
          }
        >
          {(items) => (
            <ul>
              {items.map((one) => (
                <li key={`${one.conversationId}/${one.seq}`} className="border-b last:border-b-0">
                  <Item notification={one} onLeave={onLeave} />
                </li>
              ))}
            </ul>
          )}
        </Paged>
      </Scroller>
    </>
  )
}

function Item({ notification, onLeave }: { notification: Notification; onLeave: () => void }) {
  const t = useText()
  const nameOf = useCustomerName()
  const { kind, by, customer, text, at, readAt, conversationId } = notification
  return (
    <Link
      to="/desk/$conversationId"
      params={{ conversationId }}
      search={kind === 'transfer' ? { view: 'mine' } : { view: 'open' }}
      onClick={onLeave}
      className="flex gap-2 px-3 py-2 hover:bg-n-3 focus-visible:bg-n-3"
    >
      <span
        aria-hidden
        className={classNames('mt-1.5 size-2 shrink-0 rounded-full', readAt ? 'bg-transparent' : 'bg-accent')}
      />
      <span className="min-w-0 flex-1">
        <span className={classNames('block', !readAt && 'font-medium')}>
          {t(`notifications.${kind}`, { name: by, customer: nameOf(customer) })}
        </span>
        <span className="line-clamp-2 text-n-11">
          {text === '' && kind === 'mention' ? t('notifications.erased') : text}
        </span>
        <RelativeTime at={at} className="text-xs text-n-11" />
      </span>
    </Link>
  )
}
