import { useQuery } from '@tanstack/react-query'
import { Columns2, Pin, X } from 'lucide-react'
import { useCustomerName } from '../../app/names.ts'
import { useMe } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { useSeen } from '../kept.ts'
import { conversationQuery } from '../queries.ts'
import type { Panes } from './use-panes.ts'

/** The conversations at hand. One that is only looked at stands in italics until it is kept. */
export function TabStrip({ panes }: { panes: Panes }) {
  const t = useText()
  const { all, current, second, wide, active } = panes
  if (all.length === 0) return null
  return (
    <div className="flex h-9 shrink-0 items-stretch border-b bg-n-2 max-md:hidden">
      <nav aria-label={t('tabs.label')} className="flex min-w-0 flex-1 overflow-x-auto">
        {all.map((id) => (
          <Tab key={id} id={id} panes={panes} />
        ))}
      </nav>
      <div className="flex shrink-0 items-center px-1">
        {current !== undefined && !panes.isKept(current) && (
          <IconButton label={`${t('tabs.keep')} (P)`} onClick={() => panes.toggleKept()}>
            <Pin />
          </IconButton>
        )}
        {wide && current !== undefined && (
          <IconButton
            label={`${t(second !== undefined && active === 'second' ? 'tabs.alone' : 'tabs.beside')} (B)`}
            pressed={second !== undefined}
            onClick={() => panes.beside()}
          >
            <Columns2 />
          </IconButton>
        )}
      </div>
    </div>
  )
}

function Tab({ id, panes }: { id: string; panes: Panes }) {
  const t = useText()
  const me = useMe()
  const nameOf = useCustomerName()
  const { data } = useQuery(conversationQuery(id))
  const seen = useSeen(me.member.id)
  const shown = id === panes.main || id === panes.second
  const kept = panes.isKept(id)
  const name = data ? nameOf(data.customer.name) : '…'
  const unread = !shown && data?.previewFrom === 'customer' && data.lastSeq > (seen[id] ?? 0)
  return (
    <div
      className={classNames(
        'flex max-w-52 min-w-24 shrink-0 items-center border-r border-b-2',
        id === panes.current
          ? 'border-b-accent bg-n-1 font-medium'
          : shown
            ? 'border-b-n-8 bg-n-1'
            : 'border-b-transparent text-n-11 hover:bg-n-3',
      )}
    >
      <button
        type="button"
        aria-current={id === panes.current ? 'true' : undefined}
        title={data?.preview}
        onClick={() => panes.show(id)}
        onDoubleClick={() => panes.keep(id)}
        className={classNames(
          'flex h-full min-w-0 flex-1 items-center gap-1.5 pr-1 pl-3 text-left focus-visible:-outline-offset-2',
          !kept && 'italic',
        )}
      >
        {unread && (
          <span role="img" aria-label={t('desk.unread')} className="size-2 shrink-0 rounded-full bg-accent" />
        )}
        {id === panes.second && <Columns2 className="size-3.5 shrink-0" aria-label={t('tabs.second')} />}
        <span className="truncate">{name}</span>
      </button>
      <IconButton
        silent
        label={t('tabs.close', { name })}
        className="mr-1 size-6 [&_svg]:size-3.5"
        onClick={() => panes.close(id)}
      >
        <X />
      </IconButton>
    </div>
  )
}
