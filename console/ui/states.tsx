import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** A grey stand-in in the shape of what is loading. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames('animate-pulse rounded-sm bg-n-4', className)} />
}

/** A column of skeleton lines, announced once as loading. */
export function SkeletonLines({ label, lines = 6 }: { label: string; lines?: number }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-3 p-4">
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity
        <Skeleton key={index} className={classNames('h-4', ['w-3/5', 'w-4/5', 'w-2/5'][index % 3])} />
      ))}
    </div>
  )
}

interface StateProps {
  icon?: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** Nothing here yet: what this is, and the first step. */
export function EmptyState({ icon, title, children, action }: StateProps) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-2 p-6 text-center">
      {icon && <div className="text-n-9 [&_svg]:size-6">{icon}</div>}
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-80 text-n-11">{children}</div>}
      {action && <div className="pt-1">{action}</div>}
    </div>
  )
}

/** It failed: what happened, what to do, and a way to try again. */
export function ErrorState({ title, children, action }: StateProps) {
  return (
    <div role="alert" className="flex h-full flex-col items-center justify-center gap-2 p-6 text-center">
      <TriangleAlert className="size-6 text-danger" aria-hidden />
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-96 text-n-11">{children}</div>}
      {action && <div className="pt-1">{action}</div>}
    </div>
  )
}

const tones = {
  neutral: 'bg-n-3 text-n-12',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  waiting: 'bg-waiting-soft text-waiting',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
} as const
export type Tone = keyof typeof tones

/** A small coloured word. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={classNames(
        'inline-flex h-[18px] max-w-full items-center gap-1 truncate rounded-sm px-1.5 text-xs font-medium [&_svg]:size-3',
        tones[tone],
      )}
    >
      {children}
    </span>
  )
}

/** A line of words on a soft ground that stays where it belongs. */
export function Notice({
  tone = 'neutral',
  role,
  action,
  children,
}: {
  tone?: Tone
  role?: 'alert' | 'status'
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <div
      role={role}
      className={classNames(
        'flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md px-3 py-1.5',
        tones[tone],
      )}
    >
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
      {action}
    </div>
  )
}
