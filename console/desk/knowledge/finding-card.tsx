import { Link } from '@tanstack/react-router'
import { CornerDownLeft, ExternalLink, FileText, Lock, NotebookPen } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useRef } from 'react'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Marked } from '../../articles/evidence.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Badge } from '../../ui/states.tsx'
import { type Finding, internalText, publicText } from './use-found-knowledge.ts'

interface Props {
  finding: Finding
  active: boolean
  /** The conversation's language, where it is one knowledge may have. */
  language: string | undefined
  mayInsert: boolean
  mayNote: boolean
  /** Enter was pressed on something that no customer may read. */
  refused: boolean
  onFocus: () => void
  onInsert: () => void
  onNote: () => void
}

/** One thing to answer from. What is for agents alone is told apart at once, and has no way into the reply. */
export function FindingCard(props: Props) {
  const { finding, active, language, mayInsert, mayNote, refused, onFocus, onInsert, onNote } = props
  const t = useText()
  const link = useRef<HTMLAnchorElement>(null)
  const said = publicText(finding)
  const inside = internalText(finding)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Enter' || event.target !== event.currentTarget) return
    event.preventDefault()
    if (event.metaKey || event.ctrlKey) link.current?.click()
    else if (event.shiftKey) onNote()
    else onInsert()
  }
  const other = finding.kind === 'entry' && finding.entry.answer?.language
  const clamp = active ? 'line-clamp-[14]' : 'line-clamp-3'
  return (
    <article
      tabIndex={-1}
      data-finding
      aria-label={finding.title}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      className={classNames(
        'flex flex-col gap-1 rounded-md border px-3 py-2 focus-visible:-outline-offset-1',
        active ? 'border-accent-line bg-n-2' : 'border-n-5 hover:border-n-7',
      )}
    >
      <header className="flex items-start gap-1.5">
        {finding.kind === 'passage' && <FileText aria-hidden className="mt-1 size-3.5 shrink-0 text-n-11" />}
        <h4 className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">{finding.title}</h4>
        {said !== undefined && other && other !== language && language && (
          <Badge>{t(other === 'zh' ? 'answers.inChinese' : 'answers.inEnglish')}</Badge>
        )}
        {finding.kind === 'entry' && finding.entry.probability !== undefined && (
          <span className="shrink-0 pt-0.5 text-xs text-n-11 tabular" title={t('answers.probability')}>
            {finding.entry.probability.toFixed(2)}
          </span>
        )}
      </header>
      {finding.kind === 'passage' && <Place finding={finding} />}
      {said !== undefined && (
        <p className={classNames('leading-[1.55] [overflow-wrap:anywhere] whitespace-pre-line', clamp)}>
          <Words finding={finding} text={said} />
        </p>
      )}
      {inside !== undefined && (
        <div className="rounded-sm border border-dashed border-warning bg-warning-soft px-2 py-1">
          <p className="flex items-center gap-1 text-xs font-medium text-warning [&_svg]:size-3">
            <Lock aria-hidden /> {t('answers.internal')}
          </p>
          <p className={classNames('leading-[1.55] [overflow-wrap:anywhere] whitespace-pre-line', clamp)}>
            <Words finding={finding} text={inside} />
          </p>
        </div>
      )}
      {refused && (
        <p role="alert" className="text-sm text-warning">
          {t('answers.refused')}
        </p>
      )}
      <div className={classNames('flex flex-wrap gap-1.5 pt-1', !active && 'hidden')}>
        {mayInsert && said !== undefined && (
          <Button
            icon={<CornerDownLeft />}
            aria-label={`${t('summary.insert')}: ${finding.title}`}
            onClick={onInsert}
          >
            {t('summary.insert')}
          </Button>
        )}
        {mayNote && (
          <Button look="quiet" icon={<NotebookPen />} onClick={onNote}>
            {t('answers.intoNote')}
          </Button>
        )}
        <span className="flex-1" />
        <OpenLink finding={finding} link={link} />
      </div>
    </article>
  )
}

function Words({ finding, text }: { finding: Finding; text: string }) {
  if (finding.kind !== 'passage') return text
  return <Marked text={text} spans={finding.passage.spans} />
}

/** Where in its document a passage stands. */
function Place({ finding }: { finding: Extract<Finding, { kind: 'passage' }> }) {
  const t = useText()
  const { headings, page, title } = finding.passage
  const words = [
    ...headings.filter((one) => one !== title),
    ...(page === undefined ? [] : [t('evidence.page', { page })]),
  ].join(' › ')
  return words === '' ? null : <p className="truncate text-sm text-n-11">{words}</p>
}

/** To the entry or document itself, in a page of its own: the conversation stays where it is. */
function OpenLink({ finding, link }: { finding: Finding; link: RefObject<HTMLAnchorElement | null> }) {
  const t = useText()
  const can = useCan()
  if (!can('knowledge:read')) return null
  const look =
    'inline-flex h-7 items-center gap-1 rounded-md px-2 text-n-11 hover:bg-n-4 hover:text-n-12 pointer-coarse:h-9 [&_svg]:size-3.5'
  const shared = { ref: link, target: '_blank', rel: 'noreferrer', preload: false, className: look } as const
  const words = (
    <>
      {t('answers.open')} <ExternalLink aria-label={t('answers.newPage')} />
    </>
  )
  return finding.kind === 'entry' ? (
    <Link {...shared} to="/knowledge/$entryId" params={{ entryId: finding.id }}>
      {words}
    </Link>
  ) : (
    <Link {...shared} to="/articles/$articleId" params={{ articleId: finding.passage.articleId }}>
      {words}
    </Link>
  )
}
