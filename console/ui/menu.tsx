import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

const item =
  'flex min-h-7 items-center gap-2 rounded-sm px-2 py-1 outline-none select-none data-[disabled]:opacity-55 data-[highlighted]:bg-n-4 pointer-coarse:min-h-10 [&_svg]:size-3.5 [&_svg]:shrink-0'

/** A menu that opens from `trigger` (one element that takes a ref). */
export function Menu({
  trigger,
  side,
  align = 'start',
  onClosed,
  children,
}: {
  trigger: ReactNode
  /** Runs when the menu gives the focus back; true: it has been given elsewhere. */
  onClosed?: () => boolean
  side?: 'top' | 'right' | 'bottom'
  align?: 'start' | 'end'
  children: ReactNode
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => onClosed?.() && event.preventDefault()}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 animate-appear overflow-y-auto rounded-md border border-n-6 bg-n-1 p-1 shadow-high"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

export function MenuItem({
  onSelect,
  icon,
  disabled,
  danger,
  children,
}: {
  onSelect: () => void
  icon?: ReactNode
  disabled?: boolean
  danger?: boolean
  children: ReactNode
}) {
  return (
    <DropdownMenu.Item
      disabled={disabled}
      onSelect={onSelect}
      className={classNames(item, danger && 'text-danger')}
    >
      {icon}
      {children}
    </DropdownMenu.Item>
  )
}

/** One of several, the chosen one ticked. */
export function MenuChoice<Value extends string>({
  value,
  options,
  onChange,
}: {
  value: Value
  options: readonly (readonly [Value, ReactNode])[]
  onChange: (value: Value) => void
}) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as Value)}>
      {options.map(([key, label]) => (
        <DropdownMenu.RadioItem key={key} value={key} className={item}>
          <span className="flex min-w-0 flex-1 items-center gap-2">{label}</span>
          <DropdownMenu.ItemIndicator>
            <Check />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-1.5 pb-0.5 text-xs text-n-11">{children}</DropdownMenu.Label>
}

export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-n-6" />
}
