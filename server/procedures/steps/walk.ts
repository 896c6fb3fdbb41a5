import type {
  MessagePart,
  ProcedureDefinition,
  ProcedureSlot,
  ProcedureStep,
  ToolField,
} from '../../../contract/index.ts'
import { optionsOf as optionsOfSlot } from './read-slot.ts'
import {
  type Came,
  type DoneStep,
  type Ended,
  type Progress,
  stepOf,
  type WalkContext,
  type Walked,
} from './run.ts'
import { saying } from './texts.ts'
import { fillWords, holds, inWords } from './values.ts'

/** Steps gone through at once without anybody asked: more is a circle. */
const mostAtOnce = 60
const mostDone = 200

export const emptyProgress = ({ steps }: ProcedureDefinition): Progress => ({
  step: steps[0]?.id ?? '',
  slots: {},
  results: {},
  done: [],
  tries: 0,
})

/** Where a step goes when it names none: to the one below; undefined behind the last. */
function nextOf(definition: ProcedureDefinition, step: ProcedureStep): string | undefined {
  if ('next' in step && step.next !== undefined) return step.next
  const place = definition.steps.indexOf(step)
  return definition.steps[place + 1]?.id
}

/**
 * What follows from what came: goes through steps until one has to wait for somebody, or it ends. No side effects; with the
 * same progress it comes to the same. Tools are not called here: the walk stops before one.
 */
export async function walk(before: Progress, came: Came, context: WalkContext): Promise<Walked> {
  const { definition, language } = context
  let progress: Progress = { ...before, done: [...before.done] }
  const parts: MessagePart[] = []
  const say = (text: string) => {
    if (text.trim() !== '') parts.push({ type: 'text', text })
  }
  const stop = (ended: Ended, code?: string, note?: string): Walked => ({
    progress,
    parts,
    fields: [],
    awaiting: 'nothing',
    ended,
    ...(code === undefined ? {} : { code }),
    ...(note === undefined || note === '' ? {} : { note }),
  })
  const markDone = (step: ProcedureStep, outcome?: string) => {
    const one: DoneStep = { step: step.id, kind: step.kind, at: context.now.getTime() }
    progress.done = [...progress.done, outcome === undefined ? one : { ...one, outcome }].slice(-mostDone)
  }

  let at: string | undefined = progress.step
  if (came.by !== 'start') {
    const here = stepOf(definition, progress.step)
    if (here === undefined) return stop('failed', 'step-unknown')
    const gone = leave(here)
    if (typeof gone !== 'object') at = gone
    else return gone
  }
  for (let count = 0; count < mostAtOnce; count += 1) {
    if (at === undefined) return stop('done')
    const step = stepOf(definition, at)
    if (step === undefined) return stop('failed', 'step-unknown')
    progress = {
      ...progress,
      step: step.id,
      tries: at === before.step && came.by === 'misfit' ? progress.tries : 0,
    }
    const met = await enter(step)
    if (typeof met === 'object') return met
    at = met
  }
  return stop('failed', 'goes-in-circles')

  /** What came ends the step it stands at: where it goes, or that it stays or is over. */
  function leave(step: ProcedureStep): string | undefined | Walked {
    switch (came.by) {
      case 'slots': {
        progress.slots = { ...progress.slots, ...came.filled }
        if (step.kind !== 'ask' || missing(step).length > 0) return step.id
        markDone(step)
        return nextOf(definition, step)
      }
      case 'chosen': {
        const option = step.kind === 'choose' ? step.options[came.option] : undefined
        if (option === undefined) return step.id
        markDone(step, inWords(option.label, language))
        return option.next
      }
      case 'tool': {
        progress.results = { ...progress.results, [step.id]: { ...came.result, outcome: came.outcome } }
        markDone(step, came.outcome)
        if (came.text !== undefined) say(came.text)
        if (step.kind !== 'tool' || came.outcome === 'done') return nextOf(definition, step)
        if (came.outcome === 'declined') return step.declined ?? stop('stopped', 'declined')
        if (step.refused !== undefined) return step.refused
        // Signing in is for the customer to do; nobody else can.
        return came.result.code === 'identity-required'
          ? stop('stopped', 'identity-required')
          : stop('handed-over', 'tool-refused')
      }
      case 'wait': {
        markDone(step, came.came ? 'came' : 'too-late')
        if (came.came || step.kind !== 'wait' || step.until === undefined) return nextOf(definition, step)
        return step.otherwise ?? stop('handed-over', 'waited-in-vain')
      }
      case 'misfit': {
        progress.tries += 1
        const most = step.kind === 'ask' ? step.tries : 3
        if (progress.tries < most) return step.id
        markDone(step, 'misfit')
        return (step.kind === 'ask' ? step.otherwise : undefined) ?? stop('handed-over', 'not-understood')
      }
      default:
        return step.id
    }
  }

  function missing(step: Extract<ProcedureStep, { kind: 'ask' }>): ProcedureSlot[] {
    return definition.slots.filter(
      (slot) => step.slots.includes(slot.name) && progress.slots[slot.name] === undefined,
    )
  }

  /** Goes through a step, or stops at it. */
  async function enter(step: ProcedureStep): Promise<string | undefined | Walked> {
    const words = (text: Parameters<typeof fillWords>[0]) => fillWords(text, language, progress)
    switch (step.kind) {
      case 'say':
        say(words(step.text))
        markDone(step)
        return nextOf(definition, step)
      case 'branch': {
        const way = step.branches.find(({ all }) => all.every((one) => holds(one, progress)))
        markDone(step)
        if (way !== undefined) return way.next
        return step.otherwise ?? nextOf(definition, step)
      }
      case 'choose': {
        say(words(step.text))
        parts.push({
          type: 'choice',
          options: step.options.map(({ label }, index) => ({
            id: `${context.mark}.${index}`,
            label: inWords(label, language) || String(index + 1),
            action: 'reply' as const,
          })),
        })
        return { progress, parts, fields: [], awaiting: 'choice' }
      }
      case 'ask':
        return ask(step, words(step.text))
      case 'tool':
        return { progress, parts, fields: [], awaiting: 'tool' }
      case 'wait':
        return { progress, parts, fields: [], awaiting: 'time' }
      case 'hand-over':
        markDone(step)
        return stop('handed-over', 'procedure', step.note)
      case 'end':
        if (step.text !== undefined) say(words(step.text))
        markDone(step)
        return stop('done')
    }
  }

  async function ask(
    step: Extract<ProcedureStep, { kind: 'ask' }>,
    text: string,
  ): Promise<string | undefined | Walked> {
    const wanted = missing(step)
    const [first] = wanted
    if (first === undefined) {
      markDone(step)
      return nextOf(definition, step)
    }
    const fields: ToolField[] = []
    for (const slot of wanted) {
      const options = slot.type === 'choice' ? await offered(slot) : undefined
      if (slot.type === 'choice' && options === undefined) {
        if (await context.canProve()) return { progress, parts, fields: [], awaiting: 'proof' }
        say(saying('signIn', language))
        return stop('stopped', 'identity-required')
      }
      if (options?.length === 0) {
        say(saying('nothingToChoose', language))
        markDone(step, 'nothing-to-choose')
        return step.otherwise ?? stop('handed-over', 'nothing-to-choose')
      }
      fields.push({
        name: slot.name,
        label: (inWords(slot.label, language) || slot.name).slice(0, 80),
        kind: fieldKind(slot),
        required: true,
        ...(options === undefined ? {} : { options: options.slice(0, 50) }),
      })
    }
    say(text)
    const [only] = fields
    // One thing is asked as people ask; a choice of few by buttons.
    if (wanted.length === 1 && step.slots.length === 1 && (only?.options?.length ?? 0) <= mostButtons) {
      if (only?.options !== undefined)
        parts.push({
          type: 'choice',
          options: only.options.map(({ label }, index) => ({
            id: `${context.mark}.${index}`,
            label,
            action: 'reply' as const,
          })),
        })
      return { progress, parts, fields: [], awaiting: 'slots' }
    }
    return { progress, parts, fields, awaiting: 'slots' }
  }

  async function offered(slot: ProcedureSlot): Promise<{ value: string; label: string }[] | undefined> {
    const found =
      slot.optionsOf === undefined
        ? undefined
        : await context.optionsOf(slot.optionsOf.tool, slot.optionsOf.field)
    if (slot.optionsOf !== undefined && found === undefined) return undefined
    return optionsOfSlot(slot, { language, options: found }).map(({ value, label }) => ({
      value: value.slice(0, 200),
      label: label.slice(0, 200),
    }))
  }
}

const mostButtons = 8

function fieldKind({ type }: ProcedureSlot): ToolField['kind'] {
  if (type === 'choice' || type === 'date') return type
  return type === 'number' || type === 'amount' ? 'number' : 'text'
}
