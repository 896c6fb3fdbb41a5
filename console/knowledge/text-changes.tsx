import { diffWordsWithSpace } from 'diff'
import type { Language } from '../../contract/ids.ts'
import type { EntryContent } from '../../contract/knowledge.ts'
import { useText } from '../app/text.ts'
import { languages } from './entry-form.ts'

type Texts = Pick<EntryContent, 'key' | 'category' | 'question' | 'similar' | 'answer' | 'internalAnswer'> &
  Partial<Pick<EntryContent, 'validFrom' | 'validUntil'>>

interface Change {
  field:
    | 'key'
    | 'category'
    | 'question'
    | 'answer'
    | 'similar'
    | 'internalAnswer'
    | 'validFrom'
    | 'validUntil'
  language?: Language
  before: string
  after: string
}

/** Every text that differs between two contents of an entry. */
export function changesBetween(before: Texts | undefined, after: Texts): Change[] {
  const changes: Change[] = []
  const note = (change: Change) => {
    if (change.before !== change.after) changes.push(change)
  }
  note({ field: 'key', before: before?.key ?? '', after: after.key })
  for (const language of languages) {
    for (const field of ['category', 'question', 'answer', 'internalAnswer'] as const)
      note({
        field,
        language,
        before: before?.[field]?.[language] ?? '',
        after: after[field]?.[language] ?? '',
      })
    const lines = (content: Texts | undefined) => (content?.similar[language] ?? []).join('\n')
    note({ field: 'similar', language, before: lines(before), after: lines(after) })
  }
  for (const field of ['validFrom', 'validUntil'] as const)
    note({ field, before: before?.[field] ?? '', after: after[field] ?? '' })
  return changes
}

/** Chinese has no spaces between words: the browser's own segmenter finds them. */
function pieces(before: string, after: string, language: Language | undefined) {
  return diffWordsWithSpace(before, after, {
    intlSegmenter: new Intl.Segmenter(language === 'zh' ? 'zh' : 'en', { granularity: 'word' }),
  })
}

/** What is gone, struck through, beside what is new, word by word. */
export function TextChanges({ before, after }: { before: Texts | undefined; after: Texts }) {
  const t = useText()
  const changes = changesBetween(before, after)
  if (changes.length === 0) return <p className="text-n-11">{t('draft.noChanges')}</p>
  const labels = {
    key: t('knowledge.key'),
    category: t('knowledge.category'),
    question: t('knowledge.question'),
    answer: t('knowledge.answer'),
    internalAnswer: t('field.internalAnswer'),
    validFrom: t('field.validFrom'),
    validUntil: t('field.validUntil'),
  }
  return (
    <dl className="flex flex-col gap-2">
      {changes.map((change) => (
        <div key={`${change.field} ${change.language}`} className="rounded-md border px-3 py-2">
          <dt className="text-sm font-medium text-n-11">
            {change.field === 'similar'
              ? t('knowledge.similar', { count: change.after === '' ? 0 : change.after.split('\n').length })
              : labels[change.field]}
            {change.language && ` · ${t(`language.${change.language}`)}`}
          </dt>
          <dd
            lang={change.language === 'zh' ? 'zh-CN' : 'en'}
            className="leading-[1.6] [overflow-wrap:anywhere] whitespace-pre-wrap"
          >
            {pieces(change.before, change.after, change.language).map((piece, at) =>
              piece.added ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity
                <ins key={at} className="rounded-sm bg-good-soft text-good no-underline">
                  {piece.value}
                </ins>
              ) : piece.removed ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity
                <del key={at} className="rounded-sm bg-danger-soft text-danger">
                  {piece.value}
                </del>
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity
                <span key={at}>{piece.value}</span>
              ),
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
