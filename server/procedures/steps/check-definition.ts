import type { ProcedureDefinition, ProcedureProblem, ProcedureStep } from '../../../contract/index.ts'
import { namedIn, textsOf, valuesOf } from './values.ts'

/** What a definition speaks of, as it is now. */
export interface Surroundings {
  /** Names of the arguments a tool takes, and which of them it needs; `fields` of its form that offer choices. */
  tools: ReadonlyMap<
    string,
    {
      kind: 'read' | 'write'
      enabled: boolean
      takes: readonly string[]
      needs: readonly string[]
      offers: readonly string[]
    }
  >
  entries: ReadonlySet<string>
  scenes: ReadonlySet<string>
}

/** What stands against publishing a definition. Pure. */
export function problemsOf(definition: ProcedureDefinition, around: Surroundings): ProcedureProblem[] {
  const { steps, slots } = definition
  const problems: ProcedureProblem[] = []
  const report = (code: ProcedureProblem['code'], step?: string, name?: string) =>
    problems.push({
      code,
      ...(step === undefined ? {} : { step }),
      ...(name === undefined ? {} : { name }),
    })
  const empty = (words: { en?: string | undefined; zh?: string | undefined } | undefined) =>
    !words?.en?.trim() && !words?.zh?.trim()
  const known = {
    steps: new Map(steps.map((step) => [step.id, step])),
    slots: new Set(slots.map((one) => one.name)),
  }

  if (empty(definition.name)) report('name-missing')
  if (steps.length === 0) report('no-steps')
  for (const key of definition.entries) if (!around.entries.has(key)) report('entry-unknown', undefined, key)
  for (const key of definition.scenes) if (!around.scenes.has(key)) report('scene-unknown', undefined, key)
  for (const name of twice(slots.map((one) => one.name))) report('slot-twice', undefined, name)
  for (const id of twice(steps.map((one) => one.id))) report('step-twice', id, id)
  for (const slot of slots) {
    if (empty(slot.label)) report('label-missing', undefined, slot.name)
    if (slot.type !== 'choice') continue
    if (slot.optionsOf === undefined) {
      if (slot.options.length < 2) report('options-missing', undefined, slot.name)
      else if (slot.options.some(({ label }) => empty(label))) report('label-missing', undefined, slot.name)
    } else {
      const tool = around.tools.get(slot.optionsOf.tool)
      if (tool === undefined) report('tool-missing', undefined, slot.optionsOf.tool)
      else if (!tool.enabled) report('tool-off', undefined, slot.optionsOf.tool)
      else if (!tool.offers.includes(slot.optionsOf.field)) report('options-unknown', undefined, slot.name)
    }
  }
  for (const step of steps) {
    for (const words of textsOf(step)) if (empty(words)) report('text-missing', step.id)
    for (const { name, field } of textsOf(step).flatMap(namedIn)) {
      if (field === undefined) {
        if (!known.slots.has(name)) report('slot-unknown', step.id, name)
      } else if (!gives(known.steps.get(name))) report('result-unknown', step.id, name)
    }
    for (const value of valuesOf(step)) {
      if (value.from === 'slot' && !known.slots.has(value.slot)) report('slot-unknown', step.id, value.slot)
      if (value.from === 'result' && !gives(known.steps.get(value.step)))
        report('result-unknown', step.id, value.step)
    }
    if (step.kind === 'ask')
      for (const name of step.slots) if (!known.slots.has(name)) report('slot-unknown', step.id, name)
    if (step.kind === 'choose' && step.options.some(({ label }) => empty(label)))
      report('label-missing', step.id)
    for (const id of targetsOf(step)) if (!known.steps.has(id)) report('step-unknown', step.id, id)
    if (step.kind === 'tool') checkCall(step.id, step, undefined)
    if (step.kind === 'wait' && step.until !== undefined) checkCall(step.id, step.until, 'read')
  }
  for (const id of endless(definition)) report('never-ends', id)
  return problems

  function checkCall(
    id: string,
    { tool: name, input }: { tool: string; input: Record<string, unknown> },
    only: 'read' | undefined,
  ): void {
    const tool = around.tools.get(name)
    if (tool === undefined) return void report('tool-missing', id, name)
    if (!tool.enabled) report('tool-off', id, name)
    if (only === 'read' && tool.kind !== 'read') report('tool-writes', id, name)
    for (const one of tool.needs) if (input[one] === undefined) report('argument-missing', id, one)
    for (const one of Object.keys(input)) if (!tool.takes.includes(one)) report('argument-unknown', id, one)
  }
}

const gives = (step: ProcedureStep | undefined): boolean => step?.kind === 'tool'

const twice = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, place) => names.indexOf(name) !== place)),
]

/** Every step a step may name. */
function targetsOf(step: ProcedureStep): string[] {
  const named = [
    'next' in step ? step.next : undefined,
    'otherwise' in step ? step.otherwise : undefined,
    'refused' in step ? step.refused : undefined,
    'declined' in step ? step.declined : undefined,
    ...(step.kind === 'choose' ? step.options.map((one) => one.next) : []),
    ...(step.kind === 'branch' ? step.branches.map((one) => one.next) : []),
  ]
  return named.flatMap((id) => (id === undefined ? [] : [id]))
}

/** Steps that go on and on without ever asking or waiting for anybody. */
function endless({ steps }: ProcedureDefinition): string[] {
  const follows = new Map(
    steps.map((step, place) => {
      if (step.kind !== 'say' && step.kind !== 'branch') return [step.id, [] as string[]] as const
      const below = steps[place + 1]?.id
      const open = step.kind === 'say' ? step.next === undefined : step.otherwise === undefined
      return [step.id, [...targetsOf(step), ...(open && below !== undefined ? [below] : [])]] as const
    }),
  )
  return steps.map(({ id }) => id).filter((id) => reaches(id, id, follows))
}

function reaches(from: string, to: string, follows: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>()
  const open = [...(follows.get(from) ?? [])]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true
    if (seen.has(at)) continue
    seen.add(at)
    open.push(...(follows.get(at) ?? []))
  }
  return false
}
