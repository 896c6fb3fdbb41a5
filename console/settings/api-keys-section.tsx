import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Permission } from '../../contract/permissions.ts'
import { type ApiKey, createApiKey, revokeApiKey } from '../../contract/tenants.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { FormDialog } from '../app/form-dialog.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useMe } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Confirm, Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Badge, EmptyState } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { Paged, Table } from './paged.tsx'
import { PermissionChecks } from './permission-checks.tsx'
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

/** What it is for and what it may do, then the key itself, this once. */
function CreateKey({ onClose }: { onClose: () => void }) {
  const t = useText()
  const me = useMe()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly Permission[]>([])
  const creating = useMutation({
    mutationFn: () => call(createApiKey, { body: { name: name.trim(), permissions: [...chosen] } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  })
  if (creating.data)
    return (
      <Dialog
        open
        onOpenChange={(open) => !open && onClose()}
        title={t('apiKey.secretTitle')}
        description={t('apiKey.secretHint')}
        closeLabel={t('app.close')}
        footer={
          <Button look="primary" onClick={onClose}>
            {t('app.done')}
          </Button>
        }
      >
        <Secret label={t('apiKey.secretTitle')} text={creating.data.secret} />
      </Dialog>
    )
  return (
    <FormDialog
      title={t('apiKey.create')}
      submitLabel={t('apiKey.create')}
      disabled={name.trim() === '' || chosen.length === 0}
      busy={creating.isPending}
      error={creating.error}
      onSubmit={() => creating.mutate()}
      onClose={onClose}
    >
      <TextField
        label={t('apiKey.name')}
        required
        maxLength={200}
        value={name}
        placeholder={me.tenant.slug}
        onChange={(event) => setName(event.target.value)}
      />
      <PermissionChecks label={t('apiKey.permissions')} chosen={chosen} onChange={setChosen} />
    </FormDialog>
  )
}
