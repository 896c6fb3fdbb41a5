import { Link } from '@tanstack/react-router'
import { BookOpen, FileText } from 'lucide-react'
import type { ConversationEvent } from '../../../contract/events.ts'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { classNames } from '../../ui/class-names.ts'

type UsedEvent = Extract<ConversationEvent, { type: 'knowledge-used' }>
type Source =
  | { kind: 'entry'; entryId: string; entryVersion: number; title: string }
  | { kind: 'passage'; articleId: string; title: string }

const look =
  'inline-flex max-w-64 items-center gap-1 rounded-sm bg-n-3 px-1.5 text-xs leading-[18px] text-n-11 [&_svg]:size-3 [&_svg]:shrink-0'

/** Where words came from, as a way there for who may read it. */
export function SourceChip({ source }: { source: Source }) {
  const t = useText()
  const can = useCan()
  const content = (
    <>
      {source.kind === 'entry' ? <BookOpen aria-hidden /> : <FileText aria-hidden />}
      <span className="truncate">{source.title}</span>
    </>
  )
  if (!can('knowledge:read')) return <span className={look}>{content}</span>
  const shared = { preload: false, className: classNames(look, 'hover:bg-n-4 hover:text-n-12') } as const
  return source.kind === 'entry' ? (
    <Link
      {...shared}
      to="/knowledge/$entryId"
      params={{ entryId: source.entryId }}
      title={t('desk.sourceTitle', { title: source.title, version: source.entryVersion })}
    >
      {content}
    </Link>
  ) : (
    <Link {...shared} to="/articles/$articleId" params={{ articleId: source.articleId }} title={source.title}>
      {content}
    </Link>
  )
}

/** Below an agent's message: what of the knowledge went into it. */
export function KnowledgeUsed({ event }: { event: UsedEvent }) {
  const t = useText()
  return (
    <ul aria-label={t('answers.sources')} className="-mt-1 flex flex-wrap justify-end gap-1 self-end">
      {event.body.sources.map((source) => (
        <li key={source.kind === 'entry' ? source.entryId : source.passageId}>
          <SourceChip source={source} />
        </li>
      ))}
    </ul>
  )
}
