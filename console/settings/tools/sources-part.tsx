import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { addToolSource, removeToolSource, type ToolSourceView } from '../../../contract/tools/tools.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { Failed } from '../../app/page-states.tsx'
import { useCodeText, useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Field, Select, TextField } from '../../ui/field.tsx'
import { EmptyState, SkeletonLines } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Table } from '../paged.tsx'
import { toolSourcesQuery } from './queries.ts'

/** OpenAPI documents and MCP servers. */
export function SourcesPart() {
  const t = useText()
  const query = useQuery(toolSourcesQuery)
  const [adding, setAdding] = useState(false)
  const add = (
    <Button icon={<Plus />} className="self-start" onClick={() => setAdding(true)}>
      {t('tools.addSource')}
    </Button>
  )
  return (
    <>
      {query.isPending ? (
        <SkeletonLines label={t('app.loading')} lines={2} />
      ) : query.isError ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <EmptyState title={t('tools.sourceEmpty')} action={add}>
          {t('tools.sourceEmptyHint')}
        </EmptyState>
      ) : (
        <>
          {add}
          <Table
            heads={[t('tools.sourceName'), t('tools.sourceKind'), t('tools.sourceAddress'), t('app.actions')]}
          >
            {query.data.items.map((source) => (
              <SourceRow key={source.id} source={source} />
            ))}
          </Table>
        </>
      )}
      {adding && <AddSource onClose={() => setAdding(false)} />}
    </>
  )
}

function SourceRow({ source }: { source: ToolSourceView }) {
  const t = useText()
  const codeText = useCodeText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const removing = useMutation({
    mutationFn: () => call(removeToolSource, { params: { toolSourceId: source.id } }),
    onError: (error) => say(errorText(error), 'danger'),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: ['tool-sources'] })
      await queryClient.invalidateQueries({ queryKey: ['tools'] })
    },
  })
  const count = source.operations.filter((one) => one.picked).length
  return (
    <tr>
      <td className="font-medium">{source.name}</td>
      <td className="whitespace-nowrap text-n-11">
        {codeText('toolSource', source.kind)} · {t('tools.sourceTools', { count })}
      </td>
      <td className="font-mono text-sm [overflow-wrap:anywhere]">{source.address}</td>
      <td className="text-right">
        <Button busy={removing.isPending} onClick={() => setAsking(true)}>
          {t('tools.remove')}
        </Button>
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={t('tools.removeTitle', { name: source.name })}
          description={t('tools.removeHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('tools.remove')}
          onConfirm={() => removing.mutate()}
        />
      </td>
    </tr>
  )
}

function AddSource({ onClose }: { onClose: () => void }) {
  const t = useText()
  const codeText = useCodeText()
  const queryClient = useQueryClient()
  const [form, setForm] = useState({
    kind: 'openapi' as ToolSourceView['kind'],
    name: '',
    address: '',
    secretHeader: 'Authorization',
    secret: '',
    needs: 'identified' as 'identified' | 'code',
  })
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change })
  const adding = useMutation({
    mutationFn: () => {
      const { secret, secretHeader, ...rest } = form
      return call(addToolSource, { body: { ...rest, ...(secret === '' ? {} : { secret, secretHeader }) } })
    },
    onSuccess: async () => {
      onClose()
      await queryClient.invalidateQueries({ queryKey: ['tool-sources'] })
      await queryClient.invalidateQueries({ queryKey: ['tools'] })
    },
  })
  return (
    <FormDialog
      title={t('tools.addSource')}
      busy={adding.isPending}
      error={adding.error}
      onSubmit={() => adding.mutate()}
      onClose={onClose}
    >
      <Field label={t('tools.sourceKind')}>
        {(control) => (
          <Select
            {...control}
            value={form.kind}
            onChange={(event) => set({ kind: event.target.value as ToolSourceView['kind'] })}
          >
            <option value="openapi">{codeText('toolSource', 'openapi')}</option>
            <option value="mcp">{codeText('toolSource', 'mcp')}</option>
          </Select>
        )}
      </Field>
      <Field label={t('tools.sourceNeeds')} hint={form.kind === 'openapi' && t('tools.sourceNeedsHint')}>
        {(control) => (
          <Select
            {...control}
            value={form.needs}
            onChange={(event) => set({ needs: event.target.value as typeof form.needs })}
          >
            {(['identified', 'code'] as const).map((one) => (
              <option key={one} value={one}>
                {codeText('toolNeeds', one)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <TextField
        label={t('tools.sourceName')}
        required
        maxLength={80}
        value={form.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <TextField
        label={t('tools.sourceAddress')}
        hint={t('tools.sourceAddressHint')}
        type="url"
        required
        maxLength={500}
        value={form.address}
        onChange={(event) => set({ address: event.target.value })}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={t('tools.sourceSecretHeader')}
          maxLength={60}
          value={form.secretHeader}
          onChange={(event) => set({ secretHeader: event.target.value })}
        />
        <TextField
          label={t('tools.sourceSecret')}
          hint={t('tools.sourceSecretHint')}
          type="password"
          autoComplete="new-password"
          maxLength={2_000}
          value={form.secret}
          onChange={(event) => set({ secret: event.target.value })}
        />
      </div>
    </FormDialog>
  )
}
