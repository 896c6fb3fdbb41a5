import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useCan } from '../app/session.ts'
import { type MessageKey, useText } from '../app/text.ts'

const tabs: readonly { to: string; label: MessageKey; editors?: boolean }[] = [
  { to: '/worklist', label: 'worklist.title' },
  { to: '/labelling', label: 'labelling.title', editors: true },
  { to: '/calibration', label: 'calibrationPage.title' },
  { to: '/frozen-cases', label: 'frozen.title' },
]

/** The ways to a better service, and what the page adds at the right. */
export function ImproveTabs({ children }: { children?: ReactNode }) {
  const t = useText()
  const can = useCan()
  return (
    <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b bg-n-2 px-3 py-1.5">
      <nav aria-label={t('rail.improve')} className="flex flex-wrap gap-0.5">
        {tabs
          .filter((tab) => !tab.editors || can('knowledge:edit'))
          .map((tab) => (
            <Link
              key={tab.to}
              to={tab.to}
              activeProps={{ 'aria-current': 'page' }}
              className="flex h-7 items-center rounded-md px-2.5 whitespace-nowrap text-n-11 hover:bg-n-4 hover:text-n-12 aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent pointer-coarse:h-9"
            >
              {t(tab.label)}
            </Link>
          ))}
      </nav>
      <span className="flex-1" />
      {children}
    </header>
  )
}
