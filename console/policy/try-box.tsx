import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type PolicyDocument, trySentence } from '../../contract/policy.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Badge, Notice } from '../ui/states.tsx'

/** Which scene a sentence falls into and why, by the policy as it stands here, saved or not. */
export function TryBox({ document }: { document: PolicyDocument }) {
  const t = useText()
  const codeText = useCodeText()
  const errorText = useErrorText()
  const [text, setText] = useState('')
  const trying = useMutation({
    mutationFn: () => call(trySentence, { body: { text: text.trim(), document } }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') trying.mutate()
  }
  const result = trying.data
  const because = (cause: { by: string; value?: string | undefined }) =>
    codeText('sceneCause', cause.by, { value: cause.value ?? '' })
  const nameOf = (key: string) => document.scenes.find((scene) => scene.key === key)?.name || key
  return (
    <section className="flex flex-col gap-2 rounded-md border bg-n-2 p-3" aria-label={t('policy.try')}>
      <form onSubmit={submit} className="flex items-end gap-2">
        <TextField
          label={t('policy.try')}
          className="min-w-0 flex-1"
          value={text}
          maxLength={2_000}
          placeholder={t('policy.tryHint')}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" className="h-8" busy={trying.isPending}>
          {t('tryIt.ask')}
        </Button>
      </form>
      {trying.error && (
        <Notice tone="danger" role="alert">
          {errorText(trying.error)}
        </Notice>
      )}
      {result && (
        <div role="status" className="flex flex-col gap-1">
          <p className="flex flex-wrap items-center gap-2">
            <Badge tone="accent">{nameOf(result.scene)}</Badge>
            <span>{because(result.cause)}</span>
            <Badge tone={result.outcome === 'handover' ? 'waiting' : 'good'}>
              {codeText('outcome', result.outcome)}
            </Badge>
            <span className="text-n-11">
              {codeText('rule', result.rule)} · {result.confidence.toFixed(2)} / {result.threshold.toFixed(2)}
            </span>
          </p>
          {result.entry && (
            <p className="text-n-11">
              {t('policy.tryNearest', {
                title: result.entry.title,
                categories: result.entry.categories.join(' / ') || '–',
              })}
            </p>
          )}
          <p className="text-n-11">
            {t('policy.tried')}{' '}
            {result.tried
              .map(
                (one) =>
                  `${nameOf(one.scene)} ${one.cause ? '✓' : one.excluded ? `✗ ${t(`policy.excluded.${one.excluded}`)}` : '✗'}`,
              )
              .join(' → ')}
          </p>
          <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{result.text}</p>
        </div>
      )}
    </section>
  )
}
