import { useQuery } from '@tanstack/react-query'
import type { Language } from '../../contract/ids.ts'
import { AnswerField } from '../answers/answer-field.tsx'
import { useLocale, useText } from '../app/text.ts'
import { Field, Input, Select, TextArea } from '../ui/field.tsx'
import { type EntryForm, type FormProblem, languages, linesOf } from './entry-form.ts'
import { basesQuery, categoriesQuery } from './queries.ts'
import { rowsOf } from './tree-rows.ts'

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
      <PlaceAndTime form={form} onChange={onChange} problems={problems} readOnly={readOnly} />
    </>
  )
}

function PlaceAndTime({ form, onChange, problems, readOnly }: FieldsProps) {
  const t = useText()
  const locale = useLocale()
  const categories = useQuery(categoriesQuery)
  const bases = useQuery(basesQuery)
  const rows = rowsOf(categories.data?.items ?? [], locale)
  const named = Object.values(form.category)[0]
  const choose = (id: string) => {
    const found = rows.find((row) => row.category.id === id)
    onChange({ ...form, categoryId: id, category: found?.category.name ?? {} })
  }
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 border-t pt-3">
      <legend className="sr-only">{t('field.more')}</legend>
      <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
        <Field label={t('knowledge.category')}>
          {(control) => (
            <Select
              {...control}
              value={form.categoryId}
              disabled={readOnly}
              onChange={(event) => choose(event.target.value)}
            >
              <option value="">
                {form.categoryId === '' && named !== undefined ? named : t('knowledge.noCategory')}
              </option>
              {rows.map(({ category, depth, name }) => (
                <option key={category.id} value={category.id}>
                  {'\u00a0\u00a0'.repeat(depth)}
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {(bases.data?.items.length ?? 0) > 1 && (
          <Field label={t('knowledge.base')}>
            {(control) => (
              <Select
                {...control}
                value={form.baseId === '' ? bases.data?.items[0]?.id : form.baseId}
                disabled={readOnly}
                onChange={(event) => onChange({ ...form, baseId: event.target.value })}
              >
                {bases.data?.items.map((base) => (
                  <option key={base.id} value={base.id}>
                    {base.name}
                    {base.audience === 'internal' && ` (${t('knowledge.audience.internal')})`}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
      </div>
      <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
        {(['validFrom', 'validUntil'] as const).map((field) => (
          <Field
            key={field}
            label={t(`field.${field}`)}
            hint={field === 'validFrom' && t('field.validHint')}
            problem={field === 'validUntil' && problems.has('time') && t('field.endBeforeStart')}
          >
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                value={form[field]}
                readOnly={readOnly}
                onChange={(event) => onChange({ ...form, [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </fieldset>
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
  const set = (field: 'question' | 'similar' | 'answer' | 'internal') => (text: string) =>
    onChange({ ...form, [field]: { ...form[field], [language]: text } })
  const lang = language === 'zh' ? 'zh-CN' : 'en'
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="pb-2 font-semibold">{t(`language.${language}`)}</legend>
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
          <AnswerField
            {...control}
            lang={lang}
            rows={5}
            value={form.answer[language]}
            readOnly={readOnly}
            label={`${t('knowledge.answer')}, ${t(`language.${language}`)}`}
            onChange={set('answer')}
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
      <Field label={t('field.internalAnswer')} hint={t('field.internalAnswerHint')}>
        {(control) => (
          <AnswerField
            {...control}
            lang={lang}
            rows={2}
            value={form.internal[language]}
            readOnly={readOnly}
            label={`${t('field.internalAnswer')}, ${t(`language.${language}`)}`}
            onChange={set('internal')}
          />
        )}
      </Field>
    </fieldset>
  )
}
