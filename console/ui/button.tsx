import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Tip } from './tip.tsx'

const looks = {
  primary: 'bg-accent text-on-accent hover:enabled:bg-accent-hover font-medium',
  plain: 'bg-n-1 text-n-12 border border-n-7 shadow-low hover:enabled:bg-n-3 active:enabled:bg-n-4',
  quiet: 'text-n-12 hover:enabled:bg-n-4 active:enabled:bg-n-5',
  danger: 'bg-danger-solid text-on-danger hover:enabled:opacity-90 font-medium',
} as const

interface ButtonProps extends ComponentProps<'button'> {
  look?: keyof typeof looks
  busy?: boolean
  icon?: ReactNode
  /** Shown as a small key cap. */
  shortcut?: string
}

/** A button of 28 px (36 px where the pointer is a finger). `busy` disables it and keeps its width. */
export function Button({ look = 'plain', busy, icon, shortcut, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      aria-keyshortcuts={shortcut}
      className={classNames(
        'inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-md px-2.5 whitespace-nowrap transition-colors pointer-coarse:h-9 disabled:opacity-55 [&_svg]:size-3.5 [&_svg]:shrink-0',
        looks[look],
        busy && 'animate-pulse',
        className,
      )}
    >
      {icon}
      {children}
      {shortcut && (
        <span aria-hidden className="contents">
          <Keycap>{shortcut}</Keycap>
        </span>
      )}
    </button>
  )
}

interface IconButtonProps extends ComponentProps<'button'> {
  label: string
  pressed?: boolean
  /** Without the label on hover: for a cross, which a window focuses when it opens. */
  silent?: boolean
}

/** A square button of an icon alone; its label is read aloud and shown on hover. */
export function IconButton({ label, pressed, silent, className, children, ...rest }: IconButtonProps) {
  const button = (
    <button
      type="button"
      {...rest}
      aria-label={label}
      aria-pressed={pressed}
      className={classNames(
        'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-n-11 transition-colors hover:enabled:bg-n-4 hover:enabled:text-n-12 disabled:opacity-55 pointer-coarse:size-9 [&_svg]:size-4',
        pressed && 'bg-n-4 text-n-12',
        className,
      )}
    >
      {children}
    </button>
  )
  return silent ? button : <Tip text={label}>{button}</Tip>
}

/** A key as it stands on the keyboard. */
export function Keycap({ children }: { children: ReactNode }) {
  return (
    <kbd className="rounded-sm border border-current/30 px-1 font-sans text-xs leading-4 max-md:hidden">
      {children}
    </kbd>
  )
}
