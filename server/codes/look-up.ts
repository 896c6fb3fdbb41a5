import type { CodeWay, ContactLookUp } from '../../contract/index.ts'
import { inputSchema, type Tools } from '../tools/index.ts'
import { type Contact, readContact } from './contacts.ts'

/** Under which name a tool takes a contact: of its kind, or as just a contact. */
const nameOf = ({ properties = {} }: { properties?: Record<string, unknown> }, by: readonly CodeWay[]) =>
  [...by, 'contact'].find((one) => properties[one] !== undefined)

export const takesContact = (schema: Record<string, unknown>): boolean =>
  nameOf(schema, ['email', 'phone']) !== undefined

function askedOf(
  schema: Record<string, unknown>,
  { by, asked }: Pick<Contact, 'by' | 'asked'>,
): Record<string, string>[] {
  const name = nameOf(schema, [by])
  return name === undefined ? [] : asked.map((spelling) => ({ [name]: spelling }))
}

/**
 * Whose contact it is in the company's own records: its id of a customer, or nobody's. What is found has to carry the very contact
 * that was asked for: a search that is generous finds nobody here. More than one is nobody, too.
 */
export async function lookUpSubject(
  tools: Pick<Tools, 'lookUp' | 'registry'>,
  tenantId: string,
  { tool, subject, contact: at }: ContactLookUp,
  contact: Contact,
  callingCode: string,
): Promise<string | undefined> {
  const found = await tools.registry.find(tenantId, tool)
  if (found === undefined) return undefined
  const subjects = new Set<string>()
  for (const input of askedOf(inputSchema(found.tool), contact)) {
    const answer = await tools.lookUp(tenantId, tool, input)
    if ('code' in answer) continue
    const id = plain(answer.output, subject)
    const theirs = plain(answer.output, at)
    if (id === undefined || theirs === undefined) continue
    if (readContact(contact.by, theirs, callingCode)?.key === contact.key) subjects.add(id)
  }
  const [only, ...others] = subjects
  return others.length === 0 ? only : undefined
}

const longest = 200

/** The text or number at a dotted path; a list of one is what it holds, any other list nothing. */
function plain(output: unknown, path: string): string | undefined {
  let here = only(output)
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = only((here as Record<string, unknown>)[key])
  }
  if (typeof here !== 'string' && typeof here !== 'number') return undefined
  const text = String(here).trim()
  return text === '' || text.length > longest ? undefined : text
}

const only = (value: unknown): unknown =>
  Array.isArray(value) ? (value.length === 1 ? value[0] : undefined) : value
