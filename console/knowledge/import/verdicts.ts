import type { Locale } from '../../../contract/ids.ts'
import { verdictWord } from '../../../contract/knowledge/import-words.ts'
import { type ImportVerdict, importVerdict } from '../../../contract/knowledge/imports.ts'
import type { Tone } from '../../ui/states.tsx'

export const verdictTones: Record<ImportVerdict, Tone> = {
  create: 'good',
  update: 'accent',
  unchanged: 'neutral',
  refuse: 'danger',
}

export const verdictWords = (locale: Locale) =>
  Object.fromEntries(
    importVerdict.options.map((verdict) => [verdict, verdictWord(locale, verdict)]),
  ) as Record<ImportVerdict, string>
