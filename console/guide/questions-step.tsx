import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { createEntry } from '../../contract/knowledge.ts'
import { AnswerField } from '../answers/answer-field.tsx'
import { call, newClientId } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Field, TextField } from '../ui/field.tsx'
import { Notice } from '../ui/states.tsx'
import { guideQuery } from './queries.ts'

const wanted = 3

/** A question and its answer, three times; or a file of them. */
export function QuestionsStep({ count }: { count: number }) {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [form, setForm] = useState({ question: '', answer: '' })
  const language = /\p{Script=Han}/u.test(form.question) ? 'zh' : 'en'
  const adding = useMutation({
    mutationFn: () =>
      call(createEntry, {
        body: {
          key: `start-${newClientId().slice(0, 8)}`,
          question: { [language]: form.question.trim() },
          answer: { [language]: form.answer.trim() },
        },
      }),
    onSuccess: async () => {
      setForm({ question: '', answer: '' })
      await queryClient.invalidateQueries({ queryKey: guideQuery.queryKey })
      await queryClient.invalidateQueries({ queryKey: ['entries'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <p className="text-n-11">{t('guide.questionsHint')}</p>
      {adding.error && (
        <Notice tone="danger" role="alert">
          {errorText(adding.error)}
        </Notice>
      )}
      <TextField
        label={t('guide.question')}
        required
        maxLength={500}
        placeholder={t('guide.questionExample')}
        value={form.question}
        onChange={(event) => setForm({ ...form, question: event.target.value })}
      />
      <Field label={t('guide.answer')}>
        {(control) => (
          <AnswerField
            {...control}
            required
            lang={language === 'zh' ? 'zh-CN' : 'en'}
            rows={2}
            value={form.answer}
            label={t('guide.answer')}
            onChange={(answer) => setForm({ ...form, answer })}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" busy={adding.isPending}>
          {t('guide.add')}
        </Button>
        <span role="status" className="text-n-11 tabular-nums">
          {t('guide.count', { done: Math.min(count, wanted), all: wanted })}
        </span>
        <Link to="/knowledge" className="text-accent underline">
          {t('guide.import')}
        </Link>
      </div>
    </form>
  )
}
