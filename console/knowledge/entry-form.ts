import type { Language } from '../../contract/ids.ts'
import type { EntryContent } from '../../contract/knowledge.ts'

export const languages: readonly Language[] = ['zh', 'en']

/** An entry as the form holds it: plain text everywhere, similar questions one a line. */
export interface EntryForm {
  key: string
  category: Record<Language, string>
  question: Record<Language, string>
  similar: Record<Language, string>
  answer: Record<Language, string>
}

export const emptyForm: EntryForm = {
  key: '',
  category: { zh: '', en: '' },
  question: { zh: '', en: '' },
  similar: { zh: '', en: '' },
  answer: { zh: '', en: '' },
}

export function formOf(content: EntryContent): EntryForm {
  const texts = (value: Partial<Record<Language, string>>) => ({ zh: value.zh ?? '', en: value.en ?? '' })
  return {
    key: content.key,
    category: texts(content.category),
    question: texts(content.question),
    similar: { zh: (content.similar.zh ?? []).join('\n'), en: (content.similar.en ?? []).join('\n') },
    answer: texts(content.answer),
  }
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
    category: filled(form.category, trim),
    question: filled(form.question, trim),
    similar: filled(form.similar, linesOf),
    answer: filled(form.answer, trim),
  }
}

/** What keeps the form from being saved, by field. */
export type FormProblem = 'key' | 'question' | 'answer'

export function problemsOf(form: EntryForm): ReadonlySet<FormProblem> {
  const problems = new Set<FormProblem>()
  if (form.key.trim() === '') problems.add('key')
  if (languages.every((language) => form.question[language].trim() === '')) problems.add('question')
  if (languages.every((language) => form.answer[language].trim() === '')) problems.add('answer')
  return problems
}
