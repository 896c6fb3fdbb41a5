import { z } from 'zod'
import { storableText, timestamp } from '../ids.ts'
import { defineRoute, ok } from '../route.ts'

export const modelEndpointId = z.uuid().brand<'model-endpoint'>()
export type ModelEndpointId = z.infer<typeof modelEndpointId>

/** `tools`: it can ask for business calls in the middle of a reply. */
export const modelAbilities = ['text', 'structured', 'tools', 'embedding'] as const
export type ModelAbility = (typeof modelAbilities)[number]
export const modelTiers = ['small', 'large'] as const
export type ModelTier = (typeof modelTiers)[number]

/** Why a model did not answer, from “there is none” to what it sent. */
export const modelFailures = [
  'no-model',
  'not-allowed',
  'budget-spent',
  'busy',
  'resting',
  'timed-out',
  'stalled',
  'cut',
  'rate-limited',
  'unauthorised',
  'unreachable',
  'refused-address',
  'refused-request',
  'server-error',
  'bad-reply',
  'withheld',
  'truncated',
  'invalid-output',
  'cancelled',
  'no-such-model',
  'broken-model',
  'too-large-model',
] as const
export const modelFailure = z.enum(modelFailures)
export type ModelFailure = z.infer<typeof modelFailure>

const price = z.number().min(0).max(1_000_000)
const budget = z.number().min(0).max(1_000_000_000)

const fields = {
  name: storableText(80).trim().min(1),
  /** `local-onnx`: a sentence encoder of the installation itself, which makes vectors and nothing else. */
  kind: z.enum(['openai-compatible', 'anthropic', 'local-onnx']),
  /** Up to and with the version, e.g. `https://api.example.com/v1`; empty for a local one. */
  baseUrl: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(300)]),
  /** As the provider calls it; of a local one its folder. */
  model: storableText(200).trim().min(1),
  abilities: z.array(z.enum(modelAbilities)).max(4),
  /** Which jobs it is given: quick and cheap ones, or hard ones. */
  tiers: z.array(z.enum(modelTiers)).max(2),
  /** Stands on the tenant's own machines, so that text sent there does not leave. */
  own: z.boolean(),
  enabled: z.boolean(),
  /** For a million tokens, in the currency of the settings. */
  inputPrice: price,
  outputPrice: price,
  /** For a whole reply. */
  timeoutMs: z.int().min(500).max(300_000),
  /** Longest silence inside a reply that has begun. */
  stallMs: z.int().min(200).max(120_000),
  /** Most calls at once from one process. */
  concurrency: z.int().min(1).max(200),
  /** What a model that makes vectors wants to read before a question and before a passage, e.g. `query: `. */
  queryPrefix: storableText(300).default(''),
  passagePrefix: storableText(300).default(''),
}
const apiKey = storableText(500).trim().min(1)

export const modelTest = z.object({
  ability: z.enum(modelAbilities),
  passed: z.boolean(),
  failure: modelFailure.optional(),
  tookMs: z.number(),
})
export type ModelTest = z.infer<typeof modelTest>

export const modelEndpoint = z.object({
  id: modelEndpointId,
  ...fields,
  /** Whether a key is kept; it is never shown. */
  hasKey: z.boolean(),
  /** The last try of each ability. */
  tests: z.object({ at: timestamp, results: z.array(modelTest) }).optional(),
  version: z.int(),
})
export type ModelEndpoint = z.infer<typeof modelEndpoint>

const settings = {
  /** Only models on the tenant's own machines are asked, whatever else is set. */
  noTextLeaves: z.boolean(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  dayBudget: budget.nullable(),
  monthBudget: budget.nullable(),
  /** Scenes that only these models may work for; scenes that are not named may have all. */
  sceneEndpoints: z.record(z.string().max(60), z.array(modelEndpointId).max(20)),
}
export const modelSettings = z.object({ ...settings, version: z.int() })
export type ModelSettings = z.infer<typeof modelSettings>

export const modelUsageRow = z.object({
  task: z.string(),
  models: z.array(z.string()),
  /** What a model answered, what fell back to working without, and calls that failed on the way. */
  answered: z.int(),
  fallbacks: z.int(),
  failed: z.int(),
  failures: z.array(z.object({ failure: modelFailure, calls: z.int() })),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cost: z.number(),
  /** Of answered calls; absent where there was none. */
  medianMs: z.number().optional(),
  p95Ms: z.number().optional(),
})
export type ModelUsageRow = z.infer<typeof modelUsageRow>

export const modelUsage = z.object({
  tasks: z.array(modelUsageRow),
  days: z.array(
    z.object({
      day: z.iso.date(),
      answered: z.int(),
      fallbacks: z.int(),
      failed: z.int(),
      cost: z.number(),
    }),
  ),
  spent: z.object({ day: z.number(), month: z.number() }),
})
export type ModelUsage = z.infer<typeof modelUsage>

/** A folder in the installation's folder of models. */
export const localModelName = /^[A-Za-z0-9][\w.-]{0,99}$/
export const localModel = z.object({
  name: z.string(),
  /** Of the network's file. */
  bytes: z.number(),
  /** Why it cannot be used as it lies there. */
  problem: modelFailure.optional(),
})
export type LocalModel = z.infer<typeof localModel>

const one = z.strictObject({ modelEndpointId })
const access = 'models:edit'

export const listModelEndpoints = defineRoute('listModelEndpoints', 'GET', '/model-endpoints', {
  access,
  summary: 'Models the tenant uses, in the order they are asked; their keys are never shown',
  reply: z.object({ items: z.array(modelEndpoint) }),
})
export const createModelEndpoint = defineRoute('createModelEndpoint', 'POST', '/model-endpoints', {
  access,
  summary: 'Add a model; it is asked last of its tier',
  body: z.strictObject({ ...fields, apiKey: apiKey.optional() }),
  reply: modelEndpoint,
})
export const updateModelEndpoint = defineRoute(
  'updateModelEndpoint',
  'PUT',
  '/model-endpoints/:modelEndpointId',
  {
    access,
    summary: 'Change a model; without `apiKey` the key stays, unless the address is another',
    params: one,
    body: z.strictObject({ ...fields, apiKey: apiKey.optional() }),
    reply: modelEndpoint,
  },
)
export const removeModelEndpoint = defineRoute(
  'removeModelEndpoint',
  'DELETE',
  '/model-endpoints/:modelEndpointId',
  { access, summary: 'Remove a model and its key', params: one, reply: ok },
)
export const testModelEndpoint = defineRoute(
  'testModelEndpoint',
  'POST',
  '/model-endpoints/:modelEndpointId/test',
  {
    access,
    summary: 'Try each ability of a model with a few words of ours',
    params: one,
    reply: modelEndpoint,
  },
)
export const listLocalModels = defineRoute('listLocalModels', 'GET', '/local-models', {
  access,
  summary: 'Sentence encoders that lie in the installation’s folder of models',
  reply: z.object({ items: z.array(localModel) }),
})
export const orderModelEndpoints = defineRoute('orderModelEndpoints', 'PUT', '/model-order', {
  access,
  summary: 'The order in which models of a tier are asked',
  body: z.strictObject({ ids: z.array(modelEndpointId).max(50) }),
  reply: ok,
})
export const getModelSettings = defineRoute('getModelSettings', 'GET', '/model-settings', {
  access,
  summary: 'Budgets, what may leave, and which scene may use which model',
  reply: modelSettings,
})
export const updateModelSettings = defineRoute('updateModelSettings', 'PUT', '/model-settings', {
  access,
  summary: 'Change these settings; send the version you saw as If-Match',
  body: z.strictObject(settings),
  reply: modelSettings,
})
export const getModelUsage = defineRoute('getModelUsage', 'GET', '/model-usage', {
  access,
  summary: 'Calls, cost, time and failures by task and by day',
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(92).default(14) }),
  reply: modelUsage,
})
