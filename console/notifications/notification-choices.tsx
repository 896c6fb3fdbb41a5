import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BellRing } from 'lucide-react'
import { useState } from 'react'
import {
  type NotificationPreferences,
  updateNotificationPreferences,
} from '../../contract/workspace/notification-preferences.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { Failed } from '../app/page-states.tsx'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Check } from '../ui/field.tsx'
import { Notice, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { alertPermission } from './alerts/show-alert.ts'
import { preferencesQuery } from './queries.ts'

const kinds = ['assigned', 'reply', 'mention', 'queue'] as const
const manners = ['sound', 'content'] as const

/** Of what one's own browser tells while one looks elsewhere. It is asked for permission here, by a click, and nowhere else. */
export function NotificationChoices() {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const kept = useQuery(preferencesQuery)
  // At once, as it is meant; what the server says holds.
  const [wanted, setWanted] = useState<NotificationPreferences>()
  const saving = useMutation({
    mutationFn: (document: NotificationPreferences) =>
      call(updateNotificationPreferences, { body: document }),
    // One after the other: the last one stays.
    scope: { id: 'notification-preferences' },
    onSuccess: (changed) => queryClient.setQueryData(preferencesQuery.queryKey, changed),
    onError: (error) => {
      say(errorText(error), 'danger')
      setWanted(undefined)
      void kept.refetch()
    },
  })
  const shown = wanted ?? kept.data?.document
  const check = (name: keyof NotificationPreferences) => {
    return (
      <Check
        key={name}
        label={
          <>
            {t(`alerts.${name}`)}
            {name === 'content' && <span className="block text-sm text-n-11">{t('alerts.contentHint')}</span>}
          </>
        }
        checked={shown?.[name] ?? false}
        onChange={(event) => {
          if (!shown) return
          const next = { ...shown, [name]: event.target.checked }
          setWanted(next)
          saving.mutate(next)
        }}
      />
    )
  }
  return (
    <section aria-labelledby="alerts-title" className="flex max-w-[560px] flex-col gap-3">
      <h2 id="alerts-title" className="font-semibold">
        {t('alerts.title')}
      </h2>
      <Permission />
      {kept.isPending ? (
        <SkeletonLines label={t('app.loading')} lines={4} />
      ) : kept.isError ? (
        <Failed error={kept.error} retry={() => void kept.refetch()} />
      ) : (
        <>
          <fieldset className="flex flex-col gap-1">
            <legend className="pb-1 text-sm font-medium text-n-11">{t('alerts.when')}</legend>
            {kinds.map(check)}
          </fieldset>
          <fieldset className="flex flex-col gap-1">
            <legend className="pb-1 text-sm font-medium text-n-11">{t('alerts.how')}</legend>
            {manners.map(check)}
          </fieldset>
        </>
      )}
    </section>
  )
}

/** What this browser allows, and the one button that asks it. */
function Permission() {
  const t = useText()
  const [permission, setPermission] = useState(alertPermission)
  if (permission === 'granted') return <Notice tone="good">{t('alerts.granted')}</Notice>
  if (permission === 'denied') return <Notice tone="warning">{t('alerts.denied')}</Notice>
  if (permission === 'unsupported') return <Notice>{t('alerts.unsupported')}</Notice>
  return (
    <Notice
      action={
        <Button
          look="primary"
          icon={<BellRing />}
          onClick={() => void Notification.requestPermission().then(setPermission)}
        >
          {t('alerts.allow')}
        </Button>
      }
    >
      {t('alerts.ask')}
    </Notice>
  )
}
