import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineRoute } from '../../../contract/index.ts'
import { describeOpenApi } from './open-api.ts'

const read = defineRoute('readThing', 'GET', '/things/:thingId', {
  access: 'knowledge:read',
  summary: 'Read a thing',
  params: z.strictObject({ thingId: z.uuid() }),
  query: z.strictObject({ limit: z.coerce.number().int().max(5).default(2), must: z.string() }),
  reply: z.object({ ok: z.boolean() }),
})
const write = defineRoute('writeThing', 'PUT', '/things/:thingId', {
  access: 'customer',
  summary: 'Write a thing',
  params: z.strictObject({ thingId: z.uuid() }),
  body: z.strictObject({ name: z.string().max(9) }),
  reply: z.object({ ok: z.boolean() }),
})

describe('the OpenAPI description', () => {
  const document = describeOpenApi([read, write], '1.2.3') as {
    paths: Record<string, Record<string, Record<string, unknown>>>
  }
  const path = document.paths['/api/v1/things/{thingId}'] ?? {}

  it('names both methods of one path, with access and security', () => {
    expect(Object.keys(path)).toEqual(['get', 'put'])
    expect(path.get).toMatchObject({ operationId: 'readThing', 'x-access': 'knowledge:read' })
    expect(path.get?.security).toEqual([{ session: [] }, { apiKey: [] }])
    expect(path.put?.security).toEqual([{ customerToken: [] }])
  })

  it('describes parameters, what is required and the body', () => {
    expect(path.get?.parameters).toMatchObject([
      { name: 'thingId', in: 'path', required: true },
      { name: 'limit', in: 'query', required: false },
      { name: 'must', in: 'query', required: true },
    ])
    expect(path.get).not.toHaveProperty('requestBody')
    expect(path.put?.requestBody).toMatchObject({
      content: { 'application/json': { schema: { properties: { name: { type: 'string', maxLength: 9 } } } } },
    })
  })
})
