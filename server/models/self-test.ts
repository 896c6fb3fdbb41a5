import type { ModelAbility, ModelEndpoint, ModelTest } from '../../contract/index.ts'
import type { StaffCaller } from '../platform/http/index.ts'
import { failureOf } from './call-failure.ts'
import { callText, streamCall } from './call-text.ts'
import type { ModelConfigs } from './config.ts'
import type { ConnectionOf } from './connections.ts'
import type { Endpoint, ModelEndpoints } from './endpoints.ts'
import { groundRules } from './task.ts'

export type SelfTest = (caller: StaffCaller, id: string) => Promise<ModelEndpoint>

const longest = 20_000
const schema = {
  type: 'object',
  properties: { colour: { type: 'string' }, count: { type: 'integer' } },
  required: ['colour', 'count'],
  additionalProperties: false,
}

/** Tries each ability with words of ours; nothing of a customer is sent, and no budget is asked. */
export function openSelfTest({
  endpoints,
  configs,
  connectionOf,
}: {
  endpoints: ModelEndpoints
  configs: ModelConfigs
  connectionOf: ConnectionOf
}): SelfTest {
  const tries: Record<
    ModelAbility,
    (endpoint: Endpoint, closed: boolean, signal: AbortSignal) => Promise<boolean>
  > = {
    async text(endpoint, closed, signal) {
      const asked = {
        instructions: groundRules,
        messages: [{ role: 'user' as const, content: 'Reply with the one word: ready' }],
        mostOutputTokens: 2_000,
      }
      const { text: model } = await connectionOf(endpoint, closed)
      const { text } = await streamCall({
        model,
        asked,
        signal,
        stallMs: endpoint.stallMs,
        onPart: () => undefined,
      })
      return text.trim() !== ''
    },
    async structured(endpoint, closed, signal) {
      const asked = {
        instructions: `${groundRules}\nReply with one JSON object of this schema: ${JSON.stringify(schema)}`,
        messages: [{ role: 'user' as const, content: 'Three green apples.' }],
        schema,
        mostOutputTokens: 2_000,
      }
      const { text: model } = await connectionOf(endpoint, closed)
      const { text } = await callText({ model, asked, signal })
      const said = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
      return typeof said.colour === 'string' && typeof said.count === 'number'
    },
    async tools(endpoint, closed, signal) {
      const asked = {
        instructions: `${groundRules}\nCount with the tool.`,
        messages: [{ role: 'user' as const, content: 'Three green apples.' }],
        tools: [{ name: 'count', description: 'Takes a colour and a count.', schema }],
        mostOutputTokens: 2_000,
      }
      const { text: model } = await connectionOf(endpoint, closed)
      const { uses = [] } = await callText({ model, asked, signal })
      const said = JSON.parse(uses[0]?.input ?? '{}')
      return uses[0]?.name === 'count' && typeof said.colour === 'string' && typeof said.count === 'number'
    },
    async embedding(endpoint, closed, signal) {
      const { embed } = await connectionOf(endpoint, closed)
      const made = await embed?.(['ready', 'green apples'], { role: 'passage', signal })
      return made?.vectors.length === 2 && (made.vectors[0]?.length ?? 0) > 0
    },
  }

  return async (caller, id) => {
    const endpoint = await endpoints.one(caller.tenantId, id)
    const { noTextLeaves } = await configs.of(caller.tenantId)
    const results = await Promise.all(
      endpoint.abilities.map(async (ability): Promise<ModelTest> => {
        const began = performance.now()
        const signal = AbortSignal.timeout(Math.min(endpoint.timeoutMs, longest))
        const tookMs = () => Math.round(performance.now() - began)
        try {
          const passed = await tries[ability](endpoint, noTextLeaves, signal)
          return {
            ability,
            passed,
            tookMs: tookMs(),
            ...(passed ? {} : { failure: 'invalid-output' as const }),
          }
        } catch (error) {
          const failure = error instanceof SyntaxError ? 'invalid-output' : failureOf(error).code
          return { ability, passed: false, failure, tookMs: tookMs() }
        }
      }),
    )
    return endpoints.keepTests(caller, id, results)
  }
}
