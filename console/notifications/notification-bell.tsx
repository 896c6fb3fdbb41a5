import { Bell } from 'lucide-react'
import { Popover } from 'radix-ui'
import { lazy, Suspense, useState } from 'react'
import { useText } from '../app/text.ts'
import { useNotifications } from './queries.ts'

const NotificationList = lazy(() => import('./notification-list.tsx'))

/** The bell in the rail: how many are unread, and the list of them. */
export function NotificationBell() {
  const t = useText()
  const unread = useNotifications()?.unread ?? 0
  const [open, setOpen] = useState(false)
  const label =
    unread > 0
      ? `${t('notifications.title')}: ${t('notifications.unread', { count: unread })}`
      : t('notifications.title')
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          aria-label={label}
          title={label}
          className="relative flex size-9 items-center justify-center rounded-md text-n-11 transition-colors hover:bg-n-4 hover:text-n-12 pointer-coarse:size-10 [&_svg]:size-[18px]"
        >
          <Bell />
          {unread > 0 && (
            <span
              aria-hidden
              className="absolute top-0.5 right-0.5 min-w-4 rounded-full bg-danger-solid px-1 text-center text-xs leading-4 font-medium text-on-danger tabular-nums"
            >
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          // At the foot of a narrow page there is no room beside it.
          side={matchMedia('(width < 768px)').matches ? 'top' : 'right'}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={t('notifications.title')}
          className="z-40 flex max-h-[70dvh] w-[min(380px,calc(100vw-16px))] animate-appear flex-col overflow-hidden rounded-lg border border-n-6 bg-n-1 shadow-high"
        >
          <Suspense fallback={<div className="h-40" />}>
            <NotificationList onLeave={() => setOpen(false)} />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
