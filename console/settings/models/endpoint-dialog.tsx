import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  createModelEndpoint,
  type ModelEndpoint,
  modelAbilities,
  modelTiers,
  updateModelEndpoint,
} from '../../../contract/settings/models.ts'
import { call } from '../../app/api.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { useText } from '../../app/text.ts'
import { Check, Field, Select, TextField } from '../../ui/field.tsx'
import { LocalModelField } from './local-model-field.tsx'
import { endpointsQuery } from './queries.ts'

/** Where well-known providers are; anybody else who speaks the same has an address of their own. */
const providers = {
  other: undefined,
  ollama: { kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:11434/v1', own: true },
  deepseek: { kind: 'openai-compatible', baseUrl: 'https://api.deepseek.com/v1', own: false },
  qwen: {
    kind: 'openai-compatible',
    baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    own: false,
  },
  glm: { kind: 'openai-compatible', baseUrl: 'https://open.bigmodel.cn/api/paas/v4', own: false },
  openai: { kind: 'openai-compatible', baseUrl: 'https://api.openai.com/v1', own: false },
  anthropic: { kind: 'anthropic', baseUrl: 'https://api.anthropic.com/v1', own: false },
  local: {
    kind: 'local-onnx',
    baseUrl: '',
    own: true,
    abilities: ['embedding'] as ModelEndpoint['abilities'],
  },
} as const
type Provider = keyof typeof providers

const toggled = <One,>(all: readonly One[], one: One, on: boolean) =>
  on ? [...all, one] : all.filter((other) => other !== one)

export function EndpointDialog({
  endpoint,
  currency,
  onClose,
}: {
  endpoint: ModelEndpoint | undefined
  currency: string
  onClose: () => void
}) {
  const t = useText()
  const queryClient = useQueryClient()
  const [provider, setProvider] = useState<Provider>('other')
  const [apiKey, setApiKey] = useState('')
  const [form, setForm] = useState({
    name: endpoint?.name ?? '',
    kind: endpoint?.kind ?? ('openai-compatible' as const),
    baseUrl: endpoint?.baseUrl ?? '',
    model: endpoint?.model ?? '',
    abilities: endpoint?.abilities ?? ['text' as const],
    tiers: endpoint?.tiers ?? [...modelTiers],
    own: endpoint?.own ?? false,
    enabled: endpoint?.enabled ?? true,
    inputPrice: endpoint?.inputPrice ?? 0,
    outputPrice: endpoint?.outputPrice ?? 0,
    timeoutMs: endpoint?.timeoutMs ?? 30_000,
    stallMs: endpoint?.stallMs ?? 8_000,
    concurrency: endpoint?.concurrency ?? 8,
    queryPrefix: endpoint?.queryPrefix ?? '',
    passagePrefix: endpoint?.passagePrefix ?? '',
  })
  const isLocal = form.kind === 'local-onnx'
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change })
  const choose = (chosen: Provider) => {
    setProvider(chosen)
    const known = providers[chosen]
    if (known !== undefined) set({ ...known, name: form.name || t(`modelProvider.${chosen}`) })
  }
  const saving = useMutation({
    mutationFn: () => {
      const body = { ...form, ...(apiKey.trim() === '' ? {} : { apiKey: apiKey.trim() }) }
      return endpoint === undefined
        ? call(createModelEndpoint, { body })
        : call(updateModelEndpoint, {
            params: { modelEndpointId: endpoint.id },
            body,
            ifMatch: endpoint.version,
          })
    },
    onSuccess: async () => {
      onClose()
      await queryClient.invalidateQueries({ queryKey: endpointsQuery.queryKey })
    },
  })
  const number = (
    key: 'inputPrice' | 'outputPrice' | 'concurrency',
    label: string,
    rest: { min: number; max: number; step?: string; hint?: string },
  ) => (
    <TextField
      label={label}
      hint={rest.hint}
      type="number"
      required
      min={rest.min}
      max={rest.max}
      step={rest.step ?? '1'}
      value={Number.isNaN(form[key]) ? '' : form[key]}
      onChange={(event) => set({ [key]: event.target.valueAsNumber })}
    />
  )
  const seconds = (key: 'timeoutMs' | 'stallMs', label: string, hint: string, max: number) => (
    <TextField
      label={label}
      hint={hint}
      type="number"
      required
      min={1}
      max={max}
      step="1"
      value={Number.isNaN(form[key]) ? '' : form[key] / 1_000}
      onChange={(event) => set({ [key]: event.target.valueAsNumber * 1_000 })}
    />
  )
  return (
    <FormDialog
      wide
      title={endpoint?.name ?? t('models.add')}
      busy={saving.isPending}
      error={saving.error}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        {endpoint === undefined && (
          <Field label={t('models.provider')} hint={t('models.providerHint')}>
            {(control) => (
              <Select
                {...control}
                value={provider}
                onChange={(event) => choose(event.target.value as Provider)}
              >
                {(Object.keys(providers) as Provider[]).map((one) => (
                  <option key={one} value={one}>
                    {t(`modelProvider.${one}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <Field label={t('models.kind')}>
          {(control) => (
            <Select
              {...control}
              value={form.kind}
              onChange={(event) => {
                const kind = event.target.value as ModelEndpoint['kind']
                set(kind === 'local-onnx' ? providers.local : { kind })
              }}
            >
              <option value="openai-compatible">{t('modelKind.openai-compatible')}</option>
              <option value="anthropic">{t('modelKind.anthropic')}</option>
              <option value="local-onnx">{t('modelKind.local-onnx')}</option>
            </Select>
          )}
        </Field>
        <TextField
          label={t('models.name')}
          hint={t('models.nameHint')}
          required
          maxLength={80}
          value={form.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        {isLocal ? (
          <LocalModelField value={form.model} onChange={(model) => set({ model })} />
        ) : (
          <>
            <TextField
              label={t('models.address')}
              hint={t('models.addressHint')}
              type="url"
              required
              maxLength={300}
              value={form.baseUrl}
              onChange={(event) => set({ baseUrl: event.target.value })}
            />
            <TextField
              label={t('models.model')}
              hint={t('models.modelHint')}
              required
              maxLength={200}
              autoComplete="off"
              value={form.model}
              onChange={(event) => set({ model: event.target.value })}
            />
            <TextField
              label={t('models.apiKey')}
              hint={t(endpoint?.hasKey ? 'models.keyKept' : 'models.keyHint')}
              type="password"
              maxLength={500}
              autoComplete="new-password"
              value={apiKey}
              onChange={(event) => setApiKey(event.target.value)}
            />
            {number('inputPrice', t('models.inputPrice', { currency }), {
              min: 0,
              max: 1_000_000,
              step: 'any',
            })}
            {number('outputPrice', t('models.outputPrice', { currency }), {
              min: 0,
              max: 1_000_000,
              step: 'any',
            })}
            <fieldset className="flex flex-col">
              <legend className="pb-1 text-sm font-medium text-n-11">{t('models.jobs')}</legend>
              {modelTiers.map((tier) => (
                <Check
                  key={tier}
                  label={t(`modelTierHint.${tier}`)}
                  checked={form.tiers.includes(tier)}
                  onChange={(event) => set({ tiers: toggled(form.tiers, tier, event.target.checked) })}
                />
              ))}
            </fieldset>
            <fieldset className="flex flex-col">
              <legend className="pb-1 text-sm font-medium text-n-11">{t('models.abilities')}</legend>
              {modelAbilities.map((ability) => (
                <Check
                  key={ability}
                  label={t(`modelAbilityHint.${ability}`)}
                  checked={form.abilities.includes(ability)}
                  onChange={(event) =>
                    set({ abilities: toggled(form.abilities, ability, event.target.checked) })
                  }
                />
              ))}
            </fieldset>
          </>
        )}
        {form.abilities.includes('embedding') && (
          <>
            <TextField
              label={t('models.queryPrefix')}
              hint={t('models.prefixHint')}
              maxLength={300}
              value={form.queryPrefix}
              onChange={(event) => set({ queryPrefix: event.target.value })}
            />
            <TextField
              label={t('models.passagePrefix')}
              hint={t('models.prefixHint')}
              maxLength={300}
              value={form.passagePrefix}
              onChange={(event) => set({ passagePrefix: event.target.value })}
            />
          </>
        )}
        {seconds('timeoutMs', t('models.timeout'), t('models.timeoutHint'), 300)}
        {!isLocal && seconds('stallMs', t('models.stall'), t('models.stallHint'), 120)}
        {number('concurrency', t('models.concurrency'), {
          min: 1,
          max: 200,
          hint: t('models.concurrencyHint'),
        })}
        <div className="flex flex-col justify-end">
          {!isLocal && (
            <Check
              label={t('models.own')}
              checked={form.own}
              onChange={(event) => set({ own: event.target.checked })}
            />
          )}
          <Check
            label={t('models.enabled')}
            checked={form.enabled}
            onChange={(event) => set({ enabled: event.target.checked })}
          />
        </div>
      </div>
    </FormDialog>
  )
}
