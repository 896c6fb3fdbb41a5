import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type ExpansionOverview, updateExpansion } from '../../../contract/knowledge/expansion.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { Failed } from '../../app/page-states.tsx'
import { useText } from '../../app/text.ts'
import { useMoney } from '../../settings/models/money.ts'
import { Button } from '../../ui/button.tsx'
import { Check, Field, Select, TextField } from '../../ui/field.tsx'
import { Notice, SkeletonLines } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { expansionQuery } from './queries.ts'

/** Whether a model writes customers' wordings of every entry, when they count, and what that has cost. */
export function ExpansionSettings() {
  const t = useText()
  const query = useQuery(expansionQuery)
  return (
    <section aria-labelledby="expansion-settings" className="flex flex-col gap-3">
      <h2 id="expansion-settings" className="font-semibold">
        {t('expansion.settings')}
      </h2>
      <p className="max-w-160 text-n-11">{t('expansion.about')}</p>
      {query.isPending ? (
        <SkeletonLines label={t('app.loading')} lines={3} />
      ) : query.data === undefined ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : (
        <>
          <Spent held={query.data} />
          <Form key={query.data.version} held={query.data} />
        </>
      )}
    </section>
  )
}

function Spent({ held }: { held: ExpansionOverview }) {
  const t = useText()
  const money = useMoney(held.currency)
  return (
    <p aria-live="polite" className="text-n-11 tabular">
      {t('expansion.progress', { expanded: held.expanded, entries: held.entries })}
      {held.enabled && held.waiting > 0 && ` · ${t('expansion.waiting', { count: held.waiting })}`}
      {` · ${t('expansion.kept', { inUse: held.inUse, proposed: held.proposed })}`}
      {` · ${t('expansion.cost', { cost: money(held.cost) })}`}
      {held.costPerEntry !== undefined && ` · ${t('expansion.perEntry', { cost: money(held.costPerEntry) })}`}
    </p>
  )
}

function Form({ held }: { held: ExpansionOverview }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [form, setForm] = useState({
    enabled: held.enabled,
    acceptance: held.acceptance,
    perLanguage: held.perLanguage,
  })
  const saving = useMutation({
    mutationFn: () => call(updateExpansion, { body: form, ifMatch: held.version }),
    onSuccess: async (saved) => {
      await queryClient.cancelQueries({ queryKey: expansionQuery.queryKey })
      queryClient.setQueryData(expansionQuery.queryKey, saved)
      say(t('settings.saved'))
    },
  })
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate()
      }}
    >
      {saving.error && (
        <Notice tone="danger" role="alert">
          {errorText(saving.error)}
        </Notice>
      )}
      <Check
        label={
          <>
            {t('expansion.enabled')}
            <span className="block text-sm text-n-11">
              {t('expansion.enabledHint', { count: held.entries })}
            </span>
          </>
        }
        checked={form.enabled}
        onChange={(event) => setForm({ ...form, enabled: event.target.checked })}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('expansion.acceptance')} hint={t('expansion.acceptanceHint')}>
          {(control) => (
            <Select
              {...control}
              value={form.acceptance}
              onChange={(event) =>
                setForm({ ...form, acceptance: event.target.value as ExpansionOverview['acceptance'] })
              }
            >
              <option value="by-person">{t('expansion.acceptance.by-person')}</option>
              <option value="at-once">{t('expansion.acceptance.at-once')}</option>
            </Select>
          )}
        </Field>
        <TextField
          label={t('expansion.perLanguage')}
          hint={t('expansion.perLanguageHint')}
          type="number"
          required
          min={10}
          max={100}
          value={Number.isNaN(form.perLanguage) ? '' : form.perLanguage}
          onChange={(event) => setForm({ ...form, perLanguage: event.target.valueAsNumber })}
        />
      </div>
      <Button type="submit" look="primary" busy={saving.isPending} className="self-start">
        {t('app.save')}
      </Button>
    </form>
  )
}
