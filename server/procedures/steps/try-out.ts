import type { z } from 'zod'
import type { ProcedureTrialState, tryProcedure } from '../../../contract/index.ts'
import { readField, readSlot } from './read-slot.ts'
import { type Came, type Plain, type Slots, stepOf } from './run.ts'
import { saying } from './texts.ts'
import { fieldsOf, inWords } from './values.ts'
import { emptyProgress, walk } from './walk.ts'

type Trial = z.output<(typeof tryProcedure)['body']>
type Tried = z.output<(typeof tryProcedure)['reply']>

/** One move through a definition as it is written. No tool is called, nothing is kept. */
export async function tryOut(trial: Trial, now: Date): Promise<Tried> {
  const { definition, language, state } = trial
  const before = state === undefined ? emptyProgress(definition) : { ...state, done: [] }
  const mark = 'try'
  const context = {
    definition,
    language,
    now,
    mark,
    // Nobody's own things are known here.
    optionsOf: async (tool: string, field: string) =>
      [1, 2].map((count) => ({ value: `${tool}-${field}-${count}`, label: `${field} ${count}` })),
    canProve: async () => false,
  }
  const came =
    state === undefined ? ({ by: 'start' } as const) : await cameOf(trial, state, now, context.optionsOf)
  const walked = await walk(before, came, context)
  const { step, slots, results, tries } = walked.progress
  const here = stepOf(definition, step)
  const { awaiting } = walked
  const over = walked.ended !== undefined || awaiting === 'nothing' || awaiting === 'proof'
  const misfit = came.by === 'misfit' ? [{ type: 'text' as const, text: saying('misfit', language) }] : []
  return {
    state: {
      step,
      slots: Object.fromEntries(
        Object.entries(slots).map(([name, { value, label }]) => [
          name,
          { value, ...(label === undefined ? {} : { label }) },
        ]),
      ),
      results,
      tries,
      awaiting: over ? 'end' : awaiting,
    },
    parts: [...misfit, ...walked.parts],
    fields: walked.fields,
    ...(walked.awaiting === 'tool' && here?.kind === 'tool' ? { tool: here.tool } : {}),
    ...(walked.awaiting === 'time' && here?.kind === 'wait' && here.until ? { tool: here.until.tool } : {}),
    ...(walked.ended === undefined ? {} : { ended: walked.ended }),
  }
}

async function cameOf(
  { definition, language, text = '', optionId, values, outcome = 'done' }: Trial,
  state: ProcedureTrialState,
  now: Date,
  offered: (tool: string, field: string) => Promise<{ value: string; label: string }[]>,
): Promise<Came> {
  const step = stepOf(definition, state.step)
  const pressed = optionId?.startsWith('try.') ? Number(optionId.slice(4)) : undefined
  if (step === undefined) return { by: 'start' }
  if (step.kind === 'tool') {
    const made: Record<string, Plain> = Object.fromEntries(
      fieldsOf(definition, step.id).map((field) => [field, field === 'receipt' ? 'TRY-0001' : `‹${field}›`]),
    )
    return { by: 'tool', outcome, result: outcome === 'done' ? made : { code: outcome } }
  }
  if (step.kind === 'wait') return { by: 'wait', came: outcome === 'done' }
  if (step.kind === 'choose') {
    const option = pressed ?? step.options.findIndex(({ label }) => inWords(label, language) === text.trim())
    return option >= 0 ? { by: 'chosen', option } : { by: 'misfit' }
  }
  if (step.kind !== 'ask') return { by: 'start' }
  const filled: Slots = {}
  const wanted = definition.slots.filter((slot) => step.slots.includes(slot.name) && !state.slots[slot.name])
  for (const slot of wanted) {
    const options =
      slot.optionsOf === undefined ? undefined : await offered(slot.optionsOf.tool, slot.optionsOf.field)
    const reading = { now, timeZone: 'UTC', language, options }
    const among =
      options ?? slot.options.map(({ value, label }) => ({ value, label: inWords(label, language) }))
    const read =
      values !== undefined
        ? readField(slot, values[slot.name] ?? '', reading)
        : pressed !== undefined
          ? readSlot(slot, among[pressed]?.label ?? '', reading)
          : readSlot(slot, text, reading)
    if (read !== undefined && 'found' in read) filled[slot.name] = read.found
  }
  return Object.keys(filled).length === 0 ? { by: 'misfit' } : { by: 'slots', filled }
}
