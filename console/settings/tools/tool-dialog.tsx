import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { setEntryTools, type ToolSettings, type ToolView, updateTool } from '../../../contract/tools/tools.ts'
import { call } from '../../app/api.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { useCodeText, useText } from '../../app/text.ts'
import { linesOf } from '../../knowledge/entry-form.ts'
import { Check, Field, Select, TextArea, TextField } from '../../ui/field.tsx'
import { entryToolsQuery } from './queries.ts'
import { useTitle } from './use-title.ts'

const numberOf = (text: string) => (text.trim() === '' ? undefined : Number(text))
const textOf = (value: number | undefined) => (value === undefined ? '' : String(value))

/** What holds of one tool: whether it is on, for whom, by which rule, how often, and who has to agree. */
export function ToolDialog({
  tool,
  policies,
  onClose,
}: {
  tool: ToolView
  policies: readonly string[]
  onClose: () => void
}) {
  const t = useText()
  const codeText = useCodeText()
  const queryClient = useQueryClient()
  const title = useTitle(tool)
  const entries = useQuery(entryToolsQuery)
  const offered = entries.data?.items.filter((one) => one.tool === tool.name).map((one) => one.entryKey)
  const { settings } = tool
  const [form, setForm] = useState({
    enabled: settings.enabled,
    scenes: settings.scenes.join('\n'),
    needs: settings.needs,
    policy: settings.policy ?? '',
    approval: typeof settings.approval === 'string' ? settings.approval : 'above',
    above: typeof settings.approval === 'string' ? '' : String(settings.approval.aboveAmount),
    customerDay: textOf(settings.limits.customerDay),
    tenantDay: textOf(settings.limits.tenantDay),
    amount: textOf(settings.limits.amount),
    masks: settings.masks.join('\n'),
    facts: settings.facts,
    codeAbove: textOf(settings.codeAbove),
    codeWithin: String(settings.codeWithin),
    entries: undefined as string | undefined,
  })
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change })
  const saving = useMutation({
    mutationFn: async () => {
      const limits = {
        customerDay: numberOf(form.customerDay),
        tenantDay: numberOf(form.tenantDay),
        amount: numberOf(form.amount),
      }
      const body: ToolSettings = {
        enabled: form.enabled,
        scenes: linesOf(form.scenes),
        needs: form.needs,
        approval:
          form.approval === 'above'
            ? { aboveAmount: numberOf(form.above) ?? 0 }
            : (form.approval as 'never' | 'always'),
        limits: Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
        masks: linesOf(form.masks),
        facts: form.facts,
        codeWithin: Number(form.codeWithin),
        ...(form.codeAbove === '' || form.needs === 'code' ? {} : { codeAbove: Number(form.codeAbove) }),
        ...(form.policy === '' ? {} : { policy: form.policy }),
      }
      const params = { tool: tool.name }
      await call(updateTool, { params, body, ifMatch: tool.revision })
      if (form.entries !== undefined)
        await call(setEntryTools, { params, body: { entryKeys: linesOf(form.entries) } })
    },
    onSuccess: async () => {
      onClose()
      await queryClient.invalidateQueries({ queryKey: ['tools'] })
      await queryClient.invalidateQueries({ queryKey: ['entry-tools'] })
    },
  })
  const number = (name: 'customerDay' | 'tenantDay' | 'amount', label: string) => (
    <TextField
      label={label}
      type="number"
      min={name === 'amount' ? 0 : 1}
      value={form[name]}
      onChange={(event) => set({ [name]: event.target.value })}
    />
  )
  return (
    <FormDialog
      wide
      title={title}
      busy={saving.isPending}
      error={saving.error}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      <Check
        label={t('tools.enabled')}
        checked={form.enabled}
        onChange={(event) => set({ enabled: event.target.checked })}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('tools.needs')} hint={t('tools.needsHint')}>
          {(control) => (
            <Select
              {...control}
              value={form.needs}
              onChange={(event) => set({ needs: event.target.value as ToolSettings['needs'] })}
            >
              {tool.kind === 'read' && <option value="nobody">{codeText('toolNeeds', 'nobody')}</option>}
              <option value="identified">{codeText('toolNeeds', 'identified')}</option>
              <option value="code">{codeText('toolNeeds', 'code')}</option>
            </Select>
          )}
        </Field>
        {tool.kind === 'write' && form.needs !== 'code' && (
          <TextField
            label={t('tools.codeAbove')}
            hint={t('tools.codeAboveHint')}
            type="number"
            min={0}
            value={form.codeAbove}
            onChange={(event) => set({ codeAbove: event.target.value })}
          />
        )}
        {(form.needs === 'code' || form.codeAbove !== '') && (
          <TextField
            label={t('tools.codeWithin')}
            hint={t('tools.codeHint')}
            type="number"
            required
            min={5}
            max={720}
            value={form.codeWithin}
            onChange={(event) => set({ codeWithin: event.target.value })}
          />
        )}
        {tool.kind === 'write' && (
          <Field label={t('tools.policy')}>
            {(control) => (
              <Select
                {...control}
                value={form.policy}
                onChange={(event) => set({ policy: event.target.value })}
              >
                <option value="">{t('tools.noPolicy')}</option>
                {policies.map((policy) => (
                  <option key={policy}>{policy}</option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {tool.kind === 'write' && (
          <Field label={t('tools.approval')}>
            {(control) => (
              <Select
                {...control}
                value={form.approval}
                onChange={(event) => set({ approval: event.target.value as typeof form.approval })}
              >
                {(['never', 'always', 'above'] as const).map((one) => (
                  <option key={one} value={one}>
                    {codeText('toolApproval', one)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {form.approval === 'above' && (
          <TextField
            label={t('tools.amount')}
            type="number"
            min={0}
            required
            value={form.above}
            onChange={(event) => set({ above: event.target.value })}
          />
        )}
        {number('customerDay', t('tools.customerDay'))}
        {number('tenantDay', t('tools.tenantDay'))}
        {tool.kind === 'write' && number('amount', t('tools.mostAmount'))}
        <Field label={t('tools.scenes')} hint={t('tools.scenesHint')}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              value={form.scenes}
              onChange={(event) => set({ scenes: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('tools.masks')} hint={t('tools.masksHint')}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              value={form.masks}
              onChange={(event) => set({ masks: event.target.value })}
            />
          )}
        </Field>
        {tool.kind === 'read' && needsNothing(tool.input) && (
          <Check
            label={t('tools.facts')}
            checked={form.facts}
            onChange={(event) => set({ facts: event.target.checked })}
          />
        )}
        <Field label={t('tools.entries')} hint={t('tools.entriesHint')}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              disabled={offered === undefined}
              value={form.entries ?? offered?.join('\n') ?? ''}
              onChange={(event) => set({ entries: event.target.value })}
            />
          )}
        </Field>
      </div>
    </FormDialog>
  )
}

/** A tool that has to be told something cannot be looked up before anything is known. */
const needsNothing = ({ required }: ToolView['input']) => !Array.isArray(required) || required.length === 0
