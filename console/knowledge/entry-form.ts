import type { CategoryId, KnowledgeBaseId, Language } from '../../contract/ids.ts'
import type { EntryContent } from '../../contract/knowledge.ts'

export const languages: readonly Language[] = ['zh', 'en']

/** An entry as the form holds it: plain text everywhere, similar questions one a line. */
export interface EntryForm {
  key: string
  category: Partial<Record<Language, string>>
  /** Empty: none. */
  categoryId: string
  baseId: string
  internal: Record<Language, string>
  /** As `<input type="datetime-local">` holds them. */
  validFrom: string
  validUntil: string
  question: Record<Language, string>
  similar: Record<Language, string>
  answer: Record<Language, string>
}

export const emptyForm: EntryForm = {
  key: '',
  category: {},
  categoryId: '',
  baseId: '',
  internal: { zh: '', en: '' },
  validFrom: '',
  validUntil: '',
  question: { zh: '', en: '' },
  similar: { zh: '', en: '' },
  answer: { zh: '', en: '' },
}

export function formOf(content: EntryContent): EntryForm {
  const texts = (value: Partial<Record<Language, string>>) => ({ zh: value.zh ?? '', en: value.en ?? '' })
  return {
    key: content.key,
    category: content.category,
    categoryId: content.categoryId ?? '',
    baseId: content.baseId ?? '',
    internal: texts(content.internalAnswer ?? {}),
    validFrom: localOf(content.validFrom),
    validUntil: localOf(content.validUntil),
    question: texts(content.question),
    similar: { zh: (content.similar.zh ?? []).join('\n'), en: (content.similar.en ?? []).join('\n') },
    answer: texts(content.answer),
  }
}

/** A moment as the browser's own clock shows it, to the minute. */
export function localOf(moment: string | null | undefined): string {
  if (!moment) return ''
  const date = new Date(moment)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export function momentOf(local: string): string | null {
  return local === '' ? null : new Date(local).toISOString()
}

function nothingAsNull<Value extends object>(value: Value): Value | null {
  return Object.keys(value).length === 0 ? null : value
}

/** Lines without what is empty or repeated. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
}

function filled<Value>(
  values: Record<Language, string>,
  read: (text: string) => Value,
): Partial<Record<Language, Value>> {
  return Object.fromEntries(
    languages.flatMap((language) =>
      values[language].trim() === '' ? [] : [[language, read(values[language])]],
    ),
  )
}

/** The wire's form of the form; languages left empty are left out. */
export function contentOf(form: EntryForm): EntryContent {
  const trim = (text: string) => text.trim()
  return {
    key: form.key.trim(),
    category: form.category,
    ...(form.categoryId === '' ? {} : { categoryId: form.categoryId as CategoryId }),
    ...(form.baseId === '' ? {} : { baseId: form.baseId as KnowledgeBaseId }),
    question: filled(form.question, trim),
    similar: filled(form.similar, linesOf),
    answer: filled(form.answer, trim),
    internalAnswer: nothingAsNull(filled(form.internal, trim)),
    validFrom: momentOf(form.validFrom),
    validUntil: momentOf(form.validUntil),
  }
}

/** What keeps the form from being saved, by field. */
export type FormProblem = 'key' | 'question' | 'answer' | 'time'

export function problemsOf(form: EntryForm): ReadonlySet<FormProblem> {
  const problems = new Set<FormProblem>()
  if (form.key.trim() === '') problems.add('key')
  if (languages.every((language) => form.question[language].trim() === '')) problems.add('question')
  if (languages.every((language) => form.answer[language].trim() === '')) problems.add('answer')
  if (form.validFrom !== '' && form.validUntil !== '' && form.validUntil <= form.validFrom)
    problems.add('time')
  return problems
}
