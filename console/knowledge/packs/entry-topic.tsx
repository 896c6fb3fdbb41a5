import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type EntryTopic, setEntryTopic } from '../../../contract/knowledge/packs.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useActorName } from '../../app/names.ts'
import { useCan } from '../../app/session.ts'
import { useLocale, useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Badge, Notice, Skeleton } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { PackDialog } from './pack-dialog.tsx'
import { entryTopicQuery, packsQuery, refreshPacks } from './queries.ts'
import { TopicPicker } from './topic-picker.tsx'

/** The topic an entry inherits wordings from: what they are, and the ways to take it away or pick another. */
export function EntryTopicCard({ entryId }: { entryId: string }) {
  const t = useText()
  const errorText = useErrorText()
  const topic = useQuery(entryTopicQuery(entryId))
  return (
    <section aria-labelledby="entry-topic" className="flex flex-col gap-2">
      <h3 id="entry-topic" className="font-semibold">
        {t('topic.title')}
      </h3>
      {topic.isPending ? (
        <>
          <Skeleton className="h-4 w-4/5" />
          <Skeleton className="h-4 w-3/5" />
        </>
      ) : topic.data === undefined ? (
        <Notice
          tone="danger"
          role="alert"
          action={<Button onClick={() => void topic.refetch()}>{t('app.retry')}</Button>}
        >
          {errorText(topic.error)}
        </Notice>
      ) : (
        <Card entryId={entryId} held={topic.data} />
      )}
    </section>
  )
}

function Card({ entryId, held }: { entryId: string; held: EntryTopic }) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [picking, setPicking] = useState(false)
  const [choosing, setChoosing] = useState(false)
  const change = useMutation({
    mutationFn: (topic: string | null) => call(setEntryTopic, { params: { entryId }, body: { topic } }),
    onSuccess: (now, topic) => {
      say(
        t(
          topic === null
            ? 'topic.taken'
            : topic === held.topic?.id && held.state === 'suggested'
              ? 'topic.kept'
              : 'topic.given',
        ),
      )
      setPicking(false)
      queryClient.setQueryData(entryTopicQuery(entryId).queryKey, now)
      refreshPacks(queryClient)
    },
    onError: (error) => say(errorText(error), 'danger'),
  })
  const { topic, state } = held
  const editable = can('knowledge:edit')
  const inUse = state === 'suggested' || state === 'confirmed'
  return (
    <>
      {topic !== undefined && <Topic held={held} topic={topic} />}
      {!held.offered && <p className="text-n-11">{t('topic.notOffered')}</p>}
      {held.offered && state === 'none' && <p className="text-n-11">{t('topic.none')}</p>}
      {state === 'undone' && <p className="text-n-11">{t('topic.wasUndone')}</p>}
      {editable && (
        <div className="flex flex-wrap gap-1.5">
          {!held.offered && <Button onClick={() => setChoosing(true)}>{t('packs.open')}</Button>}
          {inUse && (
            <Button busy={change.isPending} onClick={() => change.mutate(null)}>
              {t('topic.undo')}
            </Button>
          )}
          {state === 'suggested' && topic && (
            <Button look="quiet" busy={change.isPending} onClick={() => change.mutate(topic.id)}>
              {t('topic.confirm')}
            </Button>
          )}
          {state === 'undone' && topic && (
            <Button busy={change.isPending} onClick={() => change.mutate(topic.id)}>
              {t('topic.redo')}
            </Button>
          )}
          {held.offered && (
            <Button look="quiet" aria-expanded={picking} onClick={() => setPicking(!picking)}>
              {t(topic === undefined ? 'topic.pick' : 'topic.pickOther')}
            </Button>
          )}
        </div>
      )}
      {picking && (
        <TopicPicker
          entryId={entryId}
          current={inUse ? topic?.id : undefined}
          busy={change.isPending}
          onPick={change.mutate}
        />
      )}
      {choosing && (
        <PackDialog
          onClose={() => {
            setChoosing(false)
            void queryClient.invalidateQueries({ queryKey: packsQuery.queryKey })
          }}
        />
      )}
    </>
  )
}

function Topic({ held, topic }: { held: EntryTopic; topic: NonNullable<EntryTopic['topic']> }) {
  const t = useText()
  const locale = useLocale()
  const actorName = useActorName()
  const question =
    locale === 'zh-CN' ? (topic.question.zh ?? topic.question.en) : (topic.question.en ?? topic.question.zh)
  const by = actorName(held.changedBy ?? '')
  return (
    <div className="flex flex-col gap-2 rounded-md border bg-n-1 px-3 py-2">
      <p className={held.state === 'undone' ? 'text-n-11 line-through' : 'font-medium'}>{question}</p>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-n-11">
        {t('topic.from', { trade: t(`packs.trade.${topic.trade}`) })}
        {held.confidence !== undefined && (
          <Badge tone={held.confidence >= 0.8 ? 'good' : 'neutral'}>
            {t('topic.sure', { share: `${Math.round(held.confidence * 100)} %` })}
          </Badge>
        )}
        {held.state === 'confirmed' && <Badge tone="good">{t('topic.chosenBy', { name: by })}</Badge>}
        {held.state === 'undone' && <Badge>{t('topic.undoneBy', { name: by })}</Badge>}
      </span>
      {held.examples.length > 0 && (
        <>
          <span className="text-sm text-n-11 tabular">
            {t('topic.inherited', { count: held.inherited })} · {t('topic.examples')}
          </span>
          <ul className="flex flex-col gap-1">
            {held.examples.map(({ text }) => (
              <li key={text} className="border-l-2 border-n-6 pl-2 [overflow-wrap:anywhere]">
                {text}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
