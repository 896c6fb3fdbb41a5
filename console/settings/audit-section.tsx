import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { exportAuditEvents, listAuditEvents, listMembers } from '../../contract/tenants.ts'
import { call, routeAddress } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useActorName } from '../app/names.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useCodes, useCodeText, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select, TextField } from '../ui/field.tsx'
import { saveAs } from '../ui/save-as.ts'
import { EmptyState } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { useDetailText } from './audit-detail.ts'
import { Paged, Table } from './paged.tsx'

interface Filter {
  action: string
  actor: string
  from: string
  until: string
}
const none: Filter = { action: '', actor: '', from: '', until: '' }

/** The filter as the server takes it: days become moments, what is empty is left out. */
function queryOf({ action, actor, from, until }: Filter) {
  const dayEnd = (day: string) => new Date(new Date(`${day}T00:00:00`).getTime() + 86_400_000).toISOString()
  return {
    action: action || undefined,
    actor: actor || undefined,
    from: from ? new Date(`${from}T00:00:00`).toISOString() : undefined,
    until: until ? dayEnd(until) : undefined,
  }
}

/** Who did what, newest first; by action, person and time, and as a file. */
export function AuditSection() {
  const t = useText()
  const codeText = useCodeText()
  const actorName = useActorName()
  const detailText = useDetailText()
  const say = useToast()
  const errorText = useErrorText()
  const [filter, setFilter] = useState(none)
  const asked = queryOf(filter)
  const query = useInfiniteQuery({
    queryKey: ['audit', asked],
    queryFn: ({ pageParam, signal }) =>
      call(listAuditEvents, { query: { ...asked, after: pageParam, limit: 100 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: { next?: string }) => page.next,
  })
  const exporting = useMutation({
    mutationFn: async () => {
      const response = await fetch(routeAddress(exportAuditEvents.path, {}, asked))
      if (!response.ok) throw new Error(response.statusText)
      saveAs(await response.blob(), 'audit.csv')
    },
    onError: (error) => say(errorText(error), 'danger'),
  })
  return (
    <div className="flex flex-col gap-3">
      <Filters filter={filter} onChange={setFilter}>
        <Button
          icon={<Download />}
          className="h-8"
          busy={exporting.isPending}
          onClick={() => exporting.mutate()}
        >
          {t('audit.export')}
        </Button>
      </Filters>
      <Paged
        query={query}
        empty={<EmptyState title={t(filter === none ? 'audit.empty' : 'audit.noMatch')} />}
      >
        {(events) => (
          <Table
            lead={3}
            heads={[t('audit.when'), t('audit.who'), t('audit.what'), t('audit.target'), t('audit.detail')]}
          >
            {events.map((event) => (
              <tr key={event.id} className="align-top">
                <td className="whitespace-nowrap text-n-11">
                  <RelativeTime at={event.occurredAt} />
                </td>
                <td className="whitespace-nowrap">{actorName(event.actor.name)}</td>
                <td className="md:whitespace-nowrap">{codeText('action', event.action)}</td>
                <td className="text-n-11" title={event.target?.id}>
                  {event.target && codeText('target', event.target.kind)}
                </td>
                <td className="text-sm [overflow-wrap:anywhere] text-n-11">{detailText(event.detail)}</td>
              </tr>
            ))}
          </Table>
        )}
      </Paged>
    </div>
  )
}

function Filters({
  filter,
  onChange,
  children,
}: {
  filter: Filter
  onChange: (filter: Filter) => void
  children: React.ReactNode
}) {
  const t = useText()
  const can = useCan()
  const codeText = useCodeText()
  const actions = useCodes('action')
  const members = useQuery({
    queryKey: ['members', 'names'],
    queryFn: ({ signal }) => call(listMembers, { query: { limit: 200 }, signal }),
    enabled: can('members:read'),
  })
  const set = (change: Partial<Filter>) => onChange({ ...filter, ...change })
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Field label={t('audit.what')}>
        {(control) => (
          <Select
            {...control}
            className="max-w-56"
            value={filter.action}
            onChange={(event) => set({ action: event.target.value })}
          >
            <option value="">{t('audit.all')}</option>
            {actions.map((action) => (
              <option key={action} value={action}>
                {codeText('action', action)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {members.data && (
        <Field label={t('audit.who')}>
          {(control) => (
            <Select
              {...control}
              className="max-w-48"
              value={filter.actor}
              onChange={(event) => set({ actor: event.target.value })}
            >
              <option value="">{t('audit.all')}</option>
              {members.data.items.map((member) => (
                <option key={member.id} value={member.id}>
                  {member.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {(['from', 'until'] as const).map((end) => (
        <TextField
          key={end}
          label={t(`audit.${end}`)}
          type="date"
          value={filter[end]}
          onChange={(event) => set({ [end]: event.target.value })}
        />
      ))}
      {children}
    </div>
  )
}
