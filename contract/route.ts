import { z } from 'zod'
import type { Permission } from './permissions.ts'

/**
 * Who may call: a permission (member session or API key), a signed-in member of any role, a customer's token, or anybody.
 * Public routes are rate limited by address.
 */
export type Access = Permission | 'member' | 'customer' | 'public'

export interface RouteDefinition<
  Parameters extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
  Who extends Access = Access,
> {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, with `:name` parameters. */
  readonly path: string
  readonly access: Who
  readonly summary: string
  readonly params: Parameters
  readonly query: Query
  readonly body: Body
  readonly reply: Reply
  /** Largest accepted body in bytes; 64 KiB unless told. */
  readonly bodyLimit?: number
  /** The body is a file in its own content-type, handed over as a string or bytes. */
  readonly raw?: boolean
  /** The body is a file of any type, handed over as it arrives; `bodyLimit` does not hold it. */
  readonly stream?: boolean
}

const nothing = z.strictObject({})
/** Of routes that take none; an empty object is the same. */
export const noBody = z.union([z.undefined(), z.null(), z.strictObject({})])

interface RouteOptions<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
  A extends Access,
> {
  access: A
  summary: string
  params?: P
  query?: Q
  body?: B
  reply: R
  bodyLimit?: number
  raw?: boolean
  stream?: boolean
}

/** Defines one route of the HTTP API. */
export function defineRoute<
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = typeof noBody,
  R extends z.ZodType = z.ZodType,
  const A extends Access = Access,
>(
  name: string,
  method: RouteDefinition['method'],
  path: string,
  options: RouteOptions<P, Q, B, R, A>,
): RouteDefinition<P, Q, B, R, A> {
  return {
    name,
    method,
    path,
    access: options.access,
    summary: options.summary,
    params: (options.params ?? nothing) as P,
    query: (options.query ?? nothing) as Q,
    body: (options.body ?? noBody) as B,
    reply: options.reply,
    ...(options.bodyLimit === undefined ? {} : { bodyLimit: options.bodyLimit }),
    ...(options.raw === undefined ? {} : { raw: options.raw }),
    ...(options.stream === undefined ? {} : { stream: options.stream }),
  }
}

/** A page of a list: `next` is given back as `?after=` to go on; absent at the end. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().optional() })

export const pageQuery = {
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}

export const ok = z.object({ ok: z.literal(true) })
