type Json = Record<string, unknown>

interface Schema extends Json {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  prefixItems?: Schema[]
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  $defs?: Record<string, Schema>
}

interface Operation {
  parameters: { name: string; in: string; required: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content: Record<string, { schema: Schema }> }>
}

/** Deeper than this nobody looks: recursive shapes would go on for ever. */
const deepest = 6

/** Whoever sends a shape has to know other things of it than whoever reads it. */
type Side = 'takes' | 'gives'

/**
 * What callers may rely on, as sentences: `GET /x` (there is such a route), `GET /x takes limit:integer`, `GET /x takes kind=words` (a value
 * that may be sent), `GET /x needs name`, `GET /x gives items[].id:string`.
 */
export function apiFacts(document: Json): Set<string> {
  const facts = new Set<string>()
  const paths = document.paths as Record<string, Record<string, Operation>>
  for (const [path, operations] of Object.entries(paths))
    for (const [method, operation] of Object.entries(operations)) {
      const route = `${method.toUpperCase()} ${path}`
      facts.add(route)
      const say = (fact: string) => void facts.add(`${route} ${fact}`)
      for (const { name, in: place, required, schema } of operation.parameters) {
        if (place === 'query' && required) say(`needs ${name}`)
        tell(schema, name, 'takes', schema, say, 0)
      }
      for (const { schema } of Object.values(operation.requestBody?.content ?? {}))
        tell(schema, '', 'takes', schema, say, 0)
      for (const { schema } of Object.values(operation.responses['200']?.content ?? {}))
        tell(schema, '', 'gives', schema, say, 0)
    }
  return facts
}

function tell(
  given: Schema,
  path: string,
  side: Side,
  root: Schema,
  say: (fact: string) => void,
  depth: number,
  /** In one of several shapes that nothing tells apart, what one of them needs is not needed. */
  isSure = true,
): void {
  if (depth > deepest) return
  const schema = resolve(given, root)
  const inner = (one: Schema, at: string, sure = isSure) => tell(one, at, side, root, say, depth + 1, sure)
  if (path !== '' && typeof schema.type === 'string') say(`${side} ${path}:${schema.type}`)
  if (side === 'takes') {
    const values = schema.const === undefined ? (schema.enum ?? []) : [schema.const]
    for (const value of values) say(`takes ${path}=${String(value)}`)
  }
  for (const one of schema.allOf ?? []) inner(one, path)
  const shapes = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  for (const shape of shapes) {
    const name = nameOf(resolve(shape, root))
    inner(shape, name === undefined ? path : `${path}<${name}>`, isSure && name !== undefined)
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const at = path === '' ? name : `${path}.${name}`
    if (isSure && side === 'takes' && schema.required?.includes(name)) say(`needs ${at}`)
    inner(property, at)
  }
  if (schema.items !== undefined) inner(schema.items, `${path}[]`)
  for (const [index, item] of (schema.prefixItems ?? []).entries()) inner(item, `${path}[${index}]`)
  if (typeof schema.additionalProperties === 'object') inner(schema.additionalProperties, `${path}{}`)
}

function resolve(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema
  return schema.$ref === '#' ? root : (root.$defs?.[schema.$ref.split('/').at(-1) ?? ''] ?? schema)
}

/** What tells one of several shapes from the others: a property that has one value alone. */
function nameOf(schema: Schema): string | undefined {
  const told = Object.entries(schema.properties ?? {}).find(
    ([, { const: value }]) => typeof value === 'string',
  )
  return told === undefined ? undefined : `${told[0]}=${String(told[1].const)}`
}

/** What callers of an earlier version would stumble over: what is gone, and what is suddenly needed of them. */
export function brokenFacts(before: ReadonlySet<string>, now: ReadonlySet<string>): string[] {
  const isNeed = (fact: string) => fact.split(' ')[2] === 'needs'
  const gone = [...before].filter((fact) => !isNeed(fact) && !now.has(fact))
  const isNewShape = (fact: string) => {
    // A shape that nobody could send before may need what it likes.
    const [method, path, , at = ''] = fact.split(' ')
    const end = at.lastIndexOf('>')
    const whole = end < 0 ? at.split(/[.[{]/)[0] : at.slice(0, end + 1)
    return at !== whole && ![...before].some((one) => one.startsWith(`${method} ${path} takes ${whole}`))
  }
  const needed = [...now].filter(
    (fact) => isNeed(fact) && before.has(routeOf(fact)) && !before.has(fact) && !isNewShape(fact),
  )
  return [...gone.map((fact) => `gone: ${fact}`), ...needed.map((fact) => `new: ${fact}`)]
}

/** As a file: each route once, below it what is true of it. */
export function writeFacts(facts: ReadonlySet<string>): string {
  const lines: string[] = []
  let route = ''
  for (const fact of [...facts].sort()) {
    const own = routeOf(fact)
    if (own !== route) lines.push(own)
    route = own
    if (fact !== own) lines.push(`  ${fact.slice(own.length + 1)}`)
  }
  return `${lines.join('\n')}\n`
}

export function readFacts(text: string): Set<string> {
  let route = ''
  return new Set(
    text
      .trimEnd()
      .split('\n')
      .map((line) => {
        if (!line.startsWith('  ')) route = line
        return line.startsWith('  ') ? `${route} ${line.slice(2)}` : line
      }),
  )
}

const routeOf = (fact: string) => fact.split(' ').slice(0, 2).join(' ')
