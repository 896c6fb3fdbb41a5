import { Fragment } from 'react'
import type { SearchHit } from '../../../contract/search.ts'

/** Plain text with its hits marked; never markup. */
export function MarkedText({ text, marks }: Pick<SearchHit, 'text' | 'marks'>) {
  return marks.map(([from, to], index) => (
    <Fragment key={from}>
      {text.slice(marks[index - 1]?.[1] ?? 0, from)}
      <mark className="rounded-[2px] bg-warning-soft font-medium text-n-12">{text.slice(from, to)}</mark>
      {index === marks.length - 1 && text.slice(to)}
    </Fragment>
  ))
}
