import { Check, CheckCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTimeZone } from '../../app/session.ts'
import { useLocale, useText } from '../../app/text.ts'
import { clockText, exactText } from '../../app/time.ts'
import { classNames } from '../../ui/class-names.ts'

const tones = {
  plain: 'bg-n-3',
  machine: 'bg-n-1 border border-n-7',
  growing: 'bg-n-1 border border-dashed border-n-7',
  accent: 'bg-accent-soft',
} as const

interface BubbleProps {
  side: 'left' | 'right'
  tone?: keyof typeof tones
  who: ReactNode
  /** Nothing while it is still being said. */
  at?: string
  mark?: ReactNode
  /** Shown below the words, outside their ground. */
  below?: ReactNode
  children: ReactNode
}

/** Words somebody said, with who and when. */
export function Bubble({ side, tone = 'plain', who, at, mark, below, children }: BubbleProps) {
  return (
    <article
      className={classNames(
        'flex max-w-[76%] min-w-0 flex-col gap-0.5 max-md:max-w-[92%]',
        side === 'left' ? 'items-start self-start' : 'items-end self-end',
      )}
    >
      <div className="flex items-center gap-1.5 text-xs text-n-11">
        <span className="flex items-center gap-1">{who}</span>
        {at !== undefined && <Clock at={at} />}
        {mark}
      </div>
      <div className={classNames('max-w-full min-w-0 rounded-lg px-3 py-1.5', tones[tone])}>{children}</div>
      {below}
    </article>
  )
}

/** Text exactly as it was sent: never markup. */
export function MessageText({ text, redacted }: { text: string; redacted?: boolean }) {
  const t = useText()
  if (redacted) return <p className="text-n-11 italic">{t('desk.redacted')}</p>
  return <p className="leading-[1.55] [overflow-wrap:anywhere] whitespace-pre-wrap">{text}</p>
}

export function Clock({ at }: { at: string }) {
  const locale = useLocale()
  const zone = useTimeZone()
  return (
    <time dateTime={at} title={exactText(at, locale, zone)} className="text-xs font-normal text-n-11">
      {clockText(at, locale, zone)}
    </time>
  )
}

/** One tick: with us for good; two: the customer has seen it. */
export function ReadMark({ read }: { read: boolean }) {
  const t = useText()
  const words = t(read ? 'desk.read' : 'desk.delivered')
  const Icon = read ? CheckCheck : Check
  return (
    <span role="img" aria-label={words} title={words} className={read ? 'text-accent' : 'text-n-11'}>
      <Icon className="size-3.5" />
    </span>
  )
}
