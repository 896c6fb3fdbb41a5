import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BookUser, Settings2 } from 'lucide-react'
import { useState } from 'react'
import { type CodeSettings, updateCodeSettings } from '../../../contract/tools/codes.ts'
import type { ToolView } from '../../../contract/tools/tools.ts'
import { call } from '../../app/api.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select, TextField } from '../../ui/field.tsx'
import { inputOf } from './code-input.ts'
import { codeSettingsQuery, toolsQuery } from './queries.ts'

/** Whose contact it is: what the company's page has vouched for, or what a tool finds in its own records. */
export function WhoseContact({ settings }: { settings: CodeSettings }) {
  const t = useText()
  const [open, setOpen] = useState(false)
  const { lookUp } = settings
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="flex items-center gap-1.5 [&_svg]:size-3.5">
        <BookUser aria-hidden />
        {lookUp === null ? t('codes.byPage') : t('codes.byTool', { tool: lookUp.tool })}
      </span>
      <span className="text-n-11">{t('codes.atMost', { count: settings.perHourAll })}</span>
      <Button
        look="quiet"
        icon={<Settings2 />}
        aria-label={`${t('codes.edit')}: ${t('codes.whose')}`}
        onClick={() => setOpen(true)}
      >
        {t('codes.edit')}
      </Button>
      {open && <WhoseDialog settings={settings} onClose={() => setOpen(false)} />}
    </div>
  )
}

/** A tool that takes a contact, only reads, and is offered to nobody. */
const maybeLooksUp = ({ kind, settings, input }: ToolView) =>
  kind === 'read' &&
  !settings.enabled &&
  ['email', 'phone', 'contact'].some((name) => name in ((input.properties as object | undefined) ?? {}))

function WhoseDialog({ settings, onClose }: { settings: CodeSettings; onClose: () => void }) {
  const t = useText()
  const queryClient = useQueryClient()
  const tools = useQuery(toolsQuery)
  const [form, setForm] = useState({
    tool: settings.lookUp?.tool ?? '',
    subject: settings.lookUp?.subject ?? 'customer.id',
    contact: settings.lookUp?.contact ?? 'customer.contact',
    perHourAll: String(settings.perHourAll),
  })
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change })
  const saving = useMutation({
    mutationFn: () => {
      const { perHourAll, ...lookUp } = form
      return call(updateCodeSettings, {
        body: {
          ...inputOf(settings),
          lookUp: lookUp.tool === '' ? null : lookUp,
          perHourAll: Number(perHourAll),
        },
        ifMatch: settings.version,
      })
    },
    onSuccess: async () => {
      onClose()
      await queryClient.invalidateQueries({ queryKey: codeSettingsQuery.queryKey })
    },
  })
  const fit = tools.data?.items.filter(maybeLooksUp).map(({ name }) => name) ?? []
  // What is set stays to be seen, whatever has become of it.
  const names = form.tool === '' || fit.includes(form.tool) ? fit : [form.tool, ...fit]
  return (
    <FormDialog
      title={t('codes.whose')}
      busy={saving.isPending}
      error={saving.error}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      <Field label={t('codes.lookUp')} hint={t('codes.lookUpHint')}>
        {(control) => (
          <Select
            {...control}
            value={form.tool}
            disabled={tools.isPending}
            onChange={(event) => set({ tool: event.target.value })}
          >
            <option value="">{t('codes.byPage')}</option>
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
      </Field>
      {form.tool !== '' && (
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label={t('codes.subjectAt')}
            hint={t('codes.subjectHint')}
            required
            maxLength={100}
            value={form.subject}
            onChange={(event) => set({ subject: event.target.value })}
          />
          <TextField
            label={t('codes.contactAt')}
            hint={t('codes.contactHint')}
            required
            maxLength={100}
            value={form.contact}
            onChange={(event) => set({ contact: event.target.value })}
          />
        </div>
      )}
      <TextField
        label={t('codes.perHourAll')}
        type="number"
        required
        min={10}
        max={100_000}
        value={form.perHourAll}
        onChange={(event) => set({ perHourAll: event.target.value })}
      />
    </FormDialog>
  )
}
