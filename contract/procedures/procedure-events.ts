import { z } from 'zod'
import { storableText } from '../ids.ts'
import { toolLine } from '../tools/tool-events.ts'

export const procedureRunStates = [
  'active',
  'paused',
  'done',
  'stopped',
  'handed-over',
  'expired',
  'failed',
] as const
export const procedureRunState = z.enum(procedureRunStates)
export type ProcedureRunState = z.infer<typeof procedureRunState>

/** What a customer did about a procedure, beside the words of their message. */
export const procedureReply = z.object({
  /** Began this one. */
  start: z.uuid().optional(),
  /** Filled in the form with this id. */
  formId: z.uuid().optional(),
  values: z.record(z.string().max(64), storableText(500)).optional(),
})
export type ProcedureReply = z.infer<typeof procedureReply>

export const procedureEventBodies = {
  /** Internal: where a procedure stands, for the agents: what was found out, what was done. */
  'procedure-changed': z.object({
    runId: z.uuid(),
    procedureId: z.uuid(),
    version: z.int(),
    title: storableText(120),
    state: procedureRunState,
    /** Why it ended as it did. */
    code: z.string().max(60).optional(),
    /** What was asked of whoever takes over. */
    note: storableText(1_000).optional(),
    /** Slots filled so far. */
    slots: z.array(toolLine).max(40),
    /** Steps done so far, in order. */
    done: z.array(toolLine).max(40),
  }),
} as const
