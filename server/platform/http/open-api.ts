import { z } from 'zod'
import { errorBody, type RouteDefinition } from '../../../contract/index.ts'

type Json = Record<string, unknown>

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json
  return rest
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const object = schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(object.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (object.required ?? []).includes(name),
    schema: property,
  }))
}

function securityOf(access: string): Json[] {
  if (access === 'public') return []
  if (access === 'customer') return [{ customerToken: [] }]
  if (access === 'member') return [{ session: [] }]
  return [{ session: [] }, { apiKey: [] }]
}

function operationOf(route: RouteDefinition): Json {
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE'
  return {
    operationId: route.name,
    summary: route.summary,
    'x-access': route.access,
    security: securityOf(route.access),
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
    ...(hasBody
      ? {
          requestBody: {
            content:
              route.raw === true || route.stream === true
                ? { 'application/octet-stream': { schema: { type: 'string' } } }
                : { 'application/json': { schema: schemaOf(route.body, 'input') } },
          },
        }
      : {}),
    responses: {
      200: {
        description: 'Done',
        content: {
          [route.raw === true && route.method === 'GET' ? 'application/jsonl' : 'application/json']: {
            schema: schemaOf(route.reply, 'output'),
          },
        },
      },
      default: {
        description: 'Refused or failed',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

/** The OpenAPI 3.1 description of the given routes. */
export function describeOpenApi(routes: readonly RouteDefinition[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const path = `/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = operationOf(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Attune',
      version,
      description: 'HTTP API of Attune. Lists page by key; versions travel in If-Match.',
    },
    paths,
    components: {
      schemas: { Error: schemaOf(errorBody, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'attune_session' },
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key (starts with atk_)' },
        customerToken: { type: 'http', scheme: 'bearer', description: 'The token of a web-chat session' },
      },
    },
  }
}
