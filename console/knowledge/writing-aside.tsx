import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { FlaskConical } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { EntryId } from '../../contract/ids.ts'
import { checkEntry, type DraftPreview, previewDraft } from '../../contract/knowledge/writing.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { type MessageKey, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Input } from '../ui/field.tsx'
import { Badge, Notice, Skeleton } from '../ui/states.tsx'
import { contentOf, type EntryForm, problemsOf } from './entry-form.ts'
import { EntryExpansionCard } from './expansion/entry-expansion.tsx'
import { EntryTopicCard } from './packs/entry-topic.tsx'

const pauseMs = 500
const percent = (share: number) => `${Math.round(share * 100)} %`

/** What helps while writing: entries that are alike or contradict, and what publishing would change. */
export function WritingAside({ entryId, form }: { entryId: string | undefined; form: EntryForm }) {
  const settled = useSettled(form)
  return (
    <aside className="flex w-88 shrink-0 flex-col gap-5 border-l bg-n-2 p-4 max-2xl:w-full max-2xl:border-t max-2xl:border-l-0">
      {entryId !== undefined && <EntryTopicCard entryId={entryId} />}
      {entryId !== undefined && <EntryExpansionCard entryId={entryId} />}
      <Lookalikes entryId={entryId} form={settled} />
      <Preview entryId={entryId} form={form} />
    </aside>
  )
}

/** The form as it was when the writer last paused. */
function useSettled(form: EntryForm): EntryForm {
  const [settled, setSettled] = useState(form)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(form), pauseMs)
    return () => clearTimeout(timer)
  }, [form])
  return settled
}

const identified = (entryId: string | undefined) =>
  entryId === undefined ? {} : { entryId: entryId as EntryId }

function Lookalikes({ entryId, form }: { entryId: string | undefined; form: EntryForm }) {
  const t = useText()
  const search = useSearch({ from: '/shell/knowledge' })
  const ready = problemsOf(form).size === 0
  const content = contentOf(form)
  const check = useQuery({
    queryKey: ['lookalikes', entryId ?? '', content.question, content.similar, content.answer],
    queryFn: ({ signal }) => call(checkEntry, { body: { ...identified(entryId), content }, signal }),
    enabled: ready,
    placeholderData: (before) => before,
  })
  return (
    <section aria-labelledby="alike" className="flex flex-col gap-2">
      <h3 id="alike" className="font-semibold" title={t('writing.alikeHint')}>
        {t('writing.alike')}
      </h3>
      {ready && check.isPending && <Skeleton className="h-4 w-4/5" />}
      {(!ready || check.data?.lookalikes.length === 0) && (
        <p className="text-n-11">{t('writing.alikeNone')}</p>
      )}
      <ul className="flex flex-col gap-2">
        {check.data?.lookalikes.map((one) => (
          <li key={one.entryId} className="flex flex-col gap-1 rounded-md border bg-n-1 px-3 py-2">
            <Link
              to="/knowledge/$entryId"
              params={{ entryId: one.entryId }}
              search={search}
              className="font-medium text-accent [overflow-wrap:anywhere] underline underline-offset-2"
            >
              {one.theirs}
            </Link>
            <span className="flex items-center gap-2 text-sm text-n-11">
              <Badge tone={one.likeness >= 0.85 ? 'warning' : 'neutral'}>
                {t('writing.likeness', { share: percent(one.likeness) })}
              </Badge>
              <span className="min-w-0 truncate">{one.key}</span>
            </span>
            {one.contradictions.map((found) => (
              <Notice key={`${found.kind} ${found.language} ${found.mine}`} tone="danger">
                {t(`writing.contradiction.${found.kind}`, { mine: found.mine, theirs: found.theirs })}
              </Notice>
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Preview({ entryId, form }: { entryId: string | undefined; form: EntryForm }) {
  const t = useText()
  const errorText = useErrorText()
  const [question, setQuestion] = useState('')
  const ready = problemsOf(form).size === 0
  const run = useMutation({
    mutationFn: () => {
      const asked = question.trim()
      return call(previewDraft, {
        body: {
          ...identified(entryId),
          content: contentOf(form),
          ...(asked === '' ? {} : { question: asked }),
        },
      })
    },
  })
  return (
    <section aria-labelledby="preview" className="flex flex-col gap-2 border-t pt-4">
      <h3 id="preview" className="font-semibold">
        {t('writing.preview')}
      </h3>
      <p className="text-n-11">{t('writing.previewHint')}</p>
      <Input
        aria-label={t('writing.try')}
        placeholder={t('writing.try')}
        value={question}
        maxLength={1_000}
        onChange={(event) => setQuestion(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          if (ready) run.mutate()
        }}
      />
      <Button
        icon={<FlaskConical />}
        busy={run.isPending}
        disabled={!ready}
        className="self-start"
        onClick={() => run.mutate()}
      >
        {t('writing.what')}
      </Button>
      {run.error && (
        <Notice tone="danger" role="alert">
          {errorText(run.error)}
        </Notice>
      )}
      {run.data && <Outcome preview={run.data} />}
    </section>
  )
}

const kinds = ['appear', 'change', 'disappear', 'text'] as const
const tones = { appear: 'good', change: 'warning', disappear: 'danger', text: 'accent' } as const

function Outcome({ preview }: { preview: DraftPreview }) {
  const t = useText()
  const none = kinds.every((kind) => preview.counts[kind] === 0)
  return (
    <div className="flex flex-col gap-2" aria-live="polite">
      {preview.tried && <Tried tried={preview.tried} />}
      <p className="text-n-11">
        {preview.asked === 0 ? t('writing.noQuestions') : t('writing.asked', { count: preview.asked })}
        {preview.asked > 0 && none && ` ${t('writing.nothing')}`}
      </p>
      {kinds
        .filter((kind) => preview.counts[kind] > 0)
        .map((kind) => (
          <details key={kind} className="rounded-md border bg-n-1 px-3 py-1.5">
            <summary>
              <Badge tone={tones[kind]}>
                {t(`writing.${kind}` as MessageKey, { count: preview.counts[kind] })}
              </Badge>
            </summary>
            <ul className="flex flex-col gap-1 pt-1.5">
              {preview[kind].map((one) => (
                <li key={`${one.occurredAt} ${one.text}`} className="[overflow-wrap:anywhere]">
                  {one.text}
                  <span className="block text-sm text-n-11">
                    {one.before ?? '–'} → {one.after ?? '–'}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        ))}
    </div>
  )
}

function Tried({ tried }: { tried: NonNullable<DraftPreview['tried']> }) {
  const t = useText()
  return (
    <div className="flex flex-col gap-1 rounded-md border bg-n-1 px-3 py-2">
      <span className="flex flex-wrap gap-1.5">
        <Badge tone={tried.own ? 'good' : 'warning'}>
          {tried.own
            ? t('writing.own')
            : tried.title === undefined
              ? t('writing.notAnswered')
              : t('writing.other', { title: tried.title })}
        </Badge>
        <Badge>{t('writing.confidence', { share: percent(tried.confidence) })}</Badge>
      </span>
      {tried.answer && <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{tried.answer}</p>}
    </div>
  )
}
