import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { endOtherSessions, endSession, type Session } from '../../contract/members.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { Failed } from '../app/page-states.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useText } from '../app/text.ts'
import { Table } from '../settings/paged.tsx'
import { Button } from '../ui/button.tsx'
import { Badge, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { deviceOf } from './device-name.ts'
import { sessionsQuery } from './queries.ts'

/** Where one is signed in, with a way to end each. */
export function Sessions() {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const query = useQuery(sessionsQuery)
  const after = {
    onError: (error: unknown) => say(errorText(error), 'danger'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  }
  const ending = useMutation({
    mutationFn: (sessionId: string) => call(endSession, { params: { sessionId } }),
    ...after,
  })
  const endingOthers = useMutation({
    mutationFn: () => call(endOtherSessions, {}),
    onSuccess: ({ ended }) => say(t('account.ended', { count: ended })),
    ...after,
  })
  const items = query.data?.items
  return (
    <section className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="font-semibold">{t('account.sessions')}</h2>
        {items && items.length > 1 && (
          <Button busy={endingOthers.isPending} onClick={() => endingOthers.mutate()}>
            {t('account.endOthers')}
          </Button>
        )}
      </div>
      <p className="text-n-11">{t('account.sessionsHint')}</p>
      {query.isPending && <SkeletonLines label={t('app.loading')} lines={3} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {items && (
        <Table
          heads={[
            t('account.device'),
            t('account.address'),
            t('account.signedInAt'),
            t('account.lastUsed'),
            t('app.actions'),
          ]}
        >
          {items.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              busy={ending.isPending && ending.variables === session.id}
              onEnd={() => ending.mutate(session.id)}
            />
          ))}
        </Table>
      )}
    </section>
  )
}

function SessionRow({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const t = useText()
  const device = deviceOf(session.userAgent)
  const name = device ? t('account.onSystem', device) : t('account.unknownDevice')
  return (
    <tr>
      <td className="whitespace-nowrap" title={session.userAgent}>
        {name} {session.current && <Badge tone="good">{t('account.thisSession')}</Badge>}
      </td>
      <td className="text-n-11 tabular-nums">{session.address}</td>
      <td className="whitespace-nowrap text-n-11">
        <RelativeTime at={session.createdAt} />
      </td>
      <td className="whitespace-nowrap text-n-11">
        <RelativeTime at={session.lastUsedAt} />
      </td>
      <td className="text-right">
        {!session.current && (
          <Button busy={busy} onClick={onEnd} aria-label={`${t('account.end')}: ${name}`}>
            {t('account.end')}
          </Button>
        )}
      </td>
    </tr>
  )
}
