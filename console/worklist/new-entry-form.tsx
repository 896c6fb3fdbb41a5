import { type FormEvent, useState } from 'react'
import type { EntryContent } from '../../contract/knowledge.ts'
import type { CustomerQuestion, WorklistGroup } from '../../contract/training/worklist.ts'
import { AnswerField } from '../answers/answer-field.tsx'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'

interface Props {
  group: WorklistGroup
  chosen: readonly CustomerQuestion[]
  onReady: (content: EntryContent) => void
  onCancel: () => void
}

/** A new entry out of what customers asked: their words are there already, the answer is not. */
export function NewEntryForm({ group, chosen, onReady, onCancel }: Props) {
  const t = useText()
  const [key, setKey] = useState(group.phrases[0]?.replace('…', '') ?? '')
  const [question, setQuestion] = useState(chosen[0]?.text ?? group.example)
  const [answer, setAnswer] = useState('')
  const [tried, setTried] = useState(false)
  const missing = (value: string) => (tried && value.trim() === '' ? t('worklist.required') : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if ([key, question, answer].some((value) => value.trim() === '')) return
    const { language } = group
    onReady({
      key: key.trim(),
      category: {},
      question: { [language]: question.trim() },
      similar: {},
      answer: { [language]: answer.trim() },
    })
  }
  return (
    <form
      onSubmit={submit}
      noValidate
      className="flex flex-col gap-3 rounded-lg border p-3"
      onKeyDown={(event) => {
        // A menu or a hint of the toolbar is closed first.
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        onCancel()
      }}
    >
      <h3 className="font-semibold">{t('worklist.action.new-entry')}</h3>
      <Field label={t('worklist.entryKey')} problem={missing(key)}>
        {(control) => (
          <Input {...control} value={key} maxLength={120} onChange={(event) => setKey(event.target.value)} />
        )}
      </Field>
      <Field
        label={t('worklist.entryQuestion')}
        hint={t('worklist.entryQuestionHint')}
        problem={missing(question)}
      >
        {(control) => (
          <Input
            {...control}
            value={question}
            maxLength={500}
            onChange={(event) => setQuestion(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('worklist.entryAnswer')} problem={missing(answer)}>
        {(control) => (
          <AnswerField
            {...control}
            autoFocus
            lang={group.language === 'zh' ? 'zh-CN' : group.language}
            rows={4}
            value={answer}
            label={t('worklist.entryAnswer')}
            onChange={setAnswer}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary">
          {t('worklist.showChanges')}
        </Button>
        <Button onClick={onCancel} shortcut="Esc">
          {t('app.cancel')}
        </Button>
      </div>
    </form>
  )
}
