import type { EntryContent, Language, Locale } from '../../../contract/index.ts'
import { languages } from '../entry-store.ts'
import { cleanContent, cleanLine } from '../imports/clean-content.ts'

/** An entry as it leaves: what the operator wrote, and what customers wrote where that was asked for. */
export interface ExportedEntry extends EntryContent {
  customers?: string[]
}

/** A spreadsheet's cell holds 32,767 characters; longer lists go on in a further column. */
const cellLength = 30_000

const headers = {
  en: {
    key: 'Key',
    category: 'Category',
    question: 'Standard question',
    similar: 'Similar questions',
    answer: 'Answer',
    customers: 'Customer wordings',
  },
  'zh-CN': {
    key: '编号',
    category: '分类',
    question: '标准问',
    similar: '相似问',
    answer: '答案',
    customers: '客户说法',
  },
} as const satisfies Record<Locale, Record<string, string>>

/** Entries as a table with one row each and a header that import recognises. */
export function tableOf(entries: readonly ExportedEntry[], locale: Locale): string[][] {
  const words = headers[locale]
  const cleaned = entries.map((entry) => ({
    ...cleanContent(entry),
    customers: (entry.customers ?? []).map(cleanLine),
  }))
  const used = languages.filter((language) =>
    cleaned.some(
      (entry) =>
        entry.question[language] ??
        entry.answer[language] ??
        entry.category[language] ??
        entry.similar[language],
    ),
  )
  const columns: { header: string; cells: (entry: (typeof cleaned)[number]) => string[]; width: number }[] =
    []
  const add = (header: string, cells: (entry: (typeof cleaned)[number]) => string[]) =>
    columns.push({
      header,
      cells,
      width: cleaned.reduce((most, entry) => Math.max(most, cells(entry).length), 1),
    })
  const forEach = (
    name: 'category' | 'question' | 'similar' | 'answer',
    text: (entry: (typeof cleaned)[number], language: Language) => string[],
  ) => {
    for (const language of used.length > 0 ? used : languages)
      add(`${words[name]} (${language})`, (entry) => text(entry, language))
  }
  add(words.key, (entry) => [entry.key])
  forEach('category', (entry, language) => [entry.category[language] ?? ''])
  forEach('question', (entry, language) => [entry.question[language] ?? ''])
  forEach('similar', (entry, language) => inCells(entry.similar[language] ?? []))
  forEach('answer', (entry, language) => [entry.answer[language] ?? ''])
  if (cleaned.some((entry) => entry.customers.length > 0))
    add(words.customers, (entry) => inCells(entry.customers))
  const places = (cells: readonly string[], width: number) =>
    Array.from({ length: width }, (_, at) => cells[at] ?? '')
  return [
    columns.flatMap(({ header, width }) => Array.from({ length: width }, () => header)),
    ...cleaned.map((entry) => columns.flatMap(({ cells, width }) => places(cells(entry), width))),
  ]
}

/** Texts, one a line, in as few cells as they fit. */
function inCells(texts: readonly string[]): string[] {
  const cells: string[] = []
  for (const text of texts) {
    const last = cells.at(-1)
    if (last !== undefined && last.length + text.length < cellLength)
      cells[cells.length - 1] = `${last}\n${text}`
    else cells.push(text)
  }
  return cells
}
