import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getSignInSettings, updateSignInSettings } from '../../../contract/sign-in.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { Failed } from '../../app/page-states.tsx'
import { meQuery } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Check } from '../../ui/field.tsx'
import { Notice, SkeletonLines } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Providers } from './providers.tsx'

const settingsQuery = queryOptions({
  queryKey: ['sign-in-settings'],
  queryFn: ({ signal }) => call(getSignInSettings, { signal }),
})

/** What the tenant asks of who signs in. */
export function SignInSection() {
  const t = useText()
  const query = useQuery(settingsQuery)
  if (query.isPending) return <SkeletonLines label={t('app.loading')} lines={3} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  return (
    <div className="flex flex-col gap-8">
      <SecondFactorRule />
      <Providers />
    </div>
  )
}

function SecondFactorRule() {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const { data } = useQuery(settingsQuery)
  const saving = useMutation({
    mutationFn: (secondFactorRequired: boolean) =>
      call(updateSignInSettings, { body: { secondFactorRequired }, ifMatch: data?.version ?? 1 }),
    onSuccess: (settings) => {
      queryClient.setQueryData(settingsQuery.queryKey, settings)
      say(t('settings.saved'))
      // Whoever has none yet is asked for it at once, oneself too.
      void queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
    },
    onError: (error) => {
      say(errorText(error), 'danger')
      void queryClient.invalidateQueries({ queryKey: settingsQuery.queryKey })
    },
  })
  if (!data) return null
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('factor.title')}</h2>
      <Check
        label={t('factor.require')}
        checked={data.secondFactorRequired}
        disabled={saving.isPending}
        onChange={(event) => saving.mutate(event.target.checked)}
      />
      <Notice>{t('factor.without', { count: data.membersWithout })}</Notice>
    </section>
  )
}
