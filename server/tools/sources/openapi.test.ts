import { expect, it } from 'vitest'
import { type ToolContext, ToolRefusal } from '../tool.ts'
import { readOperations, toolOfOperation } from './openapi.ts'

const key = { name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } }
const number = { name: 'number', in: 'path', required: true, schema: { type: 'string' } }
const document = {
  openapi: '3.1.0',
  paths: {
    '/orders/{number}/notes': {
      post: { operationId: 'note', parameters: [number], 'x-receipt': 'receipt' },
      put: { operationId: 'bare', parameters: [number, key] },
    },
  },
}

const context = {
  tenantId: '',
  now: new Date(0),
  timeZone: 'UTC',
  language: 'en',
  signal: AbortSignal.timeout(60_000),
  read: async () => undefined,
  idempotencyKey: 'the key of the call',
} satisfies ToolContext & { idempotencyKey: string }

function toolOf(name: string, answer: () => Response, described: unknown = document) {
  const called: string[] = []
  const operation = readOperations(described).find((one) => one.name === name)
  if (operation === undefined) throw new Error(name)
  const source = { id: 'source', name: 'Orders', address: 'https://orders.example.com/api/' }
  const tool = toolOfOperation(operation, source, async (url) => {
    called.push(String(url))
    return answer()
  })
  return { tool, called, run: (input: Record<string, unknown>) => tool.run(input, context) }
}

it('takes an empty answer as one without a receipt, and makes none up', async () => {
  const empty = toolOf('note', () => new Response(null, { status: 204 }))
  expect(await empty.run({ number: 'A1' })).toEqual({ output: null })
  const without = toolOf('bare', () => Response.json({ ok: true }))
  expect(await without.run({ number: 'A1' })).toEqual({ output: { ok: true } })
  const receipt = toolOf('note', () => Response.json({ receipt: 'R-1' }))
  expect(await receipt.run({ number: 'A1' })).toMatchObject({ receipt: { number: 'R-1' } })
  const page = toolOf('note', () => new Response('<html>', { status: 200 }))
  await expect(page.run({ number: 'A1' })).rejects.toThrow('answered 200')
})

it('may be repeated where the operation takes a key', () => {
  expect(toolOf('bare', () => new Response()).tool.repeatable).toBe(true)
  expect(toolOf('note', () => new Response()).tool.repeatable).toBe(false)
})

it('is another version as soon as the operation is another', () => {
  const version = (text: string) =>
    toolOf('note', () => new Response(), JSON.parse(JSON.stringify(document).replaceAll('/notes', text))).tool
      .version
  expect(version('/notes')).toBe(version('/notes'))
  expect(version('/notes')).not.toBe(version('/remarks'))
})

it('stays on its own path, whatever is written', async () => {
  const { run, called } = toolOf('note', () => Response.json({ receipt: 'R-1' }))
  for (const walking of ['', '.', '..'])
    await expect(run({ number: walking })).rejects.toEqual(new ToolRefusal('input-invalid'))
  expect(called).toEqual([])
  await run({ number: '../a/$&?x#y' })
  expect(called).toEqual(['https://orders.example.com/api/orders/..%2Fa%2F%24%26%3Fx%23y/notes'])
})
