import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { commentDraft } from '../../contract/knowledge/review.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useActorName } from '../app/names.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Input } from '../ui/field.tsx'
import { reviewsQuery } from './queries.ts'

/** What was said and decided about drafts, and a line to say more while there is one. */
export function ReviewPanel({ entryId, open }: { entryId: string; open: boolean }) {
  const t = useText()
  const can = useCan()
  const actorName = useActorName()
  const reviews = useQuery(reviewsQuery(entryId))
  const items = reviews.data?.items ?? []
  if (items.length === 0 && !open) return null
  return (
    <section aria-labelledby="review" className="flex flex-col gap-2 border-t pt-3">
      <h3 id="review" className="font-semibold">
        {t('review.title')}
      </h3>
      {items.length === 0 && <p className="text-n-11">{t('review.empty')}</p>}
      <ul className="flex flex-col gap-1.5">
        {items.map((one) => (
          <li key={one.id}>
            <span className="font-medium">{t(`review.${one.kind}`, { name: actorName(one.by) })}</span>{' '}
            <RelativeTime at={one.at} className="text-sm text-n-11" />
            {one.text && <p className="text-n-11 [overflow-wrap:anywhere] whitespace-pre-wrap">{one.text}</p>}
          </li>
        ))}
      </ul>
      {open && can('knowledge:edit') && <CommentLine entryId={entryId} />}
    </section>
  )
}

function CommentLine({ entryId }: { entryId: string }) {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [text, setText] = useState('')
  const comment = useMutation({
    mutationFn: () => call(commentDraft, { params: { entryId }, body: { text: text.trim() } }),
    onSuccess: () => {
      setText('')
      void queryClient.invalidateQueries({ queryKey: reviewsQuery(entryId).queryKey })
    },
  })
  const send = () => text.trim() !== '' && comment.mutate()
  return (
    <div className="flex flex-col gap-1">
      <div className="flex gap-2">
        <Input
          aria-label={t('review.comment')}
          placeholder={t('review.comment')}
          value={text}
          maxLength={2_000}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            event.preventDefault()
            send()
          }}
        />
        <Button busy={comment.isPending} disabled={text.trim() === ''} onClick={send}>
          {t('review.send')}
        </Button>
      </div>
      {comment.error && (
        <p role="alert" className="text-sm text-danger">
          {errorText(comment.error)}
        </p>
      )}
    </div>
  )
}
