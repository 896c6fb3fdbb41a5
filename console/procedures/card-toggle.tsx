import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from '../ui/class-names.ts'

interface Props {
  open: boolean
  /** The id of what it opens. */
  controls: string
  onToggle: () => void
  children: ReactNode
}

/** The line of a card that opens its form. */
export function CardToggle({ open, controls, onToggle, children }: Props) {
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-controls={controls}
      onClick={onToggle}
      className="flex min-h-7 min-w-0 flex-1 items-center gap-2 rounded-sm text-left"
    >
      {children}
      <ChevronDown
        aria-hidden
        className={classNames('size-4 shrink-0 text-n-11 transition-transform', open && 'rotate-180')}
      />
    </button>
  )
}
