import type { Language } from '../../contract/ids.ts'
import { useLocale, useText } from '../app/text.ts'
import { Field, Input, TextArea } from '../ui/field.tsx'
import { type EntryForm, type FormProblem, languages, linesOf } from './entry-form.ts'

interface FieldsProps {
  form: EntryForm
  onChange: (form: EntryForm) => void
  problems: ReadonlySet<FormProblem>
  readOnly: boolean
}

/** The fields of an entry, the languages side by side, the reader's own first. */
export function EntryFields({ form, onChange, problems, readOnly }: FieldsProps) {
  const t = useText()
  const locale = useLocale()
  return (
    <>
      <Field
        label={t('knowledge.key')}
        hint={t('knowledge.keyHint')}
        problem={problems.has('key') && t('knowledge.keyMissing')}
      >
        {(control) => (
          <Input
            {...control}
            value={form.key}
            readOnly={readOnly}
            maxLength={120}
            className="max-w-96"
            onChange={(event) => onChange({ ...form, key: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-x-6 gap-y-6 lg:grid-cols-2">
        {(locale === 'en' ? languages.toReversed() : languages).map((language) => (
          <LanguageFields
            key={language}
            language={language}
            form={form}
            onChange={onChange}
            problems={problems}
            readOnly={readOnly}
          />
        ))}
      </div>
    </>
  )
}

function LanguageFields({
  language,
  form,
  onChange,
  problems,
  readOnly,
}: FieldsProps & { language: Language }) {
  const t = useText()
  const set = (field: 'category' | 'question' | 'similar' | 'answer') => (text: string) =>
    onChange({ ...form, [field]: { ...form[field], [language]: text } })
  const lang = language === 'zh' ? 'zh-CN' : 'en'
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="pb-2 font-semibold">{t(`language.${language}`)}</legend>
      <Field label={t('knowledge.category')}>
        {(control) => (
          <Input
            {...control}
            lang={lang}
            value={form.category[language]}
            readOnly={readOnly}
            maxLength={120}
            onChange={(event) => set('category')(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('knowledge.question')}
        problem={problems.has('question') && t('knowledge.questionMissing')}
      >
        {(control) => (
          <Input
            {...control}
            lang={lang}
            value={form.question[language]}
            readOnly={readOnly}
            maxLength={500}
            onChange={(event) => set('question')(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('knowledge.answer')} problem={problems.has('answer') && t('knowledge.answerMissing')}>
        {(control) => (
          <TextArea
            {...control}
            lang={lang}
            rows={4}
            value={form.answer[language]}
            readOnly={readOnly}
            maxLength={8_000}
            className="min-h-28"
            onChange={(event) => set('answer')(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('knowledge.similar', { count: linesOf(form.similar[language]).length })}
        hint={t('knowledge.similarHint')}
      >
        {(control) => (
          <TextArea
            {...control}
            lang={lang}
            rows={5}
            value={form.similar[language]}
            readOnly={readOnly}
            className="min-h-28"
            onChange={(event) => set('similar')(event.target.value)}
          />
        )}
      </Field>
    </fieldset>
  )
}
