import type { EntryContent, Language } from '../../../contract/index.ts'
import { settleContent } from '../entry-store.ts'

const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g

/** Text as a cell can carry it: one kind of line end, no control characters, nothing around it. */
export const cleanText = (text: string): string => text.replace(/\r\n?/g, '\n').replace(control, '').trim()
/** The same in one line. */
export const cleanLine = (text: string): string => cleanText(text).replace(/\s*\n\s*/g, ' ')

export function cleanSimilar(texts: readonly string[]): string[] {
  return [...new Set(texts.map(cleanLine))].filter((text) => text !== '')
}

type PerLanguage<Value> = Partial<Record<Language, Value>>
const mapped = <In, Out>(values: PerLanguage<In>, change: (value: In) => Out | undefined): PerLanguage<Out> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([language, value]) => {
      const out = change(value as In)
      return out === undefined ? [] : [[language, out]]
    }),
  )

/**
 * Content as files can say it. Compared in this form, an entry that was exported and comes back is the same whatever
 * blanks an editor left in it.
 */
export function cleanContent(content: EntryContent): EntryContent {
  return settleContent({
    ...later(content),
    key: cleanLine(content.key),
    category: mapped(content.category, (text) => cleanLine(text) || undefined),
    question: mapped(content.question, (text) => cleanLine(text) || undefined),
    similar: mapped(content.similar, (texts) => {
      const cleaned = cleanSimilar(texts)
      return cleaned.length > 0 ? cleaned : undefined
    }),
    answer: mapped(content.answer, (text) => cleanText(text) || undefined),
  })
}

/** What tables have no columns for. */
function later({ internalAnswer, validFrom, validUntil }: EntryContent) {
  return {
    internalAnswer: internalAnswer && mapped(internalAnswer, (text) => cleanText(text) || undefined),
    validFrom,
    validUntil,
  }
}
