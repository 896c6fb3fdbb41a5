import { Link } from '@tanstack/react-router'
import type { ShownPassage } from '../../contract/knowledge/articles.ts'
import { useText } from '../app/text.ts'
import { shareText } from '../decisions/figures.ts'

/** Passages of documents that hold the words of a question, with the sentences that do marked. */
export function Evidence({ passages }: { passages: readonly ShownPassage[] }) {
  const t = useText()
  return (
    <section aria-label={t('evidence.title')} className="flex flex-col gap-2">
      <p className="text-sm text-n-11">{t('evidence.hint')}</p>
      <ul className="flex flex-col gap-2">
        {passages.map((passage) => (
          <li key={passage.passageId} className="rounded-md border bg-n-1 px-3 py-2">
            <div className="flex flex-wrap items-baseline gap-x-2 text-sm text-n-11">
              <Link
                to="/articles/$articleId"
                params={{ articleId: passage.articleId }}
                className="font-medium text-accent underline underline-offset-2"
              >
                {passage.title}
              </Link>
              <span className="min-w-0 truncate">
                {passage.headings.filter((one) => one !== passage.title).join(' › ')}
              </span>
              {passage.page !== undefined && <span>{t('evidence.page', { page: passage.page })}</span>}
              <span
                className="ml-auto tabular"
                title={t('evidence.score', { share: shareText(passage.score) })}
              >
                {shareText(passage.score)}
              </span>
            </div>
            <p className="pt-1 whitespace-pre-line [overflow-wrap:anywhere]">
              <Marked text={passage.text} spans={passage.spans} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A text with some of its parts marked. */
export function Marked({ text, spans }: { text: string; spans: readonly (readonly [number, number])[] }) {
  const parts: React.ReactNode[] = []
  let at = 0
  for (const [from, to] of spans) {
    if (from < at) continue
    parts.push(text.slice(at, from))
    parts.push(
      <mark key={from} className="rounded-sm bg-warning-soft text-inherit">
        {text.slice(from, to)}
      </mark>,
    )
    at = to
  }
  parts.push(text.slice(at))
  return parts
}
