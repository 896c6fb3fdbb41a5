import { createContext, type ReactNode } from 'react'
import { classNames } from '../../ui/class-names.ts'
import { KeysHeard } from '../use-keys.ts'

/** Whether two conversations share the width: what stands beside a conversation then lies over it. */
export const Narrow = createContext(false)

/** One of the places for a conversation; keys go to the one worked in. */
export function PaneFrame({
  active,
  split,
  onActive,
  children,
}: {
  active: boolean
  split: boolean
  onActive: () => void
  children: ReactNode
}) {
  return (
    <div
      onPointerDownCapture={onActive}
      onFocusCapture={onActive}
      className={classNames(
        'relative flex min-h-0 min-w-0 flex-1',
        split && 'border-t-2 not-first:border-l',
        split && (active ? 'border-t-accent' : 'border-t-transparent'),
      )}
    >
      <KeysHeard value={active}>
        <Narrow value={split}>{children}</Narrow>
      </KeysHeard>
    </div>
  )
}
