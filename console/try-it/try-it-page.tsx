import { useMutation } from '@tanstack/react-query'
import { FlaskConical, SendHorizontal } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ask } from '../../contract/conversations.ts'
import { messageTextLimit } from '../../contract/messages.ts'
import { AnswerParts } from '../answers/answer-parts.tsx'
import { call } from '../app/api.ts'
import { Failed } from '../app/page-states.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { useCodeText, useText } from '../app/text.ts'
import { DecisionRecordView } from '../decisions/decision-record-view.tsx'
import { FreezeButton } from '../frozen/freeze-button.tsx'
import type { Question } from '../frozen/freeze-dialog.tsx'
import { Button } from '../ui/button.tsx'
import { Check, TextField } from '../ui/field.tsx'
import { Badge, EmptyState, SkeletonLines } from '../ui/states.tsx'

/** Runs the production pipeline on a question, without a conversation, and shows the whole record. */
export function TryItPage() {
  const t = useText()
  usePageTitle(t('rail.tryIt'))
  const [text, setText] = useState('')
  const [follows, setFollows] = useState(false)
  const [previous, setPrevious] = useState<string[]>([])
  const run = useMutation({
    mutationFn: (input: { text: string; previous: string[] }) => call(ask, { body: input }),
    onSuccess: (_, input) => setPrevious([...input.previous, input.text].slice(-10)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const question = text.trim()
    if (question !== '') run.mutate({ text: question, previous: follows ? previous : [] })
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex min-h-full w-full max-w-[980px] flex-col gap-4 p-4">
        <form onSubmit={submit} className="flex flex-col gap-2">
          <h1 className="text-lg font-semibold">{t('tryIt.title')}</h1>
          <p className="text-n-11">{t('tryIt.hint')}</p>
          <div className="flex items-end gap-2">
            <TextField
              label={t('tryIt.question')}
              className="flex-1"
              autoFocus
              value={text}
              maxLength={messageTextLimit}
              placeholder={t('tryIt.placeholder')}
              onChange={(event) => setText(event.target.value)}
            />
            <Button
              type="submit"
              look="primary"
              icon={<SendHorizontal />}
              busy={run.isPending}
              disabled={text.trim() === ''}
              className="h-8"
            >
              {t('tryIt.ask')}
            </Button>
          </div>
          {previous.length > 0 && (
            <Check
              label={t('tryIt.follow', { text: previous.at(-1) ?? '' })}
              checked={follows}
              onChange={(event) => setFollows(event.target.checked)}
            />
          )}
        </form>
        <Outcome run={run} question={run.variables} />
      </div>
    </div>
  )
}

type Reply = Awaited<
  ReturnType<typeof call<typeof ask.params, typeof ask.query, typeof ask.body, typeof ask.reply>>
>

function Outcome({
  run,
  question,
}: {
  question: { text: string; previous: string[] } | undefined
  run: { isIdle: boolean; isPending: boolean; error: unknown; data: Reply | undefined }
}) {
  const t = useText()
  if (run.isPending) return <SkeletonLines label={t('app.loading')} lines={8} />
  if (run.error) return <Failed error={run.error} />
  if (!run.data)
    return (
      <EmptyState icon={<FlaskConical />} title={t('tryIt.empty')}>
        {t('tryIt.emptyHint')}
      </EmptyState>
    )
  // Only what is understood by itself can be asked again by itself.
  const alone = question !== undefined && question.previous.length === 0 ? question.text : undefined
  return <Answer reply={run.data} alone={alone} />
}

/** The question with what it was taken for, where an entry answers or stands first. */
function questionOf(text: string, { outcome, decision }: Reply): Question {
  const first = decision.found[0]
  const source = 'try-it' as const
  if (first === undefined || (outcome !== 'answer' && outcome !== 'options')) return { text, source }
  const expects = outcome === 'answer' ? ('answer' as const) : ('first' as const)
  return { text, source, expects, entry: { id: first.entryId, title: first.title } }
}

function Answer({ reply, alone }: { reply: Reply; alone: string | undefined }) {
  const t = useText()
  const codeText = useCodeText()
  const handover = reply.outcome === 'handover'
  return (
    <div className="grid items-start gap-6 md:grid-cols-2" aria-live="polite">
      <section aria-label={t('tryIt.answer')} className="flex min-w-0 flex-col gap-2 rounded-lg border p-4">
        <div className="flex flex-wrap gap-1">
          <Badge tone={handover ? 'waiting' : 'accent'}>{codeText('outcome', reply.outcome)}</Badge>
          {reply.toApprove && <Badge tone="waiting">{t('approval.first')}</Badge>}
          {reply.decision.decided.reason && (
            <Badge tone="waiting">{codeText('reason', reply.decision.decided.reason)}</Badge>
          )}
          <span className="flex-1" />
          {alone !== undefined && <FreezeButton question={questionOf(alone, reply)} />}
        </div>
        <div className="flex flex-col gap-1.5 text-lg">
          <AnswerParts parts={reply.parts ?? [{ type: 'text', text: reply.text }]} />
        </div>
        {reply.options.length > 0 && (
          <ul className="flex flex-wrap gap-1.5">
            {reply.options.map((option) => (
              <li key={option.label} className="rounded-full border border-n-7 px-3 py-0.5">
                {option.label}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-label={t('decision.title')} className="min-w-0 rounded-lg border">
        <h2 className="sr-only">{t('decision.title')}</h2>
        <DecisionRecordView decision={reply.decision} />
      </section>
    </div>
  )
}
