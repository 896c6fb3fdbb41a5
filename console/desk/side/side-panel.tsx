import { X } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { type ReactNode, Suspense } from 'react'
import { type MessageKey, useText } from '../../app/text.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { SkeletonLines } from '../../ui/states.tsx'
import { type Side, sides } from './use-side.ts'

export const sideNames = { knowledge: 'answers.title', customer: 'customer.title' } as const satisfies Record<
  Side,
  MessageKey
>

/** What helps with a conversation, beside it: what to answer from, and who asks. Over it where there is no room. */
export function SidePanel({
  side,
  over,
  onSide,
  onClose,
  children,
}: {
  side: Side
  over: boolean
  onSide: (side: Side) => void
  onClose: () => void
  children: ReactNode
}) {
  const t = useText()
  return (
    <Tabs.Root asChild value={side} activationMode="manual" onValueChange={(next) => onSide(next as Side)}>
      <aside
        aria-label={t(sideNames[side])}
        className={classNames(
          over && 'absolute inset-y-0 right-0 z-20 max-w-full shadow-high',
          'flex min-h-0 w-[340px] shrink-0 flex-col border-l bg-n-1 max-xl:fixed max-xl:inset-y-0 max-xl:right-0 max-xl:z-30 max-xl:shadow-high max-md:w-full',
        )}
      >
        <header className="flex h-11 shrink-0 items-center gap-1 border-b px-2">
          <Tabs.List aria-label={t('side.label')} className="flex min-w-0 flex-1 gap-0.5">
            {sides.map((one) => (
              <Tabs.Trigger
                key={one}
                value={one}
                className="h-7 rounded-md px-2.5 whitespace-nowrap text-n-11 hover:bg-n-4 hover:text-n-12 data-[state=active]:bg-n-4 data-[state=active]:font-medium data-[state=active]:text-n-12 pointer-coarse:h-9"
              >
                {t(sideNames[one])}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <IconButton silent label={t('app.close')} onClick={onClose}>
            <X />
          </IconButton>
        </header>
        <Tabs.Content value={side} tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
          <Suspense fallback={<SkeletonLines label={t('app.loading')} lines={9} />}>{children}</Suspense>
        </Tabs.Content>
      </aside>
    </Tabs.Root>
  )
}
