import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import {
  type EntryContent,
  entryContent,
  type ImportProblem,
  type ImportRow,
  type ImportVerdict,
  type Language,
} from '../../../contract/index.ts'
import { settleContent } from '../entry-store.ts'
import { answerProblems, type FoundProblem } from '../refuse-answers.ts'
import { cleanContent, cleanLine } from './clean-content.ts'
import type { FileRow } from './plan-rows.ts'

/** An entry as it stands now. */
export interface PresentEntry {
  id: string
  version: number
  categoryId?: string | null
  content: EntryContent
}

export interface ComparedRow extends ImportRow {
  entryId: string | null
  entryVersion: number | null
  content: EntryContent | null
  /** Wordings of customers that are not there yet. */
  customers: string[]
}

const shownLength = 600
const longestCustomers = 1_000
const keyLength = 120

/**
 * What a row would do to an entry, or make of none. `isKnown` tells wordings that are there already; `elsewhere` the key
 * of another entry with the same question.
 */
export function compareRow(
  row: FileRow,
  present: PresentEntry | undefined,
  elsewhere: string | undefined,
  isKnown: (text: string) => boolean,
): ComparedRow {
  const problems = [...row.problems]
  const before = present && cleanContent(present.content)
  const content = merge(row, before)
  const title = content.question.zh ?? content.question.en ?? ''
  if (problems.length === 0) problems.push(...problemsOf(content, row.customers))
  const customers = [...new Set(row.customers)].filter((text) => !isKnown(text))
  const changes = before === undefined ? [] : changesOf(before, content)
  if (present !== undefined && customers.length > 0)
    changes.push({ field: 'customers', before: '', after: shown(customers.join('\n')) })
  const verdict: ImportVerdict =
    problems.length > 0
      ? 'refuse'
      : before === undefined
        ? 'create'
        : isDeepStrictEqual(before, content) && customers.length === 0
          ? 'unchanged'
          : 'update'
  const notes: ImportProblem[] =
    elsewhere === undefined || elsewhere === content.key
      ? []
      : [{ code: 'question-elsewhere', parameters: { key: elsewhere } }]
  return {
    row: row.row,
    verdict,
    key: content.key.slice(0, 200),
    title: title.slice(0, 300),
    changes: verdict === 'refuse' ? [] : changes,
    problems,
    notes,
    entryId: present?.id ?? null,
    entryVersion: present?.version ?? null,
    content: verdict === 'create' || verdict === 'update' ? content : null,
    customers: verdict === 'refuse' ? [] : customers,
  }
}

/** The key of an entry that came without one: its question, made unlike others where it has to be cut. */
export function keyFor(question: string): string {
  const text = cleanLine(question)
  if (text.length <= keyLength) return text
  const mark = createHash('sha256').update(text).digest('hex').slice(0, 8)
  // A pair of surrogates is not torn apart.
  return `${text.slice(0, keyLength - 10).replace(/[\ud800-\udbff]$/, '')}… ${mark}`
}

function merge(row: FileRow, before: EntryContent | undefined): EntryContent {
  const { patch } = row
  const base = row.whole ? undefined : before
  const question = { ...base?.question, ...patch.question }
  // Absent is left as it is.
  const { internalAnswer, validFrom, validUntil } = patch
  const later = settleContent({ internalAnswer, validFrom, validUntil } as EntryContent, before)
  return cleanContent({
    ...later,
    key: row.key || (before?.key ?? keyFor(question.zh || question.en || '')),
    category: { ...base?.category, ...patch.category },
    question,
    similar: { ...base?.similar, ...patch.similar },
    answer: { ...base?.answer, ...patch.answer },
  })
}

const limits = { key: keyLength, category: 120, question: 500, similar: 500, answer: 8_000 } as const

function problemsOf(content: EntryContent, customers: readonly string[]): ImportProblem[] {
  const problems: ImportProblem[] = []
  if (Object.keys(content.question).length === 0) problems.push({ code: 'question-missing', parameters: {} })
  if (Object.keys(content.answer).length === 0) problems.push({ code: 'answer-missing', parameters: {} })
  if (problems.length === 0 && content.key === '') problems.push({ code: 'key-missing', parameters: {} })
  const tooLong = (field: keyof typeof limits, text: string) => {
    if (text.length > limits[field])
      problems.push({ code: 'too-long', parameters: { field, length: text.length, limit: limits[field] } })
  }
  tooLong('key', content.key)
  for (const field of ['category', 'question', 'answer'] as const)
    for (const text of Object.values(content[field])) tooLong(field, text)
  for (const texts of Object.values(content.similar)) {
    for (const text of texts) tooLong('similar', text)
    if (texts.length > 500)
      problems.push({ code: 'too-many-similar', parameters: { count: texts.length, limit: 500 } })
  }
  for (const text of customers)
    if (text.length > longestCustomers)
      problems.push({
        code: 'too-long',
        parameters: { field: 'customers', length: text.length, limit: longestCustomers },
      })
  if (problems.length > 0) return problems.slice(0, 10)
  // The contract has the last word.
  const result = entryContent.safeParse(content)
  if (result.success) return answerProblems(content).slice(0, 10).map(wordProblem)
  const detail = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  return [{ code: 'invalid', parameters: { detail: detail.slice(0, 300) } }]
}

/** What is wrong with an answer, as a report of an import says it. */
export const wordProblem = ({ code, field, language, line, value }: FoundProblem): ImportProblem => ({
  code: `answer-${code}`,
  parameters: { field: `${field}.${language}`, line, value },
})

const shown = (text: string) => (text.length > shownLength ? `${text.slice(0, shownLength)}…` : text)

function changesOf(before: EntryContent, after: EntryContent): ImportRow['changes'] {
  const changes: ImportRow['changes'] = []
  const add = (field: string, from: string, to: string) => {
    if (from !== to) changes.push({ field, before: shown(from), after: shown(to) })
  }
  add('key', before.key, after.key)
  for (const field of ['validFrom', 'validUntil'] as const)
    add(field, before[field] ?? '', after[field] ?? '')
  for (const language of ['zh', 'en'] satisfies Language[]) {
    for (const field of ['question', 'category', 'answer'] as const)
      add(`${field}.${language}`, before[field][language] ?? '', after[field][language] ?? '')
    add(
      `internal.${language}`,
      before.internalAnswer?.[language] ?? '',
      after.internalAnswer?.[language] ?? '',
    )
    const was = before.similar[language] ?? []
    const is = after.similar[language] ?? []
    const gone = was.filter((text) => !is.includes(text))
    const come = is.filter((text) => !was.includes(text))
    if (gone.length + come.length > 0) add(`similar.${language}`, gone.join('\n'), come.join('\n'))
    else add(`similar.${language}`, was.join('\n'), is.join('\n'))
  }
  return changes
}
