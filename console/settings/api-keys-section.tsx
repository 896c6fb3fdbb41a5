import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { type Permission, permissions } from '../../contract/permissions.ts'
import { type ApiKey, createApiKey, revokeApiKey } from '../../contract/tenants.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan, useMe } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Confirm, Dialog } from '../ui/dialog.tsx'
import { Check, Field, Input } from '../ui/field.tsx'
import { Badge, EmptyState, Notice } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { Paged, Table } from './paged.tsx'
import { apiKeysQuery } from './queries.ts'
import { Secret } from './secret.tsx'

/** Keys by which programs call the API. */
export function ApiKeysSection() {
  const t = useText()
  const query = useInfiniteQuery(apiKeysQuery)
  const [creating, setCreating] = useState(false)
  const create = (
    <Button look="primary" icon={<Plus />} className="self-start" onClick={() => setCreating(true)}>
      {t('apiKey.create')}
    </Button>
  )
  return (
    <div className="flex flex-col gap-3">
      {create}
      <Paged
        query={query}
        empty={
          <EmptyState icon={<KeyRound />} title={t('apiKey.empty')}>
            {t('apiKey.emptyHint')}
          </EmptyState>
        }
      >
        {(keys) => (
          <Table
            heads={[
              t('apiKey.name'),
              t('apiKey.key'),
              t('apiKey.permissions'),
              t('apiKey.used'),
              t('app.actions'),
            ]}
          >
            {keys.map((key) => (
              <KeyRow key={key.id} apiKey={key} />
            ))}
          </Table>
        )}
      </Paged>
      {creating && <CreateKey onClose={() => setCreating(false)} />}
    </div>
  )
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const revoke = useMutation({
    mutationFn: () => call(revokeApiKey, { params: { apiKeyId: apiKey.id } }),
    onError: (error) => say(errorText(error), 'danger'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  })
  return (
    <tr className="align-top">
      <td className="font-medium">{apiKey.name}</td>
      <td className="font-mono text-sm">{apiKey.prefix}…</td>
      <td>
        <span className="flex flex-wrap gap-1">
          {apiKey.permissions.map((permission) => (
            <Badge key={permission}>{t(`permission.${permission}`)}</Badge>
          ))}
        </span>
      </td>
      <td className="whitespace-nowrap text-n-11">
        {apiKey.lastUsedAt ? <RelativeTime at={apiKey.lastUsedAt} /> : t('apiKey.never')}
      </td>
      <td className="text-right">
        <Button busy={revoke.isPending} onClick={() => setAsking(true)}>
          {t('apiKey.revoke')}
        </Button>
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={t('apiKey.revokeTitle', { name: apiKey.name })}
          description={t('apiKey.revokeHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('apiKey.revoke')}
          onConfirm={() => revoke.mutate()}
        />
      </td>
    </tr>
  )
}

function CreateKey({ onClose }: { onClose: () => void }) {
  const t = useText()
  const queryClient = useQueryClient()
  const formId = useId()
  const creating = useMutation({
    mutationFn: (body: { name: string; permissions: Permission[] }) => call(createApiKey, { body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  })
  const [ready, setReady] = useState(false)
  const secret = creating.data?.secret
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={secret ? t('apiKey.secretTitle') : t('apiKey.create')}
      description={secret ? t('apiKey.secretHint') : undefined}
      closeLabel={t('app.close')}
      footer={
        secret ? (
          <Button look="primary" onClick={onClose}>
            {t('app.done')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('app.cancel')}</Button>
            <Button type="submit" form={formId} look="primary" busy={creating.isPending} disabled={!ready}>
              {t('apiKey.create')}
            </Button>
          </>
        )
      }
    >
      {secret ? (
        <Secret label={t('apiKey.secretTitle')} text={secret} />
      ) : (
        <KeyForm id={formId} error={creating.error} onReady={setReady} onSubmit={creating.mutate} />
      )}
    </Dialog>
  )
}

function KeyForm({
  id,
  error,
  onReady,
  onSubmit,
}: {
  id: string
  error: unknown
  onReady: (ready: boolean) => void
  onSubmit: (body: { name: string; permissions: Permission[] }) => void
}) {
  const t = useText()
  const can = useCan()
  const me = useMe()
  const errorText = useErrorText()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly Permission[]>([])
  const update = (nextName: string, nextChosen: readonly Permission[]) => {
    setName(nextName)
    setChosen(nextChosen)
    onReady(nextName.trim() !== '' && nextChosen.length > 0)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit({ name: name.trim(), permissions: [...chosen] })
  }
  return (
    <form id={id} onSubmit={submit} className="flex flex-col gap-3">
      {error ? (
        <Notice tone="danger" role="alert">
          {errorText(error)}
        </Notice>
      ) : null}
      <Field label={t('apiKey.name')}>
        {(control) => (
          <Input
            {...control}
            required
            maxLength={200}
            value={name}
            placeholder={me.tenant.slug}
            onChange={(event) => update(event.target.value, chosen)}
          />
        )}
      </Field>
      <fieldset>
        <legend className="pb-1 text-sm font-medium text-n-11">{t('apiKey.permissions')}</legend>
        <div className="grid gap-x-4 sm:grid-cols-2">
          {permissions.filter(can).map((permission) => (
            <Check
              key={permission}
              label={t(`permission.${permission}`)}
              checked={chosen.includes(permission)}
              onChange={(event) =>
                update(
                  name,
                  event.target.checked ? [...chosen, permission] : chosen.filter((one) => one !== permission),
                )
              }
            />
          ))}
        </div>
      </fieldset>
    </form>
  )
}
