import type { ProcedureDefinition, ProcedureStep } from '../../../contract/index.ts'
import type { Called } from '../../tools/index.ts'
import type { Came, Progress } from '../steps/run.ts'
import { fieldsOf, knownValue, pickFields } from '../steps/values.ts'
import type { ProcedureCore, RunRow } from './core.ts'

/** The arguments of a call, from what is known; what is not known is left out. */
export function inputOf(
  input: Extract<ProcedureStep, { kind: 'tool' }>['input'],
  known: Pick<Progress, 'slots' | 'results'>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => {
      const found = knownValue(value, known)
      return found === undefined || found === '' ? [] : [[name, found]]
    }),
  )
}

/** A slot is text; a tool may want a number, or yes or no. */
export function fitted(
  input: Record<string, unknown>,
  schema: Record<string, unknown>,
): Record<string, unknown> {
  const { properties = {} } = schema as { properties?: Record<string, { type?: string }> }
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      const type = properties[name]?.type
      if (typeof value !== 'string') return [name, type === 'string' ? String(value) : value]
      if (type === 'number' || type === 'integer') return [name, Number(value)]
      return [name, type === 'boolean' ? value === 'true' : value]
    }),
  )
}

/** What a read that answered, or any call that was refused, is for the procedure. */
export function cameOf(
  definition: ProcedureDefinition,
  step: string,
  called: Exclude<Called, { state: 'asked' | 'proof' }>,
): Came {
  if (called.state !== 'done')
    return { by: 'tool', outcome: 'refused', result: { code: called.code }, text: called.text }
  const fields = fieldsOf(definition, step)
  // Where the steps say themselves what was read, the tool need not.
  const own = fields.some((field) => field !== 'outcome')
  const lines = called.lines.map((line) => `${line.label}：${line.value}`)
  const text = own ? '' : [called.text, ...lines].filter((one) => one !== '').join('\n')
  return {
    by: 'tool',
    outcome: 'done',
    result: pickFields(called.output, fields),
    ...(text === '' ? {} : { text }),
  }
}

/** What a call for which a card was shown has come to; undefined while nobody knows. */
export async function endOfCall(
  { tools }: Pick<ProcedureCore, 'tools'>,
  row: RunRow,
  /** The conversation has been told, as far as whoever asks knows. */
  told: boolean,
): Promise<Came | 'open' | 'untold' | 'stale' | 'proven' | 'none'> {
  if (row.call_id === null) return 'none'
  const end = await tools.callEnd(row.tenant_id, row.call_id)
  if (end === undefined) return 'none'
  const result = {
    ...(end.code === undefined ? {} : { code: end.code }),
    ...(end.receipt === undefined ? {} : { receipt: end.receipt }),
  }
  // Whoever was asked for a proof has given it: the call is made anew, in their name.
  if (end.proven) return 'proven'
  // What follows from an end is said behind it.
  const heard = told || end.told
  switch (end.state) {
    case 'done':
      return heard ? { by: 'tool', outcome: 'done', result } : 'untold'
    case 'declined':
      return heard ? { by: 'tool', outcome: 'declined', result } : 'untold'
    case 'expired':
      return 'stale'
    case 'refused':
    case 'failed':
      // Somebody else served meanwhile, and nothing was done.
      if (end.code === 'owner-changed') return 'stale'
      return heard ? { by: 'tool', outcome: 'refused', result } : 'untold'
    default:
      return end.over ? 'stale' : 'open'
  }
}
