type Schema = {
  type?: string | string[]
  properties?: Record<string, Schema>
  items?: Schema
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  minItems?: number
  minimum?: number
  pattern?: string
}

/** An object of a schema that says a text wherever it can say one, and the most agreeable thing where it has to choose. */
export function fillSchema(schema: unknown, text: string, context: string): unknown {
  const numbered = context.match(/^\d+\. /gm)?.length ?? 1
  const fill = (of: Schema): unknown => {
    if (of.const !== undefined) return of.const
    if (of.enum !== undefined) return of.enum[0]
    const either = of.anyOf ?? of.oneOf
    if (either !== undefined) return fill(either.find((one) => one.type !== 'null') ?? either[0] ?? {})
    const type = Array.isArray(of.type) ? of.type[0] : of.type
    if (type === 'object')
      return Object.fromEntries(Object.entries(of.properties ?? {}).map(([key, inner]) => [key, fill(inner)]))
    if (type === 'array') {
      // A verdict for each numbered line; one of anything else.
      const length = of.items?.enum === undefined ? Math.max(1, of.minItems ?? 0) : numbered
      return Array.from({ length }, () => fill(of.items ?? {}))
    }
    if (type === 'integer' || type === 'number') return Math.max(1, of.minimum ?? 1)
    if (type === 'boolean') return true
    return text.slice(0, 280)
  }
  return fill(schema as Schema)
}
