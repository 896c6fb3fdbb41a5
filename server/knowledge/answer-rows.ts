import { isRichAnswer, type Language, plainAnswer } from '../../contract/index.ts'

type Texts = Partial<Record<Language, string>>

/** What an author wrote, in letters alone for all that reads, and with its markup where there is any. */
export function storedAnswer(written: string): { plain: string; markup: string | null } {
  return isRichAnswer(written)
    ? { plain: plainAnswer(written), markup: written }
    : { plain: written, markup: null }
}

/** The same for every language, as answering holds it. */
export function liveAnswer(written: Texts): { answer: Texts; markup: Texts } {
  const answer: Texts = {}
  const markup: Texts = {}
  for (const [language, text] of Object.entries(written) as [Language, string][]) {
    const stored = storedAnswer(text)
    answer[language] = stored.plain
    if (stored.markup !== null) markup[language] = stored.markup
  }
  return { answer, markup }
}
