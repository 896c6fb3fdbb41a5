import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../../contract/conversations.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Input } from '../ui/field.tsx'
import { Notice } from '../ui/states.tsx'
import { guideQuery } from './queries.ts'

/** Asks as a customer would, and shows what they would get. */
export function TryStep() {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [text, setText] = useState('')
  const asking = useMutation({
    mutationFn: () => call(ask, { body: { text: text.trim() } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: guideQuery.queryKey }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asking.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <p className="text-n-11">{t('guide.triedHint')}</p>
      <div className="flex gap-2">
        <Input
          required
          maxLength={2_000}
          aria-label={t('tryIt.question')}
          placeholder={t('tryIt.placeholder')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" look="primary" className="h-8" busy={asking.isPending}>
          {t('tryIt.ask')}
        </Button>
      </div>
      {asking.error && <Notice tone="danger">{errorText(asking.error)}</Notice>}
      {asking.data && <Notice role="status">{asking.data.text}</Notice>}
    </form>
  )
}
