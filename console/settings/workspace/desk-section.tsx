import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, IndentDecrease, IndentIncrease, Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import {
  type DeskSettings,
  type DeskSettingsVersion,
  updateDeskSettings,
} from '../../../contract/workspace/desk-settings.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { Failed } from '../../app/page-states.tsx'
import { useText } from '../../app/text.ts'
import { type CategoryLine, fromLines, toLines } from '../../desk/together/categories.ts'
import { deskSettingsQuery } from '../../desk/together/settings-query.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field, Input, Select, TextField } from '../../ui/field.tsx'
import { Notice, SkeletonLines } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'

/** How agents work together: load, transfers, reasons to be away, and what closing asks. */
export function DeskSection() {
  const t = useText()
  const { data, error, refetch, isPending } = useQuery({ ...deskSettingsQuery, staleTime: 0 })
  if (isPending) return <SkeletonLines label={t('app.loading')} />
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  return <DeskForm key={data.version} saved={data} />
}

function DeskForm({ saved }: { saved: DeskSettingsVersion }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [form, setForm] = useState<DeskSettings>(saved.document)
  const [lines, setLines] = useState<CategoryLine[]>(() => toLines(saved.document.wrapUp.categories))
  const saving = useMutation({
    mutationFn: () => {
      const categories = fromLines(lines.filter((line) => `${line.en}${line.zh}`.trim() !== ''))
      const statuses = form.statuses.filter((one) => `${one.name.en}${one.name.zh}`.trim() !== '')
      const body = { ...form, statuses, wrapUp: { ...form.wrapUp, categories } }
      return call(updateDeskSettings, { body, ifMatch: saved.version })
    },
    onSuccess: (changed) => {
      queryClient.setQueryData(deskSettingsQuery.queryKey, changed)
      say(t('deskSettings.saved'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const wrapUp = (change: Partial<DeskSettings['wrapUp']>) =>
    setForm({ ...form, wrapUp: { ...form.wrapUp, ...change } })
  return (
    <form onSubmit={submit} className="flex max-w-[680px] flex-col gap-5">
      {saving.error && (
        <Notice tone="danger" role="alert">
          {errorText(saving.error)}
        </Notice>
      )}
      <div className="grid gap-3 md:grid-cols-2">
        <TextField
          label={t('deskSettings.capacity')}
          hint={t('deskSettings.capacityHint')}
          type="number"
          required
          min={1}
          max={500}
          value={form.capacity}
          onChange={(event) => setForm({ ...form, capacity: event.target.valueAsNumber || 1 })}
        />
        <Field label={t('deskSettings.transferNote')}>
          {(control) => (
            <Select
              {...control}
              value={form.transferNote}
              onChange={(event) =>
                setForm({ ...form, transferNote: event.target.value as DeskSettings['transferNote'] })
              }
            >
              <option value="optional">{t('deskSettings.optional')}</option>
              <option value="required">{t('deskSettings.required')}</option>
            </Select>
          )}
        </Field>
      </div>
      <section className="flex flex-col gap-2">
        <h2 className="font-semibold">{t('deskSettings.statuses')}</h2>
        <p className="text-n-11">{t('deskSettings.statusesHint')}</p>
        {form.statuses.map((status, index) => (
          <NameRow
            key={status.key}
            label={t('deskSettings.status')}
            number={index + 1}
            name={status.name}
            onChange={(name) =>
              setForm({
                ...form,
                statuses: form.statuses.map((one) => (one === status ? { ...one, name } : one)),
              })
            }
          >
            <IconButton
              label={t('phrase.remove')}
              onClick={() => setForm({ ...form, statuses: form.statuses.filter((one) => one !== status) })}
            >
              <X />
            </IconButton>
          </NameRow>
        ))}
        <Button
          icon={<Plus />}
          className="self-start"
          disabled={form.statuses.length >= 20}
          onClick={() =>
            setForm({
              ...form,
              statuses: [
                ...form.statuses,
                { key: `s-${crypto.randomUUID().slice(0, 8)}`, name: { en: '', zh: '' } },
              ],
            })
          }
        >
          {t('deskSettings.addStatus')}
        </Button>
      </section>
      <section className="flex flex-col gap-2">
        <h2 className="font-semibold">{t('deskSettings.wrapUp')}</h2>
        <div className="grid gap-3 md:grid-cols-2">
          <Field label={t('deskSettings.wrapUpMode')}>
            {(control) => (
              <Select
                {...control}
                value={form.wrapUp.mode}
                onChange={(event) => wrapUp({ mode: event.target.value as DeskSettings['wrapUp']['mode'] })}
              >
                <option value="off">{t('deskSettings.off')}</option>
                <option value="optional">{t('deskSettings.optional')}</option>
                <option value="required">{t('deskSettings.required')}</option>
              </Select>
            )}
          </Field>
          <TextField
            label={t('deskSettings.wrapUpSeconds')}
            hint={t('deskSettings.wrapUpSecondsHint')}
            type="number"
            required
            min={0}
            max={3_600}
            value={form.wrapUp.seconds}
            onChange={(event) => wrapUp({ seconds: event.target.valueAsNumber || 0 })}
          />
        </div>
        <p className="text-n-11">{t('deskSettings.categoriesHint')}</p>
        <CategoryLines lines={lines} onChange={setLines} />
      </section>
      <Button type="submit" look="primary" className="self-start" busy={saving.isPending}>
        {t('app.save')}
      </Button>
    </form>
  )
}

function CategoryLines({
  lines,
  onChange,
}: {
  lines: readonly CategoryLine[]
  onChange: (lines: CategoryLine[]) => void
}) {
  const t = useText()
  const put = (at: number, change: Partial<CategoryLine>) =>
    onChange(lines.map((line, index) => (index === at ? { ...line, ...change } : line)))
  const swap = (at: number, by: 1 | -1) => {
    const next = [...lines]
    const [line] = next.splice(at, 1)
    if (line) next.splice(at + by, 0, line)
    onChange(next)
  }
  return (
    <>
      {lines.map((line, index) => (
        <NameRow
          key={line.id}
          label={t('wrapUp.category')}
          number={index + 1}
          depth={line.depth}
          name={line}
          onChange={(name) => put(index, name)}
        >
          <IconButton
            label={t('deskSettings.outdent')}
            disabled={line.depth === 0}
            onClick={() => put(index, { depth: line.depth - 1 })}
          >
            <IndentDecrease />
          </IconButton>
          <IconButton
            label={t('deskSettings.indent')}
            disabled={index === 0 || line.depth > (lines[index - 1]?.depth ?? 0) || line.depth >= 3}
            onClick={() => put(index, { depth: line.depth + 1 })}
          >
            <IndentIncrease />
          </IconButton>
          <IconButton label={t('deskSettings.up')} disabled={index === 0} onClick={() => swap(index, -1)}>
            <ArrowUp />
          </IconButton>
          <IconButton
            label={t('deskSettings.down')}
            disabled={index === lines.length - 1}
            onClick={() => swap(index, 1)}
          >
            <ArrowDown />
          </IconButton>
          <IconButton
            label={t('phrase.remove')}
            onClick={() => onChange(lines.filter((_, other) => other !== index))}
          >
            <X />
          </IconButton>
        </NameRow>
      ))}
      <Button
        icon={<Plus />}
        className="self-start"
        disabled={lines.length >= 300}
        onClick={() =>
          onChange([...lines, { id: crypto.randomUUID(), depth: lines.at(-1)?.depth ?? 0, en: '', zh: '' }])
        }
      >
        {t('deskSettings.addCategory')}
      </Button>
    </>
  )
}

function NameRow({
  label,
  number,
  depth = 0,
  name,
  onChange,
  children,
}: {
  label: string
  number: number
  depth?: number
  name: { en: string; zh: string }
  onChange: (name: { en: string; zh: string }) => void
  children: React.ReactNode
}) {
  const t = useText()
  return (
    <div className="flex flex-wrap items-center gap-2" style={{ paddingInlineStart: `${depth * 24}px` }}>
      {(['zh', 'en'] as const).map((language) => (
        <Input
          key={language}
          className="max-w-44 min-w-24 flex-1"
          maxLength={60}
          aria-label={`${label} ${number}: ${t(`language.${language}`)}`}
          placeholder={t(`language.${language}`)}
          value={name[language]}
          onChange={(event) => onChange({ en: name.en, zh: name.zh, [language]: event.target.value })}
        />
      ))}
      <span className="flex">{children}</span>
    </div>
  )
}
