import type { ReactNode, Ref } from 'react'

/**
 * Many figures a row: the table is moved in a box of its own, on a phone too. What a row and a column are stays in sight. Heads wrap
 * where there is little room, and a shade at the edge says that there is more.
 */
export function WideTable({
  label,
  ref,
  children,
}: {
  label: string
  ref?: Ref<HTMLElement>
  children: ReactNode
}) {
  return (
    // What scrolls has to be reachable by keyboard.
    <section ref={ref} tabIndex={0} aria-label={label} data-wide className="rounded-md border">
      <table>{children}</table>
    </section>
  )
}
