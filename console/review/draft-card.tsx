import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, ArrowRight, Check, MessageSquare, Pencil, X } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import {
  approveReply,
  declineReply,
  type listReplyReviews,
  type ReplyReview,
} from '../../contract/answers/review.ts'
import { AnswerParts } from '../answers/answer-parts.tsx'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCan } from '../app/session.ts'
import { useCodeText, useText } from '../app/text.ts'
import { useKeys } from '../desk/use-keys.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Badge, Notice } from '../ui/states.tsx'
import { Context } from './context.tsx'
import { EditDraft, type Edited } from './edit-draft.tsx'
import { Evidence } from './evidence.tsx'
import { reviewsKey, reviewsQuery } from './queries.ts'
import { TimeLeft } from './time-left.tsx'

type Decision = ({ decline: true } | { decline?: false; edited?: Edited }) & { id: string }

/** One draft with its question and what it rests on, and the three things one can do with it. */
export function DraftCard({
  review,
  gone,
  onNext,
  onBack,
}: {
  review: ReplyReview
  /** It was decided on elsewhere, or the conversation has gone on. */
  gone: boolean
  onNext: () => void
  onBack: () => void
}) {
  const t = useText()
  const can = useCan()
  const [editing, setEditing] = useState(false)
  const decide = useDecision(onNext)
  const idle = !gone && !decide.isPending
  const approve = () => idle && decide.mutate({ id: review.id })
  const decline = () => idle && decide.mutate({ id: review.id, decline: true })
  const edit = () => idle && setEditing(true)
  useKeys(editing ? {} : { a: approve, e: edit, d: decline, Escape: onBack })
  return (
    <article aria-label={t('approval.draft')} className="flex h-full min-h-0 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[760px] flex-col gap-3 p-4 max-md:p-3">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="md:hidden">
              <IconButton label={t('app.back')} onClick={onBack}>
                <ArrowLeft />
              </IconButton>
            </span>
            <h2 className="min-w-0 truncate font-semibold">{review.customer.name}</h2>
            <span className="text-sm text-n-11">{review.channel}</span>
            <span className="flex-1" />
            {!gone && <TimeLeft review={review} />}
            {can('conversations:read') && (
              <Link
                to="/desk/$conversationId"
                params={{ conversationId: review.conversationId }}
                className="inline-flex items-center gap-1 text-sm text-accent underline underline-offset-2 [&_svg]:size-3.5"
              >
                <MessageSquare aria-hidden /> {t('approval.conversation')}
              </Link>
            )}
          </div>
          {gone && !decide.isPending && (
            <Notice
              tone="warning"
              role="status"
              action={
                <Button icon={<ArrowRight />} onClick={onNext}>
                  {t('approval.next')}
                </Button>
              }
            >
              {t('approval.gone')}
            </Notice>
          )}
          <DecideError error={decide.error} />
          <Context review={review} />
          <section aria-label={t('approval.proposed')} className="flex flex-col gap-2 rounded-lg border p-3">
            <DraftFacts review={review} />
            {review.outdated && <Notice tone="warning">{t('approval.outdated')}</Notice>}
            {editing ? (
              <EditDraft
                review={review}
                busy={decide.isPending || gone}
                error={decide.error}
                onCancel={() => setEditing(false)}
                onSend={(edited) => decide.mutate({ id: review.id, edited })}
              />
            ) : (
              <AnswerParts parts={review.draft} />
            )}
          </section>
          <Evidence review={review} />
        </div>
      </div>
      {!editing && (
        <footer className="flex shrink-0 flex-wrap items-center gap-2 border-t px-4 py-2 max-md:px-3">
          <Button look="primary" icon={<Check />} shortcut="a" disabled={!idle} onClick={approve}>
            {t('approval.approve')}
          </Button>
          <Button icon={<Pencil />} shortcut="e" disabled={!idle} onClick={edit}>
            {t('approval.edit')}
          </Button>
          <Button icon={<X />} shortcut="d" disabled={!idle} onClick={decline}>
            {t('approval.decline')}
          </Button>
          <span className="min-w-0 text-sm text-n-11 max-md:basis-full">
            {t(review.whenDeclined === 'options' ? 'approval.declineOffers' : 'approval.declineHandsOver')}
          </span>
        </footer>
      )}
    </article>
  )
}

/** What was decided leaves the queue at once; where it fails it comes back with the reason. */
function useDecision(onNext: () => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (decision: Decision) => {
      const params = { replyReviewId: decision.id as ReplyReview['id'] }
      if (decision.decline) return call(declineReply, { params })
      return call(approveReply, { params, body: decision.edited ?? {} })
    },
    onSuccess: (_, { id }) => {
      onNext()
      queryClient.setQueryData(
        reviewsQuery.queryKey,
        (now: z.output<(typeof listReplyReviews)['reply']> | undefined) =>
          now && { ...now, items: now.items.filter((one) => one.id !== id) },
      )
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: reviewsKey }),
  })
}

function DecideError({ error }: { error: unknown }) {
  const errorText = useErrorText()
  if (error === null) return null
  return (
    <Notice tone="danger" role="alert">
      {errorText(error)}
    </Notice>
  )
}

/** Who made it, how sure it is, and what happens if nobody comes. */
function DraftFacts({ review }: { review: ReplyReview }) {
  const t = useText()
  const codeText = useCodeText()
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-n-11">
      <h3 className="font-medium text-n-12">{t('approval.proposed')}</h3>
      <Badge>{codeText('tier', review.madeBy)}</Badge>
      <span className="tabular" title={t('approval.confidenceHint')}>
        {review.confidence.toFixed(2)} {review.confidence >= review.threshold ? '≥' : '<'}{' '}
        {review.threshold.toFixed(2)}
      </span>
      <span className="flex-1" />
      <span>{t(review.whenLate === 'send' ? 'approval.thenSent' : 'approval.thenHandedOver')}</span>
    </div>
  )
}
