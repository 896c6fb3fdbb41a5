import type { GuardStyle } from '../../contract/index.ts'
import { detectLanguage } from '../../language/index.ts'
import { style as keepsStyle } from './guards/as-the-company-speaks.ts'
import { runGuards } from './guards/guard-draft.ts'

/** Holds sentences to a way of writing as generated replies are held to it. */
export function tryStyle({ texts, style }: { texts: readonly string[]; style: GuardStyle }) {
  return {
    items: texts.map((text) => {
      const language = detectLanguage(text)
      const [verdict] = runGuards(
        { text, language: language === 'other' ? 'en' : language, evidence: [], customerWords: [], style },
        [keepsStyle],
      )
      return {
        text,
        findings: (verdict?.findings ?? []).map(({ code, words }) => ({
          code,
          ...(words === undefined ? {} : { words }),
        })),
      }
    }),
  }
}
