import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, PenLine, X } from 'lucide-react'
import { type EntryExpansion, expandEntry, settleWordings } from '../../../contract/knowledge/expansion.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useCan } from '../../app/session.ts'
import { useCodeText, useText } from '../../app/text.ts'
import { useMoney } from '../../settings/models/money.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Badge, Notice, Skeleton } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { refreshKnowledge } from '../queries.ts'
import { entryExpansionQuery } from './queries.ts'

/** Wordings that a model wrote for an entry: what they are, what was dropped and why, what they cost. */
export function EntryExpansionCard({ entryId }: { entryId: string }) {
  const t = useText()
  const errorText = useErrorText()
  const expansion = useQuery(entryExpansionQuery(entryId))
  // Nothing to do and nothing to see where nobody set it up.
  if (expansion.data?.enabled === false && expansion.data.wordings.length === 0 && !expansion.data.available)
    return null
  return (
    <section aria-labelledby="entry-expansion" className="flex flex-col gap-2">
      <h3 id="entry-expansion" className="font-semibold">
        {t('expansion.title')}
      </h3>
      {expansion.isPending ? (
        <>
          <Skeleton className="h-4 w-4/5" />
          <Skeleton className="h-4 w-3/5" />
        </>
      ) : expansion.data === undefined ? (
        <Notice
          tone="danger"
          role="alert"
          action={<Button onClick={() => void expansion.refetch()}>{t('app.retry')}</Button>}
        >
          {errorText(expansion.error)}
        </Notice>
      ) : (
        <Card entryId={entryId} held={expansion.data} />
      )}
    </section>
  )
}

type Settling = { action: 'accept' | 'drop'; ids: EntryExpansion['wordings'][number]['id'][] }

function Card({ entryId, held }: { entryId: string; held: EntryExpansion }) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const codeText = useCodeText()
  const errorText = useErrorText()
  const money = useMoney(held.currency)
  const queryClient = useQueryClient()
  const { queryKey } = entryExpansionQuery(entryId)
  const take = async (now: EntryExpansion) => {
    // What was asked for before would bring the old list back for a moment.
    await queryClient.cancelQueries({ queryKey })
    queryClient.setQueryData(queryKey, now)
  }
  const onError = (error: unknown) => say(errorText(error), 'danger')
  const ask = useMutation({
    mutationFn: () => call(expandEntry, { params: { entryId } }),
    onSuccess: take,
    onError,
  })
  const settle = useMutation({
    mutationFn: (body: Settling) => call(settleWordings, { params: { entryId }, body }),
    onSuccess: async (now, { action, ids }) => {
      say(t(action === 'accept' ? 'expansion.accepted' : 'expansion.dropped', { count: ids.length }))
      await take(now)
      refreshKnowledge(queryClient)
    },
    onError,
  })
  const { wordings, state } = held
  const editable = can('knowledge:edit')
  const proposed = wordings.filter((one) => one.state === 'proposed').map(({ id }) => id)
  if (!held.enabled && wordings.length === 0)
    return (
      <>
        <p className="text-n-11">{t('expansion.off')}</p>
        {can('models:edit') && (
          <Link
            to="/settings"
            search={{ section: 'models' }}
            className="self-start text-accent underline underline-offset-2"
          >
            {t('expansion.toSettings')}
          </Link>
        )}
      </>
    )
  return (
    <>
      <div aria-live="polite" className="flex flex-col gap-2">
        {state === 'waiting' && <Badge tone="waiting">{t('expansion.writing')}</Badge>}
        {state === 'none' && <p className="text-n-11">{t('expansion.none')}</p>}
        {held.failure !== undefined && state !== 'waiting' && (
          <Notice tone="warning">
            {t(state === 'failed' ? 'expansion.failed' : 'expansion.partly', {
              why: codeText('modelFailure', held.failure),
            })}
          </Notice>
        )}
        {held.refused && <Notice tone="warning">{t('expansion.refused')}</Notice>}
      </div>
      {held.at !== undefined && (
        <p className="text-sm text-n-11 tabular">
          <Counts held={held} /> {t('expansion.cost', { cost: money(held.cost) })}
        </p>
      )}
      {wordings.length > 0 && (
        <ul aria-label={t('expansion.title')} className="flex max-h-96 flex-col gap-1 overflow-y-auto">
          {wordings.map(({ id, text, state: one }) => (
            <li
              key={id}
              className="flex items-center gap-1 border-l-2 border-n-6 pl-2 data-[in-use=true]:border-good"
              data-in-use={one === 'accepted'}
            >
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{text}</span>
              {one === 'accepted' && <Badge tone="good">{t('expansion.inUse')}</Badge>}
              {editable && one === 'proposed' && (
                <IconButton
                  label={t('expansion.acceptOne', { text })}
                  disabled={settle.isPending}
                  onClick={() => settle.mutate({ action: 'accept', ids: [id] })}
                >
                  <Check />
                </IconButton>
              )}
              {editable && (
                <IconButton
                  label={t('expansion.dropOne', { text })}
                  disabled={settle.isPending}
                  onClick={() => settle.mutate({ action: 'drop', ids: [id] })}
                >
                  <X />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {editable && (
        <div className="flex flex-wrap gap-1.5">
          {proposed.length > 0 && (
            <Button
              busy={settle.isPending}
              onClick={() => settle.mutate({ action: 'accept', ids: proposed })}
            >
              {t('expansion.acceptAll', { count: proposed.length })}
            </Button>
          )}
          {wordings.length > 0 && (
            <Button
              look="quiet"
              busy={settle.isPending}
              onClick={() => settle.mutate({ action: 'drop', ids: wordings.map(({ id }) => id) })}
            >
              {t('expansion.dropAll')}
            </Button>
          )}
          {held.enabled && state !== 'waiting' && (
            <Button
              look={wordings.length > 0 ? 'quiet' : undefined}
              icon={<PenLine />}
              busy={ask.isPending}
              disabled={!held.available}
              onClick={() => ask.mutate()}
            >
              {t(wordings.length > 0 ? 'expansion.again' : 'expansion.write')}
            </Button>
          )}
        </div>
      )}
      {held.enabled && !held.available && <p className="text-n-11">{t('expansion.noModel')}</p>}
    </>
  )
}

const dropped = ['repeated', 'neighbours', 'unsafe', 'personal', 'unfit'] as const

function Counts({ held }: { held: EntryExpansion }) {
  const t = useText()
  const gone = dropped.filter((key) => held.counts[key] > 0)
  return (
    <>
      {t('expansion.received', { count: held.counts.received })}
      {gone.map((key) => ` · ${t(`expansion.${key}`, { count: held.counts[key] })}`)}
      {held.heldOut !== undefined &&
        ` · ${t('expansion.heldOut', {
          labelled: held.heldOut.labelled,
          before: held.heldOut.rightBefore,
          after: held.heldOut.rightAfter,
        })}`}
      {' · '}
    </>
  )
}
