import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Plus } from 'lucide-react'
import { useState } from 'react'
import {
  type ModelEndpoint,
  orderModelEndpoints,
  removeModelEndpoint,
  testModelEndpoint,
} from '../../../contract/settings/models.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { Failed } from '../../app/page-states.tsx'
import { useCodeText, useText } from '../../app/text.ts'
import { ExpansionSettings } from '../../knowledge/expansion/expansion-form.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Badge, SkeletonLines } from '../../ui/states.tsx'
import { Tip } from '../../ui/tip.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Table } from '../paged.tsx'
import { EndpointDialog } from './endpoint-dialog.tsx'
import { LimitsForm } from './limits-form.tsx'
import { useMoney } from './money.ts'
import { endpointsQuery, modelSettingsQuery } from './queries.ts'
import { Usage } from './usage.tsx'
import { VectorStatus } from './vector-status.tsx'

/** The models a tenant lets work for it, what they may cost, and what they did. */
export function ModelsSection() {
  const t = useText()
  const query = useQuery(endpointsQuery)
  const settings = useQuery(modelSettingsQuery)
  const [edited, setEdited] = useState<ModelEndpoint | 'new'>()
  const items = query.data?.items ?? []
  const error = query.error ?? settings.error
  const add = (
    <Button look="primary" icon={<Plus />} className="self-start" onClick={() => setEdited('new')}>
      {t('models.add')}
    </Button>
  )
  return (
    <div className="flex flex-col gap-8">
      <section className="flex flex-col gap-3">
        <p className="max-w-160 text-n-11">{t('models.hint')}</p>
        {!error && (query.isPending || settings.isPending) && (
          <SkeletonLines label={t('app.loading')} lines={4} />
        )}
        {error && (
          <Failed
            error={error}
            retry={() => {
              void query.refetch()
              void settings.refetch()
            }}
          />
        )}
        {query.data &&
          settings.data &&
          (items.length === 0 ? (
            <div className="flex max-w-160 flex-col gap-3 rounded-md border bg-n-2 p-4">
              <h2 className="font-medium">{t('models.emptyTitle')}</h2>
              <p className="text-n-11">{t('models.emptyHint')}</p>
              {add}
            </div>
          ) : (
            <>
              <Table
                lead={2}
                heads={[
                  t('models.order'),
                  t('models.model'),
                  t('models.jobs'),
                  t('models.price'),
                  t('models.state'),
                  t('app.actions'),
                ]}
              >
                {items.map((endpoint, index) => (
                  <EndpointRow
                    key={endpoint.id}
                    endpoint={endpoint}
                    items={items}
                    index={index}
                    currency={settings.data.currency}
                    onEdit={() => setEdited(endpoint)}
                  />
                ))}
              </Table>
              {add}
            </>
          ))}
      </section>
      {items.length > 0 && settings.data && (
        <LimitsForm key={settings.data.version} settings={settings.data} endpoints={items} />
      )}
      {items.some(({ abilities, enabled }) => enabled && abilities.includes('embedding')) && <VectorStatus />}
      {items.length > 0 && <ExpansionSettings />}
      {items.length > 0 && settings.data && <Usage settings={settings.data} />}
      {edited && (
        <EndpointDialog
          endpoint={edited === 'new' ? undefined : edited}
          currency={settings.data?.currency ?? 'CNY'}
          onClose={() => setEdited(undefined)}
        />
      )}
    </div>
  )
}

function EndpointRow({
  endpoint,
  items,
  index,
  currency,
  onEdit,
}: {
  endpoint: ModelEndpoint
  items: readonly ModelEndpoint[]
  index: number
  currency: string
  onEdit: () => void
}) {
  const t = useText()
  const codeText = useCodeText()
  const say = useToast()
  const money = useMoney(currency)
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const params = { modelEndpointId: endpoint.id }
  const onError = (error: unknown) => say(errorText(error), 'danger')
  const again = () => queryClient.invalidateQueries({ queryKey: endpointsQuery.queryKey })
  const testing = useMutation({
    mutationFn: () => call(testModelEndpoint, { params }),
    onError,
    onSettled: again,
  })
  const removing = useMutation({
    mutationFn: () => call(removeModelEndpoint, { params }),
    onError,
    onSettled: again,
  })
  const moving = useMutation({
    mutationFn: (to: number) => {
      const ids = items.map(({ id }) => id).filter((id) => id !== endpoint.id)
      return call(orderModelEndpoints, { body: { ids: ids.toSpliced(to, 0, endpoint.id) } })
    },
    onError,
    onSettled: again,
  })
  return (
    <tr>
      <td className="whitespace-nowrap">
        <IconButton
          label={t('models.up', { name: endpoint.name })}
          disabled={index === 0 || moving.isPending}
          onClick={() => moving.mutate(index - 1)}
        >
          <ArrowUp />
        </IconButton>
        <IconButton
          label={t('models.down', { name: endpoint.name })}
          disabled={index === items.length - 1 || moving.isPending}
          onClick={() => moving.mutate(index + 1)}
        >
          <ArrowDown />
        </IconButton>
      </td>
      <td>
        <span className="flex flex-col">
          <span className="font-medium">{endpoint.name}</span>
          <span className="text-sm text-n-11 [overflow-wrap:anywhere]">{endpoint.model}</span>
        </span>
      </td>
      <td>
        <span className="flex flex-wrap gap-1">
          {endpoint.tiers.map((tier) => (
            <Badge key={tier}>{t(`modelTier.${tier}`)}</Badge>
          ))}
          {endpoint.own && <Badge tone="accent">{t('models.ownBadge')}</Badge>}
          {!endpoint.enabled && <Badge tone="warning">{t('models.off')}</Badge>}
        </span>
      </td>
      <td className="whitespace-nowrap tabular-nums">
        {endpoint.inputPrice === 0 && endpoint.outputPrice === 0
          ? t('models.free')
          : `${money(endpoint.inputPrice)} / ${money(endpoint.outputPrice)}`}
      </td>
      <td>
        <span className="flex flex-wrap gap-1" role="status">
          {endpoint.tests === undefined ? (
            <span className="text-n-11">{t('models.untested')}</span>
          ) : (
            endpoint.tests.results.map((test) => (
              <Tip
                key={test.ability}
                text={
                  test.passed
                    ? t('models.passed', { seconds: (test.tookMs / 1_000).toFixed(1) })
                    : codeText('modelFailure', test.failure ?? 'invalid-output')
                }
              >
                <span tabIndex={0} className="rounded-sm">
                  <Badge tone={test.passed ? 'good' : 'danger'}>
                    {t(`modelAbility.${test.ability}`)}
                    {test.passed ? ' ✓' : ' ✕'}
                  </Badge>
                </span>
              </Tip>
            ))
          )}
        </span>
        {endpoint.tests?.results.some(({ passed }) => !passed) && (
          <p className="pt-1 text-sm text-danger">
            {codeText(
              'modelFailure',
              endpoint.tests.results.find(({ passed }) => !passed)?.failure ?? 'invalid-output',
            )}
          </p>
        )}
      </td>
      <td>
        <span className="flex justify-end gap-2">
          <Button busy={testing.isPending} onClick={() => testing.mutate()}>
            {t('models.test')}
          </Button>
          <Button onClick={onEdit}>{t('role.edit')}</Button>
          <Button busy={removing.isPending} onClick={() => setAsking(true)}>
            {t('role.remove')}
          </Button>
        </span>
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={t('models.removeTitle', { name: endpoint.name })}
          description={t('models.removeHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('role.remove')}
          onConfirm={() => removing.mutate()}
        />
      </td>
    </tr>
  )
}
