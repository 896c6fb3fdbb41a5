import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Ban, Check, SkipForward, Tags, Undo2, X } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import {
  labelQuestion,
  listQuestionsToLabel,
  type QuestionToLabel,
  unlabelQuestion,
} from '../../contract/training/worklist.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { Failed } from '../app/page-states.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useText } from '../app/text.ts'
import { useKeys } from '../desk/use-keys.ts'
import { Button } from '../ui/button.tsx'
import { Badge, EmptyState, Notice, SkeletonLines } from '../ui/states.tsx'
import { EntryPicker, type PickedEntry } from '../worklist/entry-picker.tsx'
import { ImproveTabs } from '../worklist/improve-tabs.tsx'

const labellingQuery = queryOptions({
  queryKey: ['labelling'],
  queryFn: ({ signal }) => call(listQuestionsToLabel, { query: { limit: 20 }, signal }),
  // A card in the hand must not change; the next ones are asked for when these are through.
  staleTime: Number.POSITIVE_INFINITY,
})

type Label = z.input<(typeof labelQuestion)['body']>
type Counts = z.output<(typeof listQuestionsToLabel)['reply']>['counts']

/** Single questions, one after the other, each worth a person's word. */
export function LabellingPage() {
  const t = useText()
  usePageTitle(t('labelling.title'))
  const queue = useQuery(labellingQuery)
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">{t('labelling.title')}</h1>
      <ImproveTabs>{queue.data && <CountLine counts={queue.data.counts} />}</ImproveTabs>
      {queue.isPending ? (
        <SkeletonLines label={t('app.loading')} lines={8} />
      ) : queue.isError && !queue.data ? (
        <Failed error={queue.error} retry={() => void queue.refetch()} />
      ) : (
        <Queue
          key={queue.dataUpdatedAt}
          items={queue.data.items}
          more={() => void queue.refetch()}
          loading={queue.isFetching}
        />
      )}
    </div>
  )
}

function CountLine({ counts }: { counts: Counts }) {
  const t = useText()
  const agreement = counts.shared === 0 ? undefined : Math.round((counts.agreed / counts.shared) * 100)
  return (
    <span className="text-sm text-n-11 tabular">
      {t('labelling.counts', { labelled: counts.labelled, mine: counts.mine })}
      {agreement !== undefined && (
        <span title={t('labelling.agreementHint')}>
          {' · '}
          {t('labelling.agreement', { percent: agreement, shared: counts.shared })}
        </span>
      )}
    </span>
  )
}

function Queue({
  items,
  more,
  loading,
}: {
  items: readonly QuestionToLabel[]
  more: () => void
  loading: boolean
}) {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [at, setAt] = useState(0)
  const [last, setLast] = useState<{ at: number; id: string }>()
  const item = items[at]
  const after = () => {
    void queryClient.invalidateQueries({ queryKey: ['understanding'] })
    void queryClient.invalidateQueries({ queryKey: ['calibration'] })
  }
  const label = useMutation({
    mutationFn: ({ id, body }: { id: string; body: Label; at: number }) =>
      call(labelQuestion, { params: { questionId: id }, body }),
    onSuccess: (_, done) => {
      setLast({ at: done.at, id: done.id })
      setAt(done.at + 1)
      after()
    },
  })
  const undo = useMutation({
    mutationFn: ({ id }: { at: number; id: string }) => call(unlabelQuestion, { params: { questionId: id } }),
    onSuccess: (_, undone) => {
      setAt(undone.at)
      setLast(undefined)
      after()
    },
  })
  const busy = label.isPending || undo.isPending
  const say = (body: Label) => item && !busy && label.mutate({ id: item.id, body, at })
  const skip = () => item && setAt(at + 1)
  const takeBack = () => last && !busy && undo.mutate(last)
  useKeys({ s: skip, z: takeBack })
  if (items.length === 0)
    return (
      <EmptyState icon={<Tags />} title={t('labelling.empty')}>
        {t('labelling.emptyHint')}
      </EmptyState>
    )
  const error = label.error ?? undo.error
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex w-full max-w-[760px] flex-col gap-3 p-4">
        {error !== null && (
          <Notice tone="danger" role="alert">
            {errorText(error)}
          </Notice>
        )}
        {item ? (
          <Card key={item.id} item={item} busy={busy} say={say} />
        ) : (
          <EmptyState
            icon={<Check />}
            title={t('labelling.through')}
            action={
              <Button look="primary" onClick={more} busy={loading}>
                {t('labelling.more')}
              </Button>
            }
          />
        )}
        <div className="flex items-center gap-2">
          {item && (
            <Button icon={<SkipForward />} shortcut="s" onClick={skip}>
              {t('labelling.skip')}
            </Button>
          )}
          {last && (
            <Button icon={<Undo2 />} shortcut="z" onClick={takeBack} busy={undo.isPending}>
              {t('worklist.undo')}
            </Button>
          )}
          <span className="flex-1" />
          <span className="text-sm text-n-11 tabular">
            {Math.min(at + 1, items.length)} / {items.length}
          </span>
        </div>
      </div>
    </div>
  )
}

function Card({ item, busy, say }: { item: QuestionToLabel; busy: boolean; say: (label: Label) => void }) {
  const t = useText()
  const first = item.likely[0]
  const [picked, setPicked] = useState<PickedEntry | undefined>(
    first && { id: first.entryId, title: first.title },
  )
  const right = () => picked && say({ verdict: 'entry', entryId: picked.id })
  const refuse = () => say({ verdict: 'out-of-scope' })
  const wrong = () => say({ verdict: 'wrong' })
  const picks = item.likely.map((entry, at) => [
    String(at + 1),
    () => setPicked({ id: entry.entryId, title: entry.title }),
  ])
  useKeys({ y: right, o: refuse, x: wrong, ...Object.fromEntries(picks) })
  return (
    <article className="flex flex-col gap-3 rounded-lg border p-4" aria-label={t('labelling.card')}>
      <p className="text-lg [overflow-wrap:anywhere] whitespace-pre-wrap">{item.text}</p>
      <p className="flex flex-wrap items-center gap-x-2 text-sm text-n-11">
        <Badge tone={item.answered ? 'good' : 'warning'}>
          {t(item.answered ? 'labelling.wouldAnswer' : 'labelling.wouldNot')}
        </Badge>
        <span className="tabular" title={t('labelling.confidenceHint')}>
          {item.confidence.toFixed(2)} {item.answered ? '≥' : '<'} {item.threshold.toFixed(2)}
        </span>
        <RelativeTime at={item.occurredAt} />
        {item.second && <Badge tone="waiting">{t('labelling.second')}</Badge>}
      </p>
      {item.answer && (
        <div className="rounded-md bg-n-2 px-3 py-2">
          <p className="line-clamp-3 [overflow-wrap:anywhere]">{item.answer}</p>
        </div>
      )}
      <EntryPicker likely={item.likely} picked={picked} onPick={setPicked} disabled={busy} />
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          icon={<Check />}
          shortcut="y"
          onClick={right}
          disabled={busy || !picked}
          title={picked?.title}
        >
          {t(picked && picked.id !== first?.entryId ? 'labelling.isThis' : 'labelling.right')}
        </Button>
        <Button icon={<Ban />} shortcut="o" onClick={refuse} disabled={busy}>
          {t('worklist.action.out-of-scope')}
        </Button>
        <Button icon={<X />} shortcut="x" onClick={wrong} disabled={busy} title={t('labelling.wrongHint')}>
          {t('labelling.wrong')}
        </Button>
      </div>
    </article>
  )
}
