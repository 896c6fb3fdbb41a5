import { z } from 'zod'
import { conversationId, language, storableText, timestamp } from '../ids.ts'
import { messagePart } from '../messages.ts'
import { defineRoute, ok, page, pageQuery } from '../route.ts'
import { toolField } from '../tools/tool-events.ts'
import { procedureDefinition, procedureProblem } from './definition.ts'
import { procedureRunState } from './procedure-events.ts'

const procedureId = z.uuid()
const one = z.strictObject({ procedureId })
const words = z.object({ en: z.string(), zh: z.string() }).partial()

export const procedureSummary = z.object({
  id: procedureId,
  name: words,
  /** The published version; absent while none serves. */
  published: z.int().optional(),
  /** The draft differs from what is published. */
  changed: z.boolean(),
  /** Of the draft. */
  problems: z.int(),
  steps: z.int(),
  /** Runs that have not ended. */
  running: z.int(),
  updatedAt: timestamp,
  updatedBy: z.string(),
})
export type ProcedureSummary = z.infer<typeof procedureSummary>

export const procedure = z.object({
  id: procedureId,
  draft: procedureDefinition,
  problems: z.array(procedureProblem),
  published: z.int().optional(),
  changed: z.boolean(),
  version: z.int(),
  updatedAt: timestamp,
  updatedBy: z.string(),
})
export type Procedure = z.infer<typeof procedure>

export const listProcedures = defineRoute('listProcedures', 'GET', '/procedures', {
  access: 'procedures:manage',
  summary: 'The procedures of the tenant, by name',
  reply: z.object({ items: z.array(procedureSummary) }),
})
export const createProcedure = defineRoute('createProcedure', 'POST', '/procedures', {
  access: 'procedures:manage',
  summary: 'Begin a procedure as a draft',
  body: procedureDefinition,
  bodyLimit: 300_000,
  reply: procedure,
})
export const getProcedure = defineRoute('getProcedure', 'GET', '/procedures/:procedureId', {
  access: 'procedures:manage',
  summary: 'The draft of a procedure and what stands against publishing it',
  params: one,
  reply: procedure,
})
export const updateProcedure = defineRoute('updateProcedure', 'PUT', '/procedures/:procedureId', {
  access: 'procedures:manage',
  summary: 'Change the draft; what is published and what runs stays as it is',
  params: one,
  body: procedureDefinition,
  bodyLimit: 300_000,
  reply: procedure,
})
export const removeProcedure = defineRoute('removeProcedure', 'DELETE', '/procedures/:procedureId', {
  access: 'procedures:manage',
  summary: 'Remove a procedure that nobody is in the middle of',
  params: one,
  reply: ok,
})
export const publishProcedure = defineRoute('publishProcedure', 'POST', '/procedures/:procedureId/publish', {
  access: 'procedures:manage',
  summary: 'Make the draft the version that new runs follow; refused while a step is broken',
  params: one,
  body: z.strictObject({ note: storableText(500).optional() }),
  reply: procedure,
})
export const withdrawProcedure = defineRoute(
  'withdrawProcedure',
  'POST',
  '/procedures/:procedureId/withdraw',
  {
    access: 'procedures:manage',
    summary: 'Offer it to nobody new; runs that have begun go on',
    params: one,
    reply: procedure,
  },
)

export const procedureVersion = z.object({
  number: z.int(),
  definition: procedureDefinition,
  note: z.string().optional(),
  createdAt: timestamp,
  createdBy: z.string(),
})
export type ProcedureVersion = z.infer<typeof procedureVersion>
export const listProcedureVersions = defineRoute(
  'listProcedureVersions',
  'GET',
  '/procedures/:procedureId/versions',
  {
    access: 'procedures:manage',
    summary: 'What was published, newest first',
    params: one,
    query: z.strictObject(pageQuery),
    reply: page(procedureVersion),
  },
)
export const restoreProcedure = defineRoute('restoreProcedure', 'POST', '/procedures/:procedureId/restore', {
  access: 'procedures:manage',
  summary: 'Make an earlier version the draft and publish it again; refused where it is broken by now',
  params: one,
  body: z.strictObject({ number: z.int().min(1) }),
  reply: procedure,
})

export const procedureRun = z.object({
  id: z.uuid(),
  procedureId,
  version: z.int(),
  conversationId,
  state: procedureRunState,
  code: z.string().optional(),
  /** The step it stands at, and what it waits for. */
  step: z.string(),
  awaiting: z.enum(['customer', 'tool', 'time', 'nothing']),
  startedAt: timestamp,
  updatedAt: timestamp,
  /** When the clock looks at it next. */
  dueAt: timestamp.optional(),
})
export type ProcedureRunView = z.infer<typeof procedureRun>
export const listProcedureRuns = defineRoute('listProcedureRuns', 'GET', '/procedure-runs', {
  access: 'procedures:manage',
  summary: 'Runs, newest first',
  query: z.strictObject({
    ...pageQuery,
    procedureId: procedureId.optional(),
    /** Only those that have not ended. */
    open: z.enum(['true', 'false']).optional(),
  }),
  reply: page(procedureRun),
})
export const stopProcedureRun = defineRoute('stopProcedureRun', 'POST', '/procedure-runs/:runId/stop', {
  access: 'procedures:manage',
  summary: 'End a run where it stands; the customer is told nothing',
  params: z.strictObject({ runId: z.uuid() }),
  reply: ok,
})

/** Where a trial stands: given back unchanged to go on. */
export const procedureTrialState = z.strictObject({
  step: z.string().max(64),
  slots: z.record(
    z.string().max(64),
    z.strictObject({ value: z.string().max(500), label: z.string().max(500).optional() }),
  ),
  results: z.record(
    z.string().max(64),
    z.record(z.string().max(400), z.union([z.string(), z.number(), z.boolean()])),
  ),
  tries: z.int(),
  awaiting: z.enum(['slots', 'choice', 'tool', 'time', 'end']),
})
export type ProcedureTrialState = z.infer<typeof procedureTrialState>

export const tryProcedure = defineRoute('tryProcedure', 'POST', '/procedures/try', {
  access: 'procedures:manage',
  summary: 'Go through a definition step by step, as a customer would; no tool is called',
  body: z.strictObject({
    definition: procedureDefinition,
    language,
    state: procedureTrialState.optional(),
    /** What the customer says, chooses (an option’s id) or fills in. */
    text: storableText(2_000).optional(),
    optionId: z.string().max(64).optional(),
    values: z.record(z.string().max(64), storableText(500)).optional(),
    /** What is made up of a tool, or of a wait. */
    outcome: z.enum(['done', 'refused', 'declined']).optional(),
  }),
  bodyLimit: 400_000,
  reply: z.object({
    state: procedureTrialState,
    parts: z.array(messagePart),
    fields: z.array(toolField),
    /** The tool it stands at. */
    tool: z.string().optional(),
    ended: z.enum(['done', 'handed-over', 'stopped', 'failed']).optional(),
  }),
})

/** A tool as a step may call it. */
export const procedureTool = z.object({
  name: z.string(),
  title: words,
  kind: z.enum(['read', 'write']),
  enabled: z.boolean(),
  /** Names of its arguments, and those it cannot do without. */
  takes: z.array(z.string()),
  needs: z.array(z.string()),
  /** Fields of its form that offer a customer what is theirs. */
  offers: z.array(z.string()),
})
export const listProcedureTools = defineRoute('listProcedureTools', 'GET', '/procedure-tools', {
  access: 'procedures:manage',
  summary: 'The tools that steps may call',
  reply: z.object({ items: z.array(procedureTool) }),
})

export const draftProcedureFrom = defineRoute('draftProcedureFrom', 'POST', '/procedures/draft', {
  access: 'procedures:manage',
  summary: 'A first draft from the text of a document, for people to edit; nothing is kept',
  body: z.strictObject({
    name: storableText(120).trim().min(1),
    document: storableText(40_000).trim().min(1),
    language,
  }),
  bodyLimit: 300_000,
  reply: z.object({ definition: procedureDefinition, by: z.enum(['model', 'fallback']) }),
})
