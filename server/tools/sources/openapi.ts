import { createHash } from 'node:crypto'
import { z } from 'zod'
import { correlationId } from '../../platform/log/index.ts'
import type { GuardedFetch } from '../../platform/net/index.ts'
import { canonical } from '../calls/confirmation.ts'
import {
  linesOf,
  settingsFor,
  type Tool,
  type ToolContext,
  type ToolFormField,
  ToolRefusal,
  type ToolResult,
  type Words,
} from '../tool.ts'

type Json = Record<string, unknown>

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
const mostOperations = 200
const mostDepth = 12

/** What is known of one operation before it is a tool. */
export interface Operation {
  name: string
  kind: 'read' | 'write'
  method: string
  path: string
  title: Words
  summary: Words
  /** Where each input goes. */
  places: { name: string; in: 'path' | 'query' | 'header' | 'body' }[]
  schema: Json
  /** Parameters that are never asked for: filled in from the proven identity, or with the key of the call. */
  /** What its own description asks for: never less than what it is would. */
  needs: 'code' | undefined
  bound: { name: string; in: 'query' | 'header' | 'path' | 'body'; from: 'subject' | 'idempotency-key' }[]
  /** Path to the number of the receipt in the answer. */
  receipt: string | undefined
  labels: Record<string, Words>
  options: Record<string, OptionsFrom>
  reasons: Record<string, Words>
}

interface OptionsFrom {
  operation: string
  items: string
  value: string
  label: string[]
}

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
const wordsOf = (value: unknown, fallback: string): Words => {
  const { en, zh } = object(value)
  return {
    en: typeof en === 'string' ? en.slice(0, 120) : fallback,
    zh: typeof zh === 'string' ? zh.slice(0, 120) : typeof en === 'string' ? en.slice(0, 120) : fallback,
  }
}

/** `getOrder` → `get-order` */
export const toolNameOf = (operationId: string): string =>
  operationId
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 64)

/** The operations of an OpenAPI 3 document. Throws where it is none. */
export function readOperations(document: unknown): Operation[] {
  const root = object(document)
  if (typeof root.openapi !== 'string' || !root.openapi.startsWith('3.'))
    throw new Error('it is no OpenAPI 3 document')
  const operations: Operation[] = []
  for (const [path, item] of Object.entries(object(root.paths)))
    for (const method of methods) {
      const operation = object(object(item)[method])
      if (Object.keys(operation).length === 0) continue
      if (operations.length >= mostOperations)
        throw new Error(`it has more than ${mostOperations} operations`)
      operations.push(readOperation(root, path, method, operation, object(item)))
    }
  return operations
}

function readOperation(root: Json, path: string, method: string, operation: Json, item: Json): Operation {
  const id = typeof operation.operationId === 'string' ? operation.operationId : `${method}${path}`
  const properties: Json = {}
  const required: string[] = []
  const places: Operation['places'] = []
  const bound: Operation['bound'] = []
  const labels: Record<string, Words> = {}
  const options: Record<string, OptionsFrom> = {}
  const take = (
    name: string,
    where: Operation['places'][number]['in'],
    schema: Json,
    must: boolean,
    notes: Json,
  ) => {
    if (notes['x-attune-from'] === 'subject') bound.push({ name, in: where, from: 'subject' })
    else if (where === 'header' && name.toLowerCase() === 'idempotency-key')
      bound.push({ name, in: where, from: 'idempotency-key' })
    else {
      properties[name] = schema
      places.push({ name, in: where })
      if (must) required.push(name)
      labels[name] = wordsOf(notes['x-label'], typeof schema.title === 'string' ? schema.title : name)
      const from = object(notes['x-options'])
      if (typeof from.operation === 'string')
        options[name] = {
          operation: toolNameOf(from.operation),
          items: String(from.items ?? ''),
          value: String(from.value ?? 'id'),
          label: (Array.isArray(from.label) ? from.label : [from.value ?? 'id']).map(String),
        }
    }
  }
  const parameters = [item.parameters, operation.parameters].flatMap((list) =>
    Array.isArray(list) ? list : [],
  )
  for (const given of parameters) {
    const parameter = object(resolve(root, given))
    const where = parameter.in
    if (where !== 'path' && where !== 'query' && where !== 'header') continue
    const schema = object(resolve(root, parameter.schema))
    take(String(parameter.name), where, schema, parameter.required === true || where === 'path', parameter)
  }
  const content = object(object(resolve(root, operation.requestBody)).content)
  const body = object(resolve(root, object(content['application/json']).schema))
  const must = Array.isArray(body.required) ? body.required : []
  for (const [name, schema] of Object.entries(object(body.properties)))
    take(name, 'body', object(schema), must.includes(name), object(schema))
  const summary = typeof operation.summary === 'string' ? operation.summary : id
  return {
    name: toolNameOf(id),
    kind: method === 'get' ? 'read' : 'write',
    method: method.toUpperCase(),
    path,
    title: wordsOf(operation['x-title'], summary.slice(0, 120)),
    summary: wordsOf(operation['x-summary'], summary.slice(0, 200)),
    places,
    bound,
    needs: operation['x-attune-needs'] === 'code' ? 'code' : undefined,
    schema: { type: 'object', properties, required, additionalProperties: false },
    receipt: typeof operation['x-receipt'] === 'string' ? operation['x-receipt'] : undefined,
    labels,
    options,
    reasons: Object.fromEntries(
      Object.entries(object(operation['x-reasons'])).map(([code, words]) => [code, wordsOf(words, code)]),
    ),
  }
}

/** The value behind its references, which have to point into the same document. */
function resolve(root: Json, value: unknown, depth = 0): unknown {
  if (depth > mostDepth) return {}
  if (Array.isArray(value)) return value.map((one) => resolve(root, one, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  const { $ref } = value as Json
  if (typeof $ref === 'string') {
    if (!$ref.startsWith('#/')) throw new Error(`it refers to another document: ${$ref.slice(0, 80)}`)
    const target = $ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => object(at)[key.replace(/~1/g, '/').replace(/~0/g, '~')], root)
    return resolve(root, target, depth + 1)
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(root, one, depth + 1)]))
}

/** The value at a dotted path. */
export const valueAt = (value: unknown, path: string): unknown =>
  path === '' ? value : path.split('.').reduce<unknown>((at, key) => object(at)[key], value)

export interface HttpSource {
  id: string
  name: string
  address: string
  /** Header and value that prove who calls; opened when the call is made, and in no answer, log or model ever. */
  secret?: () => { header: string; value: string } | undefined
}

/** An operation as a tool: called through the guarded client, within its time. */
export function toolOfOperation(operation: Operation, source: HttpSource, fetch: GuardedFetch): Tool {
  const { labels } = operation
  const labelsIn = (language: 'en' | 'zh') =>
    Object.fromEntries(Object.entries(labels).map(([name, words]) => [name, words[language] ?? name]))
  return {
    name: operation.name,
    version: versionOf(source, operation),
    kind: operation.kind,
    title: operation.title,
    summary: operation.summary,
    source: { kind: 'openapi', id: source.id, name: source.name },
    input: z.fromJSONSchema(operation.schema as Parameters<typeof z.fromJSONSchema>[0]) as z.ZodType<Json>,
    defaults: settingsFor(operation.kind, {
      needs:
        operation.needs ??
        (operation.kind === 'write' || operation.bound.some((one) => one.from === 'subject')
          ? 'identified'
          : 'nobody'),
    }),
    timeoutMs: 8_000,
    // A service that takes no key would do the thing again.
    repeatable: operation.bound.some((one) => one.from === 'idempotency-key'),
    lines: (input, language) => linesOf(inWordsOf(operation, input, language), labelsIn(language)),
    fields: operation.places.map((place) => fieldOf(operation, place.name)),
    reasons: operation.reasons,
    ...(operation.kind === 'read'
      ? { say: (output: unknown) => ({ text: '', lines: linesOf(object(output)) }) }
      : {}),
    run: (input, context) => call(operation, source, fetch, input, context),
  }
}

/** Another operation is another version, so that what was confirmed is never a call of something else. */
export const versionOf = (source: HttpSource, described: unknown): number =>
  createHash('sha256')
    .update(canonical([source.id, described]))
    .digest()
    .readUInt32BE() >>> 1

/** Chosen values by the words they were chosen by. */
function inWordsOf({ schema }: Operation, input: Json, language: 'en' | 'zh'): Json {
  const properties = object(schema.properties)
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      const texts = object(object(object(properties[name])['x-enum-labels'])[String(value)])
      return [name, texts[language] ?? value]
    }),
  )
}

function fieldOf({ schema, labels, options }: Operation, name: string): ToolFormField {
  const property = object(object(schema.properties)[name])
  const values = Array.isArray(property.enum) ? property.enum.map(String) : undefined
  const from = options[name]
  const texts = object(property['x-enum-labels'])
  return {
    name,
    label: labels[name] ?? { en: name },
    kind:
      from !== undefined || values !== undefined
        ? 'choice'
        : property.type === 'number' || property.type === 'integer'
          ? 'number'
          : property.format === 'date'
            ? 'date'
            : 'text',
    ...(from !== undefined
      ? { options: (context: ToolContext) => choices(from, context) }
      : values === undefined
        ? {}
        : {
            options: async ({ language }: ToolContext) =>
              values.map((value) => ({
                value,
                label: String(object(texts[value])[language] ?? value),
              })),
          }),
  }
}

async function choices(from: OptionsFrom, context: ToolContext) {
  const items = valueAt(await context.read(from.operation, {}), from.items)
  return (Array.isArray(items) ? items : []).map((item) => ({
    value: String(valueAt(item, from.value) ?? ''),
    label: from.label
      .map((path) => valueAt(item, path))
      .filter((text) => text !== undefined && text !== '')
      .join(' · '),
  }))
}

async function call(
  operation: Operation,
  source: HttpSource,
  fetch: GuardedFetch,
  input: Json,
  { customer, idempotencyKey }: Pick<ToolContext, 'customer'> & { idempotencyKey: string },
): Promise<ToolResult> {
  const values: { name: string; in: string; value: unknown }[] = [
    ...operation.places.map((place) => ({ ...place, value: input[place.name] })),
    ...operation.bound.map(({ name, in: where, from }) => {
      const value = from === 'subject' ? customer?.subject : idempotencyKey
      // Whoever is not proven to be somebody asks for nobody's data.
      if (value === undefined) throw new ToolRefusal('identity-required')
      return { name, in: where, value }
    }),
  ].filter((one) => one.value !== undefined)
  const of = (where: string) => values.filter((one) => one.in === where)
  const url = urlOf(operation, source, of('path'))
  for (const { name, value } of of('query')) url.searchParams.set(name, String(value))
  const secret = source.secret?.()
  const body = of('body')
  const causedBy = correlationId()
  const response = await fetch(url, {
    method: operation.method,
    headers: {
      accept: 'application/json',
      ...(body.length === 0 ? {} : { 'content-type': 'application/json' }),
      ...(operation.kind === 'write' ? { 'idempotency-key': idempotencyKey } : {}),
      ...(causedBy === undefined ? {} : { 'x-request-id': causedBy }),
      ...Object.fromEntries(of('header').map(({ name, value }) => [name.toLowerCase(), headerText(value)])),
      ...(secret === undefined ? {} : { [secret.header]: secret.value }),
    },
    ...(body.length === 0
      ? {}
      : { body: JSON.stringify(Object.fromEntries(body.map(({ name, value }) => [name, value]))) }),
  })
  const text = await response.text()
  const answer = parsed(text)
  if (response.status >= 400 && response.status < 500 && response.status !== 408 && response.status !== 429) {
    const code = object(object(answer).error).code ?? object(answer).code
    throw new ToolRefusal(typeof code === 'string' && /^[a-z0-9-]{1,60}$/.test(code) ? code : 'not-permitted')
  }
  // Taken, with nothing to show for it: an answer without a receipt.
  if (response.ok && operation.kind === 'write' && text.trim() === '') return { output: null }
  // A redirect, a fault or no JSON says nothing about what happened.
  if (!response.ok || answer === undefined) throw new Error(`answered ${response.status}`)
  if (operation.kind === 'read' || operation.receipt === undefined) return { output: answer }
  const number = valueAt(answer, operation.receipt)
  return typeof number === 'string' || typeof number === 'number'
    ? { output: answer, receipt: { number: String(number) } }
    : { output: answer }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Where an operation is called: what somebody wrote fills in one segment of its path, and never leads to another. */
function urlOf(
  { path }: Operation,
  { address }: HttpSource,
  values: { name: string; value: unknown }[],
): URL {
  const at = (text: string) => new URL(`${address.replace(/\/$/, '')}${text}`)
  const texts = new Map(values.map(({ name, value }) => [name, String(value)]))
  const filled = path.replace(/\{([^}]*)\}/g, (_, name) => {
    const text = texts.get(name) ?? ''
    if (text === '' || text === '.' || text === '..') throw new ToolRefusal('input-invalid')
    return encodeURIComponent(text)
  })
  const url = at(filled)
  const segments = (one: URL) => one.pathname.split('/').length
  if (segments(url) !== segments(at(path.replace(/\{[^}]*\}/g, 'x')))) throw new ToolRefusal('input-invalid')
  return url
}

/** Headers hold Latin letters alone. */
const headerText = (value: unknown): string => encodeURIComponent(String(value)).replace(/%20/g, ' ')
