import type { CSSProperties, ReactNode } from 'react'
import { classNames } from './class-names.ts'

interface Props {
  heads: readonly string[]
  /** The last column holds what can be done with the row. */
  actions: boolean
  /** Which cell names the row, counted from one: on a phone it is the title of the card. */
  lead?: 1 | 2 | 3
  children: ReactNode
}

/** As CSS writes a string. */
const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`

/** A table, and on a phone a list of cards (table.css), so that nobody has to scroll sideways. Rows are plain `tr` of `td`. */
export function Table({ heads, actions, lead = 1, children }: Props) {
  const names = Object.fromEntries(heads.map((head, index) => [`--head-${index + 1}`, quoted(head)]))
  return (
    <table
      className="table-cards w-full text-left"
      data-lead={lead}
      data-actions={actions || undefined}
      style={names as CSSProperties}
    >
      <thead className="text-sm text-n-11">
        <tr className="border-b">
          {heads.map((head, index) => (
            <th
              key={head}
              scope="col"
              className={classNames(
                'py-1.5 pr-4 font-medium whitespace-nowrap',
                // Above its buttons, which stand at the right.
                actions && index === heads.length - 1 && 'text-right',
              )}
            >
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="[&_tr]:border-b md:[&_td]:py-1.5 md:[&_td]:pr-4">{children}</tbody>
    </table>
  )
}
