import type { ReactNode } from 'react'

/** Names and values, two columns. */
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-3 gap-y-0.5">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-n-11">{name}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere] tabular">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
