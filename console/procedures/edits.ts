import type {
  ProcedureDefinition,
  ProcedureProblem,
  ProcedureSlot,
  ProcedureStep,
  ProcedureStepKind,
} from '../../contract/procedures/definition.ts'

type Words = { en?: string | undefined; zh?: string | undefined }

/** A name that nothing else has: `ask`, `ask-2`, `ask-3` … */
export function freeName(wanted: string, taken: readonly string[], joint = '-'): string {
  if (!taken.includes(wanted)) return wanted
  for (let count = 2; ; count += 1) {
    const name = `${wanted}${joint}${count}`
    if (!taken.includes(name)) return name
  }
}

export function newSlot(taken: readonly string[]): ProcedureSlot {
  return { name: freeName('slot', taken, '_'), label: {}, type: 'text', options: [], days: 'any' }
}

/** A step with nothing in it yet; what it needs is told by its problems. */
export function newStep(kind: ProcedureStepKind, { steps, slots }: ProcedureDefinition): ProcedureStep {
  const id = freeName(
    kind,
    steps.map((step) => step.id),
  )
  const first = steps[0]?.id ?? id
  switch (kind) {
    case 'say':
      return { id, kind, text: {} }
    case 'ask':
      return { id, kind, text: {}, slots: slots[0] === undefined ? ['slot'] : [slots[0].name], tries: 3 }
    case 'choose':
      return {
        id,
        kind,
        text: {},
        options: [
          { label: {}, next: first },
          { label: {}, next: first },
        ],
      }
    case 'branch':
      return {
        id,
        kind,
        branches: [
          {
            all: [{ value: { from: 'slot', slot: slots[0]?.name ?? 'slot' }, is: 'filled', to: '' }],
            next: first,
          },
        ],
      }
    case 'tool':
      return { id, kind, tool: 'date', input: {} }
    case 'wait':
      return { id, kind, atMostMinutes: 24 * 60 }
    case 'hand-over':
      return { id, kind, note: '' }
    case 'end':
      return { id, kind }
  }
}

export const replaceAt = <Item>(items: readonly Item[], place: number, item: Item): Item[] =>
  items.map((one, index) => (index === place ? item : one))
export const without = <Item>(items: readonly Item[], place: number): Item[] =>
  items.filter((_, index) => index !== place)
export function moved<Item>(items: readonly Item[], from: number, by: -1 | 1): Item[] {
  const to = from + by
  if (to < 0 || to >= items.length) return [...items]
  const copy = [...items]
  const [item] = copy.splice(from, 1)
  if (item !== undefined) copy.splice(to, 0, item)
  return copy
}

/** Texts that are empty are no texts. */
export function withWords<Name extends 'en' | 'zh'>(words: Words, language: Name, text: string): Words {
  const { [language]: _, ...rest } = words
  return text === '' ? rest : { ...rest, [language]: text }
}

/** Whether nothing was changed. */
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What is wrong in one step, and what concerns the whole. */
export const problemsAt = (
  problems: readonly ProcedureProblem[],
  step: string | undefined,
): ProcedureProblem[] => problems.filter((problem) => problem.step === step)
