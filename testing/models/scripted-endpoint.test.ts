import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, jsonSchema, streamText, type ToolSet } from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ScriptedEndpoint, startScriptedEndpoint } from './scripted-endpoint.ts'

let endpoint: ScriptedEndpoint
beforeAll(async () => {
  endpoint = await startScriptedEndpoint(({ tools }) =>
    tools.length === 0
      ? { text: 'Hello there.', tokens: { input: 7, output: 3 } }
      : { toolCalls: [{ name: 'cancel_order', arguments: { order: 'W1' } }] },
  )
})
afterAll(() => endpoint?.stop())

const models = {
  openai: () => createOpenAICompatible({ name: 'x', baseURL: endpoint.url, includeUsage: true })('m'),
  anthropic: () => createAnthropic({ baseURL: endpoint.url, apiKey: 'k' })('m'),
}
const tools: ToolSet = {
  cancel_order: {
    description: 'Cancel an order',
    inputSchema: jsonSchema<{ order: string }>({
      type: 'object',
      properties: { order: { type: 'string' } },
      required: ['order'],
    }),
  },
}

describe.each(Object.entries(models))('the scripted endpoint as %s', (wire, model) => {
  it('speaks so that the library understands it, whole and in parts', async () => {
    const said = await generateText({ model: model(), prompt: 'hi', maxRetries: 0 })
    expect(said.text).toBe('Hello there.')
    expect(said.usage).toMatchObject({ inputTokens: 7, outputTokens: 3 })
    const streamed = streamText({ model: model(), prompt: 'hi', maxRetries: 0 })
    expect(await streamed.text).toBe('Hello there.')
    expect(endpoint.requests.at(-1)).toMatchObject({ wire, stream: true })
  })

  it('calls tools, whole and in parts', async () => {
    const called = await generateText({ model: model(), prompt: 'cancel it', tools, maxRetries: 0 })
    expect(called.toolCalls).toMatchObject([{ toolName: 'cancel_order', input: { order: 'W1' } }])
    const streamed = streamText({ model: model(), prompt: 'cancel it', tools, maxRetries: 0 })
    expect(await streamed.toolCalls).toMatchObject([{ toolName: 'cancel_order', input: { order: 'W1' } }])
    expect(endpoint.requests.at(-1)?.tools).toMatchObject([
      { name: 'cancel_order', description: 'Cancel an order' },
    ])
  })
})
