import { z } from 'zod'
import { storableText, timestamp } from '../ids.ts'

/** One line of a card: what it is, and its value as it is to be read. Both are made by code, from checked values. */
export const toolLine = z.object({ label: storableText(80), value: storableText(500) })
export type ToolLine = z.infer<typeof toolLine>

const lines = z.array(toolLine).max(20)
export const toolName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'small letters, digits, _ or -')
const title = storableText(120)

/** One thing to fill in before a tool can be called. */
export const toolField = z.object({
  name: z.string().max(64),
  label: storableText(80),
  kind: z.enum(['text', 'number', 'date', 'choice']),
  required: z.boolean(),
  options: z
    .array(z.object({ value: z.string().max(200), label: storableText(200) }))
    .max(50)
    .optional(),
  /** Already known. */
  value: z.string().max(500).optional(),
})
export type ToolField = z.infer<typeof toolField>

/** How a call of a tool ended. */
export const toolOutcome = z.enum(['done', 'refused', 'failed', 'unknown', 'declined', 'expired'])
export type ToolOutcome = z.infer<typeof toolOutcome>

/** How a one-time code reaches a customer. */
export const codeWay = z.enum(['email', 'phone'])
export type CodeWay = z.infer<typeof codeWay>

/** Bodies of the events that calls of tools leave in a conversation. */
export const toolEventBodies = {
  /** A form to fill in, shown to the customer. */
  'tool-form-asked': z.object({
    callId: z.uuid(),
    tool: toolName,
    title,
    fields: z.array(toolField).max(12),
    lines,
  }),
  /** The confirmation card: single use, bound by its hash to exactly what it shows. */
  'tool-confirmation-asked': z.object({
    callId: z.uuid(),
    tool: toolName,
    title,
    lines,
    inputHash: z.string(),
    expiresAt: timestamp,
    /** Earlier cards about exactly the same that this one takes the place of: they can be confirmed no more. */
    replaces: z.array(z.uuid()).max(20).optional(),
  }),
  /** The customer's click on the card. */
  'tool-confirmed': z.object({ callId: z.uuid(), accepted: z.boolean() }),
  /** The tenant's policy wants an agent to agree, too. */
  'tool-approval-asked': z.object({ callId: z.uuid(), tool: toolName, title, lines }),
  'tool-approved': z.object({ callId: z.uuid(), approved: z.boolean() }),
  /** How it ended. `done` always carries the number of the receipt. */
  'tool-settled': z.object({
    callId: z.uuid(),
    tool: toolName,
    title,
    outcome: toolOutcome,
    /** Stable code of what was refused or failed. */
    code: z.string().max(100).optional(),
    /** What is said to the customer, in their language. */
    text: storableText(1_000),
    receipt: z.string().max(120).optional(),
    lines,
  }),
  /** The customer has to prove who they are before it goes on: by a code sent to a contact the company knows. */
  'tool-proof-asked': z.object({
    callId: z.uuid(),
    tool: toolName,
    title,
    by: z.array(codeWay).min(1),
    expiresAt: timestamp,
    /** They are signed in; what is wanted needs a code beside that. */
    signedIn: z.literal(true).optional(),
  }),
  /** They have: `contact` is masked. */
  'tool-proved': z.object({ by: codeWay, contact: storableText(80) }),
  /** Internal: something was looked up. */
  'tool-read': z.object({ callId: z.uuid(), tool: toolName, title, ok: z.boolean(), lines }),
} as const
