import { Eye } from 'lucide-react'
import { useLocale, useText } from '../../app/text.ts'
import { Tip } from '../../ui/tip.tsx'
import { useColleagues } from '../composing/colleagues.ts'
import { useViewing } from './viewing.ts'

const mostNamed = 2

/** Who else has the conversation open, so that nobody works beside somebody unknowingly. */
export function Viewers({ conversationId }: { conversationId: string }) {
  const t = useText()
  const locale = useLocale()
  const ids = useViewing(conversationId).split(' ').filter(Boolean)
  const colleagues = useColleagues(ids.length > 0)
  const names = ids.flatMap((id) => colleagues.find((one) => one.id === id)?.name ?? [])
  if (names.length === 0) return null
  const list = (some: string[]) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(some)
  const sentence = t('viewers.here', { names: list(names), count: names.length })
  const shown =
    names.length > mostNamed
      ? `${names.slice(0, mostNamed).join(', ')} +${names.length - mostNamed}`
      : names.join(', ')
  return (
    <Tip text={sentence}>
      <span
        role="status"
        tabIndex={0}
        aria-label={sentence}
        className="flex max-w-52 items-center gap-1 truncate rounded-sm bg-warning-soft px-1.5 py-0.5 text-sm text-warning [&_svg]:size-3.5 [&_svg]:shrink-0"
      >
        <Eye aria-hidden />
        <span aria-hidden className="truncate">
          {shown}
        </span>
      </span>
    </Tip>
  )
}
