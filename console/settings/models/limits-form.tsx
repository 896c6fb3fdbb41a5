import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type ModelEndpoint,
  type ModelSettings,
  updateModelSettings,
} from '../../../contract/settings/models.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { policyQuery } from '../../knowledge/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Check, Field, Select, TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { modelSettingsQuery } from './queries.ts'

const currencies = ['CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD', 'SGD'] as const

/** What models may cost, whether text may leave, and which scene may use which. */
export function LimitsForm({
  settings,
  endpoints,
}: {
  settings: ModelSettings
  endpoints: readonly ModelEndpoint[]
}) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [form, setForm] = useState(settings)
  const set = (change: Partial<ModelSettings>) => setForm({ ...form, ...change })
  const policy = useQuery({ ...policyQuery, enabled: can('policy:read') })
  const scenes = policy.data?.document.scenes ?? []
  const saving = useMutation({
    mutationFn: () => {
      const { version, ...body } = form
      return call(updateModelSettings, { body, ifMatch: version })
    },
    onSuccess: (saved) => {
      queryClient.setQueryData(modelSettingsQuery.queryKey, saved)
      say(t('settings.saved'))
    },
  })
  const budget = (key: 'dayBudget' | 'monthBudget') => (
    <TextField
      label={t(`models.${key}`)}
      hint={t('models.budgetHint')}
      type="number"
      min={0}
      step="any"
      placeholder={t('models.noBudget')}
      value={form[key] ?? ''}
      onChange={(event) =>
        set({ [key]: Number.isNaN(event.target.valueAsNumber) ? null : event.target.valueAsNumber })
      }
    />
  )
  const currenciesShown = currencies.some((one) => one === form.currency)
    ? currencies
    : [form.currency, ...currencies]
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate()
      }}
    >
      <h2 className="font-semibold">{t('models.limits')}</h2>
      {saving.error && (
        <Notice tone="danger" role="alert">
          {errorText(saving.error)}
        </Notice>
      )}
      <div className="grid gap-3 sm:grid-cols-3">
        {budget('dayBudget')}
        {budget('monthBudget')}
        <Field label={t('models.currency')}>
          {(control) => (
            <Select
              {...control}
              value={form.currency}
              onChange={(event) => set({ currency: event.target.value })}
            >
              {currenciesShown.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Check
        label={
          <>
            {t('models.noTextLeaves')}
            <span className="block text-sm text-n-11">{t('models.noTextLeavesHint')}</span>
          </>
        }
        checked={form.noTextLeaves}
        onChange={(event) => set({ noTextLeaves: event.target.checked })}
      />
      {form.noTextLeaves && !endpoints.some(({ own, enabled }) => own && enabled) && (
        <Notice tone="warning">{t('models.nobodyLeft')}</Notice>
      )}
      {scenes.length > 0 && (
        <fieldset className="flex flex-col gap-2">
          <legend className="pb-1 text-sm font-medium text-n-11">{t('models.scenes')}</legend>
          {scenes.map((scene) => {
            const named = form.sceneEndpoints[scene.key]
            const name = scene.name || scene.key
            const choose = (ids: ModelEndpoint['id'][] | undefined) => {
              const { [scene.key]: _, ...rest } = form.sceneEndpoints
              set({ sceneEndpoints: ids === undefined ? rest : { ...rest, [scene.key]: ids } })
            }
            return (
              <div
                key={scene.key}
                className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-md border px-3 py-1"
              >
                <span className="min-w-32 font-medium">{name}</span>
                <Check
                  label={t('models.anyModel')}
                  aria-label={`${name}: ${t('models.anyModel')}`}
                  checked={named === undefined}
                  onChange={(event) => choose(event.target.checked ? undefined : [])}
                />
                {named !== undefined &&
                  endpoints.map((endpoint) => (
                    <Check
                      key={endpoint.id}
                      label={endpoint.name}
                      aria-label={`${name}: ${endpoint.name}`}
                      checked={named.includes(endpoint.id)}
                      onChange={(event) =>
                        choose(
                          event.target.checked
                            ? [...named, endpoint.id]
                            : named.filter((id) => id !== endpoint.id),
                        )
                      }
                    />
                  ))}
                {named?.length === 0 && <span className="text-n-11">{t('models.noModel')}</span>}
              </div>
            )
          })}
        </fieldset>
      )}
      <Button type="submit" look="primary" busy={saving.isPending} className="self-start">
        {t('app.save')}
      </Button>
    </form>
  )
}
