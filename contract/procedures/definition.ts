import { z } from 'zod'
import { storableText } from '../ids.ts'
import { toolName } from '../tools/tool-events.ts'

const text = (most: number) => z.object({ en: storableText(most), zh: storableText(most) }).partial()
/** What a customer reads. `{slot}` and `{step.field}` are filled in. */
const said = text(1_000)
const label = text(120)

export const procedureStepId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and -')
export const slotName = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'small letters, digits and _')
/** Into what a tool gave: `parcel.number`, `refunds.0.state`; of a tool that writes `outcome`, `receipt` and `code`. */
const fieldPath = z.string().regex(/^[A-Za-z0-9_-]{1,60}(?:\.[A-Za-z0-9_-]{1,60}){0,5}$/)

export const slotTypes = [
  'text',
  'number',
  'amount',
  'date',
  'order-number',
  'phone',
  'email',
  'choice',
] as const

/** Something to find out of the customer. */
export const procedureSlot = z.strictObject({
  name: slotName,
  label,
  type: z.enum(slotTypes),
  /** Of a choice: what there is to choose from. */
  options: z
    .array(z.strictObject({ value: storableText(200).min(1), label }))
    .max(8)
    .default([]),
  /** Of a choice, instead: what a field of a tool’s form offers this customer, e.g. their own orders. */
  optionsOf: z.strictObject({ tool: toolName, field: z.string().min(1).max(64) }).optional(),
  /** Of an order number, how it looks: `#` a digit, `@` a letter, anything else itself. */
  notation: storableText(40).optional(),
  /** Least and most of a number or an amount; of a text, of its length. */
  least: z.number().optional(),
  most: z.number().optional(),
  /** Which days are taken. */
  days: z.enum(['any', 'past', 'future']).default('any'),
})
export type ProcedureSlot = z.infer<typeof procedureSlot>

/** Where a value comes from. */
export const procedureValue = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('slot'), slot: slotName }),
  z.strictObject({ from: z.literal('result'), step: procedureStepId, field: fieldPath }),
  z.strictObject({ from: z.literal('text'), text: storableText(500) }),
])
export type ProcedureValue = z.infer<typeof procedureValue>

export const procedureCondition = z.strictObject({
  value: procedureValue,
  is: z.enum(['equals', 'differs', 'above', 'below', 'contains', 'filled', 'empty']),
  to: storableText(200).default(''),
})
export type ProcedureCondition = z.infer<typeof procedureCondition>

const inputs = z.record(z.string().min(1).max(64), procedureValue)
const every = {
  id: procedureStepId,
  /** For the people who edit it. */
  title: storableText(120).optional(),
}
/** Absent: the step that stands below. */
const next = procedureStepId.optional()

export const waitLimits = { leastEveryMinutes: 1, mostMinutes: 90 * 24 * 60 } as const

export const procedureStep = z.discriminatedUnion('kind', [
  z.strictObject({ ...every, kind: z.literal('say'), text: said, next }),
  /** One slot is asked in words, or by buttons; several by a form. */
  z.strictObject({
    ...every,
    kind: z.literal('ask'),
    text: said,
    slots: z.array(slotName).min(1).max(8),
    /** After so many answers that do not fit it goes to `otherwise`, or to people. */
    tries: z.int().min(1).max(10).default(3),
    otherwise: next,
    next,
  }),
  /** The customer chooses the way. */
  z.strictObject({
    ...every,
    kind: z.literal('choose'),
    text: said,
    options: z
      .array(z.strictObject({ label, next: procedureStepId }))
      .min(2)
      .max(8),
  }),
  /** What is known chooses the way: the first whose conditions all hold. */
  z.strictObject({
    ...every,
    kind: z.literal('branch'),
    branches: z
      .array(z.strictObject({ all: z.array(procedureCondition).min(1).max(5), next: procedureStepId }))
      .min(1)
      .max(10),
    otherwise: next,
  }),
  z.strictObject({
    ...every,
    kind: z.literal('tool'),
    tool: toolName,
    input: inputs,
    /** Where it goes when the tool refused or failed; to people where absent. */
    refused: next,
    /** Where it goes when the customer declined, or never confirmed; it ends where absent. */
    declined: next,
    next,
  }),
  /** Asks a tool that reads again and again until a field has one of the values; without one it just lets time pass. */
  z.strictObject({
    ...every,
    kind: z.literal('wait'),
    until: z
      .strictObject({
        tool: toolName,
        input: inputs,
        field: fieldPath,
        equals: z.array(storableText(200).min(1)).min(1).max(10),
        everyMinutes: z.int().min(waitLimits.leastEveryMinutes).max(10_080),
      })
      .optional(),
    atMostMinutes: z.int().min(1).max(waitLimits.mostMinutes),
    /** Where it goes when it never came; to people where absent. Without a tool the time’s end is what is waited for. */
    otherwise: next,
    next,
  }),
  /** `note` is for the agent. */
  z.strictObject({ ...every, kind: z.literal('hand-over'), note: storableText(1_000).default('') }),
  z.strictObject({ ...every, kind: z.literal('end'), text: said.optional() }),
])
export type ProcedureStep = z.infer<typeof procedureStep>
export const procedureStepKinds = procedureStep.options.map((one) => one.shape.kind.value)
export type ProcedureStepKind = ProcedureStep['kind']

/** A sequence of steps for one matter of a customer. Plain data; nothing in it runs as code. */
export const procedureDefinition = z.strictObject({
  name: label,
  /** Of the button that begins it. */
  button: label.default({}),
  /** Keys of the entries whose answers offer it. */
  entries: z.array(z.string().min(1).max(200)).max(100).default([]),
  /** Keys of the scenes in which it is offered where the assistant is not sure of an answer. */
  scenes: z.array(z.string().min(1).max(64)).max(50).default([]),
  slots: z.array(procedureSlot).max(40).default([]),
  steps: z.array(procedureStep).max(100).default([]),
})
export type ProcedureDefinition = z.infer<typeof procedureDefinition>

/** What stands against publishing it. */
export const procedureProblems = [
  'no-steps',
  'name-missing',
  'text-missing',
  'label-missing',
  'step-twice',
  'slot-twice',
  'step-unknown',
  'slot-unknown',
  'result-unknown',
  'tool-missing',
  'tool-off',
  'tool-writes',
  'argument-missing',
  'argument-unknown',
  'options-missing',
  'options-unknown',
  'entry-unknown',
  'scene-unknown',
  'never-ends',
] as const
export const procedureProblem = z.object({
  code: z.enum(procedureProblems),
  /** The step it was found in; absent where it concerns the whole. */
  step: z.string().optional(),
  /** What is meant: the name of a slot, a step, a tool or an argument. */
  name: z.string().optional(),
})
export type ProcedureProblem = z.infer<typeof procedureProblem>
