import { BookOpen, FileText, X } from 'lucide-react'
import { useText } from '../../app/text.ts'
import type { DraftSource } from '../kept.ts'

/** What of the knowledge stands in the reply: kept with the message, and taken away where it is no longer true. */
export function DraftSources({
  sources,
  onDrop,
}: {
  sources: readonly DraftSource[]
  onDrop: (id: string) => void
}) {
  const t = useText()
  if (sources.length === 0) return null
  return (
    <ul aria-label={t('answers.sources')} className="flex flex-wrap gap-1 px-3 pb-1">
      {sources.map((one) => (
        <li
          key={one.id}
          className="flex h-5 max-w-64 items-center gap-1 rounded-sm bg-n-3 pl-1.5 text-xs text-n-11 [&_svg]:size-3 [&_svg]:shrink-0"
        >
          {one.kind === 'entry' ? <BookOpen aria-hidden /> : <FileText aria-hidden />}
          <span className="truncate">{one.title}</span>
          <button
            type="button"
            aria-label={t('answers.dropSource', { title: one.title })}
            title={t('answers.dropSource', { title: one.title })}
            onClick={() => onDrop(one.id)}
            className="flex h-5 w-5 items-center justify-center rounded-sm hover:bg-n-5 hover:text-n-12"
          >
            <X />
          </button>
        </li>
      ))}
    </ul>
  )
}
