import type {
  Language,
  ProcedureCondition,
  ProcedureDefinition,
  ProcedureStep,
  ProcedureValue,
} from '../../../contract/index.ts'
import type { Plain, Progress } from './run.ts'

export type Words = { readonly [In in Language]?: string | undefined }
type Known = Pick<Progress, 'slots' | 'results'>

export const inWords = (words: Words | undefined, language: Language): string =>
  words?.[language] || words?.en || words?.zh || ''

export function knownValue(value: ProcedureValue, known: Known): Plain | undefined {
  if (value.from === 'text') return value.text
  if (value.from === 'slot') return known.slots[value.slot]?.value
  return known.results[value.step]?.[value.field]
}

export function holds({ value, is, to }: ProcedureCondition, known: Known): boolean {
  const found = knownValue(value, known)
  const text = found === undefined ? '' : String(found)
  switch (is) {
    case 'filled':
      return text !== ''
    case 'empty':
      return text === ''
    case 'equals':
      return found !== undefined && text === to
    case 'differs':
      return text !== to
    case 'contains':
      return to !== '' && text.includes(to)
    // Days of one form compare as texts do; what is no number is neither above nor below.
    case 'above':
      return text !== '' && (isDay(text) && isDay(to) ? text > to : Number(text) > Number(to))
    case 'below':
      return text !== '' && (isDay(text) && isDay(to) ? text < to : Number(text) < Number(to))
  }
}
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text)

const placeholder = /\{([a-z][a-z0-9_-]{0,39})(?:\.([A-Za-z0-9_.-]{1,300}))?\}/g

/** Slots and results in a text, as the customer reads them; what is not known leaves nothing. */
export function fillWords(words: Words | undefined, language: Language, known: Known): string {
  return inWords(words, language)
    .replace(placeholder, (_, name: string, field: string | undefined) => {
      if (field === undefined) return known.slots[name]?.label ?? known.slots[name]?.value ?? ''
      return String(known.results[name]?.[field] ?? '')
    })
    .slice(0, 4_000)
}

/** What a text names: slots by themselves, fields of what steps gave. */
export function namedIn(words: Words | undefined): { name: string; field?: string }[] {
  return Object.values(words ?? {}).flatMap((text) =>
    [...(text ?? '').matchAll(placeholder)].map(([, name = '', field]) => ({
      name,
      ...(field === undefined ? {} : { field }),
    })),
  )
}

export function textsOf(step: ProcedureStep): Words[] {
  switch (step.kind) {
    case 'say':
    case 'ask':
    case 'choose':
      return [step.text]
    case 'end':
      return step.text === undefined ? [] : [step.text]
    default:
      return []
  }
}

/** Every value a step reads. */
export function valuesOf(step: ProcedureStep): ProcedureValue[] {
  switch (step.kind) {
    case 'branch':
      return step.branches.flatMap(({ all }) => all.map(({ value }) => value))
    case 'tool':
      return Object.values(step.input)
    case 'wait':
      return Object.values(step.until?.input ?? {})
    default:
      return []
  }
}

/** The fields of a step's result that anything speaks of: nothing else of what a tool gave is kept. */
export function fieldsOf(definition: ProcedureDefinition, id: string): string[] {
  const named = definition.steps.flatMap((step) => [
    ...valuesOf(step).flatMap((value) => (value.from === 'result' && value.step === id ? [value.field] : [])),
    ...textsOf(step)
      .flatMap(namedIn)
      .flatMap(({ name, field }) => (name === id && field !== undefined ? [field] : [])),
  ])
  return [...new Set(named)]
}

/** What stands at a path of an answer, where it is plain. */
export function plainAt(output: unknown, path: string): Plain | undefined {
  let at: unknown = output
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  if (typeof at === 'string') return at.slice(0, 500)
  return typeof at === 'number' || typeof at === 'boolean' ? at : undefined
}

export function pickFields(output: unknown, fields: readonly string[]): Record<string, Plain> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = plainAt(output, field)
      return value === undefined ? [] : [[field, value] as const]
    }),
  )
}
