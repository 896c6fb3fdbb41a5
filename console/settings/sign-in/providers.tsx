import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import {
  checkOidcProvider,
  listOidcProviders,
  type OidcProvider,
  removeOidcProvider,
} from '../../../contract/identity-providers.ts'
import { permissions } from '../../../contract/permissions.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { Failed } from '../../app/page-states.tsx'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Badge, SkeletonLines } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Table } from '../paged.tsx'
import { Secret } from '../secret.tsx'
import { ProviderDialog } from './provider-dialog.tsx'

export const providersQuery = queryOptions({
  queryKey: ['oidc-providers'],
  queryFn: ({ signal }) => call(listOidcProviders, { signal }),
})

/** The company's own identity providers. */
export function Providers() {
  const t = useText()
  const can = useCan()
  const query = useQuery(providersQuery)
  const [edited, setEdited] = useState<OidcProvider | 'new'>()
  const all = permissions.every(can)
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold">{t('provider.title')}</h2>
      <p className="max-w-160 text-n-11">{t('provider.hint')}</p>
      {query.isPending && <SkeletonLines label={t('app.loading')} lines={3} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data && (
        <>
          <div className="flex flex-col gap-1">
            <span className="text-sm font-medium text-n-11">{t('provider.callback')}</span>
            <Secret label={t('provider.callback')} text={`${location.origin}${query.data.callbackPath}`} />
          </div>
          {query.data.items.length > 0 && (
            <Table heads={[t('provider.name'), t('provider.issuer'), t('app.actions')]}>
              {query.data.items.map((provider) => (
                <ProviderRow
                  key={provider.id}
                  provider={provider}
                  editable={all}
                  onEdit={() => setEdited(provider)}
                />
              ))}
            </Table>
          )}
          {all ? (
            <Button icon={<Plus />} className="self-start" onClick={() => setEdited('new')}>
              {t('provider.add')}
            </Button>
          ) : (
            <p className="text-n-11">{t('provider.allNeeded')}</p>
          )}
        </>
      )}
      {edited && (
        <ProviderDialog
          provider={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </section>
  )
}

function ProviderRow({
  provider,
  editable,
  onEdit,
}: {
  provider: OidcProvider
  editable: boolean
  onEdit: () => void
}) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const params = { oidcProviderId: provider.id }
  const onError = (error: unknown) => say(errorText(error), 'danger')
  const checking = useMutation({
    mutationFn: () => call(checkOidcProvider, { params }),
    onSuccess: () => say(t('provider.answers', { name: provider.name })),
    onError,
  })
  const removing = useMutation({
    mutationFn: () => call(removeOidcProvider, { params }),
    onError,
    onSettled: () => queryClient.invalidateQueries({ queryKey: providersQuery.queryKey }),
  })
  return (
    <tr>
      <td className="font-medium whitespace-nowrap">
        {provider.name} {!provider.enabled && <Badge>{t('provider.off')}</Badge>}
      </td>
      <td className="text-n-11 [overflow-wrap:anywhere]">{provider.issuer}</td>
      <td>
        <span className="flex justify-end gap-2">
          <Button busy={checking.isPending} onClick={() => checking.mutate()}>
            {t('provider.check')}
          </Button>
          {editable && (
            <>
              <Button onClick={onEdit}>{t('role.edit')}</Button>
              <Button busy={removing.isPending} onClick={() => setAsking(true)}>
                {t('role.remove')}
              </Button>
            </>
          )}
        </span>
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={t('provider.removeTitle', { name: provider.name })}
          description={t('provider.removeHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('role.remove')}
          onConfirm={() => removing.mutate()}
        />
      </td>
    </tr>
  )
}
