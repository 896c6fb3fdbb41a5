import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { getRetention, type Retention, updateRetention } from '../../../contract/settings/privacy.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { Failed } from '../../app/page-states.tsx'
import { RelativeTime } from '../../app/relative-time.tsx'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice, SkeletonLines } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { CustomerData } from './customer-data.tsx'

const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: ({ signal }) => call(getRetention, { signal }),
})

/** How long is kept what, and one customer's data. */
export function RetentionSection() {
  const t = useText()
  const can = useCan()
  const query = useQuery(retentionQuery)
  return (
    <div className="flex flex-col gap-8">
      {query.isPending && <SkeletonLines label={t('app.loading')} lines={4} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data && <Days key={query.data.version} retention={query.data} />}
      {can('customers:erase') && <CustomerData />}
    </div>
  )
}

const kinds = ['conversationDays', 'decisionDays', 'fileDays'] as const

function Days({ retention }: { retention: Retention }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [days, setDays] = useState({
    conversationDays: retention.conversationDays,
    decisionDays: retention.decisionDays,
    fileDays: retention.fileDays,
  })
  const saving = useMutation({
    mutationFn: () => call(updateRetention, { body: days, ifMatch: retention.version }),
    onSuccess: (saved) => {
      queryClient.setQueryData(retentionQuery.queryKey, saved)
      say(t('settings.saved'))
    },
  })
  const shorter = kinds.some((kind) => days[kind] !== null && days[kind] !== retention[kind])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (shorter) setAsking(true)
    else saving.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <p className="max-w-160 text-n-11">{t('retention.hint')}</p>
      {saving.error && (
        <Notice tone="danger" role="alert">
          {errorText(saving.error)}
        </Notice>
      )}
      <div className="grid gap-3 sm:grid-cols-3">
        {kinds.map((kind) => (
          <TextField
            key={kind}
            label={t(`retention.${kind}`)}
            hint={t('retention.daysHint')}
            type="number"
            min={1}
            max={3650}
            placeholder={t('retention.forever')}
            value={days[kind] ?? ''}
            onChange={(event) =>
              setDays({
                ...days,
                [kind]: Number.isNaN(event.target.valueAsNumber) ? null : event.target.valueAsNumber,
              })
            }
          />
        ))}
      </div>
      <Button type="submit" look="primary" busy={saving.isPending} className="self-start">
        {t('app.save')}
      </Button>
      {retention.lastRun && (
        <p className="text-n-11">
          <RelativeTime at={retention.lastRun.at} />{' '}
          {t('retention.lastRun', {
            conversations: retention.lastRun.conversations,
            decisions: retention.lastRun.decisions,
            files: retention.lastRun.files,
          })}
        </p>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('retention.confirmTitle')}
        description={t('retention.confirmHint')}
        cancelLabel={t('app.cancel')}
        confirmLabel={t('app.save')}
        onConfirm={() => saving.mutate()}
      />
    </form>
  )
}
