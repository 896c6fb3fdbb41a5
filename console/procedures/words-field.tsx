import { useLocale, useText } from '../app/text.ts'
import { Field, Input, TextArea } from '../ui/field.tsx'
import { withWords } from './edits.ts'

type Words = { en?: string | undefined; zh?: string | undefined }

/** The same words in both languages, the console's own first. */
export function WordsField({
  label,
  hint,
  words,
  long,
  most,
  onChange,
}: {
  label: string
  hint?: string
  words: Words
  long?: boolean
  most: number
  onChange: (words: Words) => void
}) {
  const t = useText()
  const locale = useLocale()
  const languages = locale === 'zh-CN' ? (['zh', 'en'] as const) : (['en', 'zh'] as const)
  return (
    <div className="grid gap-2 sm:grid-cols-2">
      {languages.map((language, index) => (
        <Field
          key={language}
          label={`${label} · ${t(language === 'zh' ? 'procedures.inChinese' : 'procedures.inEnglish')}`}
          {...(hint !== undefined && index === 0 ? { hint } : {})}
        >
          {(control) =>
            long ? (
              <TextArea
                {...control}
                rows={2}
                lang={language}
                maxLength={most}
                value={words[language] ?? ''}
                onChange={(event) => onChange(withWords(words, language, event.target.value))}
              />
            ) : (
              <Input
                {...control}
                lang={language}
                maxLength={most}
                value={words[language] ?? ''}
                onChange={(event) => onChange(withWords(words, language, event.target.value))}
              />
            )
          }
        </Field>
      ))}
    </div>
  )
}
