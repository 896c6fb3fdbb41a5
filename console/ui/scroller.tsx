import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

/** A part of the page that scrolls by itself, by keyboard too. */
export function Scroller({ className, ...rest }: ComponentProps<'div'>) {
  return <div {...rest} tabIndex={0} className={classNames('overflow-auto', className)} />
}
