import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineRoute, type RouteDefinition, routes } from '../../../contract/index.ts'
import { apiFacts, brokenFacts, readFacts, writeFacts } from './api-facts.ts'
import { describeOpenApi } from './open-api.ts'

const factsOf = (some: readonly RouteDefinition[]) => apiFacts(describeOpenApi(some, '1'))
const kept = () => readFacts(readFileSync(new URL('../../../docs/api-v1.txt', import.meta.url), 'utf8'))

describe('the HTTP API of version 1', () => {
  it('only grows: what the last release promised is still so', () => {
    // Broken on purpose? Then it is another version. Grown, and released? `node testing/run/keep-api.ts`.
    expect(brokenFacts(kept(), factsOf(routes))).toEqual([])
  })

  it('is kept whole', () => {
    expect(kept().size).toBeGreaterThan(routes.length * 10)
    expect([...kept()].filter((fact) => fact.split(' ').length === 2).length).toBeGreaterThan(200)
    expect(readFacts(writeFacts(factsOf(routes)))).toEqual(factsOf(routes))
  })
})

const shape = (change: object = {}) =>
  z.strictObject({ name: z.string(), tone: z.enum(['warm', 'short']).optional(), ...change })
const thing = (
  {
    path = '/things',
    body = shape(),
    reply = {},
  }: { path?: string; body?: z.ZodObject; reply?: object } = {},
  query: object = {},
) =>
  defineRoute('makeThing', 'POST', path, {
    access: 'knowledge:read',
    summary: 'Make a thing',
    query: z.strictObject({ limit: z.coerce.number().int().default(2), ...query }),
    body,
    reply: z.object({
      items: z.array(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('a'), size: z.int() }),
          z.object({ kind: z.literal('b') }),
        ]),
      ),
      ...reply,
    }),
  }) as RouteDefinition

describe('what breaks callers', () => {
  const before = factsOf([thing()])
  const at = 'POST /api/v1/things'
  const without = (route: RouteDefinition, reply: z.ZodObject) => ({ ...route, reply })

  it.each<[string, RouteDefinition[], string[]]>([
    ['nothing, where nothing changed', [thing()], []],
    [
      'nothing, where it grew',
      [
        thing(
          { body: shape({ more: z.string().optional() }), reply: { next: z.string() } },
          { q: z.string().optional() },
        ),
        thing({ path: '/others', body: shape({ must: z.string() }) }),
      ],
      [],
    ],
    ['a route that is gone', [thing({ path: '/others' })], [`gone: ${at}`]],
    ['a field that is needed now', [thing({ body: shape({ must: z.string() }) })], [`new: ${at} needs must`]],
    [
      'one that was not needed before',
      [thing({ body: shape({ tone: z.enum(['warm', 'short']) }) })],
      [`new: ${at} needs tone`],
    ],
    ['a query that is needed now', [thing({}, { q: z.string() })], [`new: ${at} needs q`]],
    [
      'a value that may be sent no more',
      [thing({ body: shape({ tone: z.enum(['warm']).optional() }) })],
      [`gone: ${at} takes tone=short`],
    ],
    [
      'a field that may be sent no more',
      [thing({ body: z.strictObject({ name: z.string() }) })],
      [`gone: ${at} takes tone:string`],
    ],
    ['another type', [thing({ body: shape({ name: z.int() }) })], [`gone: ${at} takes name:string`]],
    [
      'a field of one shape of a reply that is gone',
      [
        without(
          thing(),
          z.object({
            items: z.array(
              z.discriminatedUnion('kind', [
                z.object({ kind: z.literal('a') }),
                z.object({ kind: z.literal('b') }),
              ]),
            ),
          }),
        ),
      ],
      [`gone: ${at} gives items[]<kind=a>.size:integer`],
    ],
  ])('%s', (_, now, broken) => {
    const found = brokenFacts(before, factsOf(now))
    expect(broken.filter((one) => !found.includes(one))).toEqual([])
    if (broken.length === 0) expect(found).toEqual([])
  })
})
