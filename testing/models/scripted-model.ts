import { createModelEndpoint, type ModelEndpoint } from '../../contract/index.ts'
import type { TestServerHandle } from '../running-server.ts'
import type { ScriptedEndpoint } from './scripted-endpoint.ts'

/** A scripted endpoint as an admin enters it. */
export const scriptedModel = ({ url }: Pick<ScriptedEndpoint, 'url'>) => ({
  name: 'Scripted',
  kind: 'openai-compatible' as const,
  baseUrl: url,
  model: 'scripted-1',
  apiKey: 'sk-of-the-tenant',
  abilities: ['text' as const, 'structured' as const],
  tiers: ['small' as const, 'large' as const],
  own: false,
  enabled: true,
  inputPrice: 2,
  outputPrice: 8,
  // Busy machines are slow; a test that wants to see a model fail says how soon it does.
  timeoutMs: 20_000,
  stallMs: 15_000,
  concurrency: 4,
})

/** Enters it for the tenant of whoever is signed in. */
export async function addScriptedModel(
  server: Pick<TestServerHandle, 'call'>,
  cookie: string,
  endpoint: Pick<ScriptedEndpoint, 'url'>,
  change: Record<string, unknown> = {},
): Promise<ModelEndpoint> {
  const { status, body } = await server.call(createModelEndpoint, {
    cookie,
    body: { ...scriptedModel(endpoint), ...change },
  })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body
}
