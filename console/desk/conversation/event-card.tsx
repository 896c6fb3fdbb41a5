import type { ReactNode } from 'react'
import type { ToolLine } from '../../../contract/tools/tool-events.ts'
import { Clock } from './bubble.tsx'

/** What happened, in one line among what was said. */
export function EventLine({ at, icon, children }: { at: string; icon: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-center justify-center gap-1.5 text-center text-sm text-n-11 [&_svg]:size-3.5">
      {icon} {children} <Clock at={at} />
    </div>
  )
}

interface CardProps {
  at: string
  icon: ReactNode
  title: string
  badge?: ReactNode
  children?: ReactNode
}

/** What happened and what there is to know of it, on the side of whoever serves. */
export function EventCard({ at, icon, title, badge, children }: CardProps) {
  return (
    <section
      aria-label={title}
      className="flex max-w-[76%] min-w-72 flex-col gap-1.5 self-end rounded-md border border-n-7 bg-n-1 px-3 py-2 max-md:max-w-[92%] max-md:min-w-0"
    >
      <div className="flex flex-wrap items-center gap-1.5 [&_svg]:size-3.5 [&>svg]:text-n-11">
        {icon}
        <span className="font-medium">{title}</span>
        {badge}
        <Clock at={at} />
      </div>
      {children}
    </section>
  )
}

export function EventLines({ lines }: { lines: readonly ToolLine[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-sm">
      {lines.map(({ label, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a card never change
        <div key={index} className="contents">
          <dt className="text-n-11">{label}</dt>
          <dd className="[overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
