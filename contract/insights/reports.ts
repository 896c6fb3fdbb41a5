import { z } from 'zod'
import { conversationId, entryId, language, storableText, timestamp } from '../ids.ts'
import { handoverReason } from '../messages.ts'
import { defineRoute, page, pageQuery } from '../route.ts'

/**
 * A span of time by how often it was measured. Median and 90th percentile are right to within five in a hundred; they are left out
 * where too few were measured to say anything (5 for the median, 10 for the 90th percentile).
 */
export const durations = z.object({
  count: z.int(),
  medianMs: z.number().optional(),
  p90Ms: z.number().optional(),
  /** All together, right to within five in a hundred. */
  totalMs: z.number(),
})
export type Durations = z.infer<typeof durations>

/** Plain counts: shares are made of them by whoever shows them, so that both sides of a share can be seen. */
export const reportFigures = z.object({
  conversations: z.int(),
  byMachine: z.int(),
  byPeople: z.int(),
  questions: z.int(),
  answered: z.int(),
  offered: z.int(),
  chosen: z.int(),
  unanswered: z.int(),
  asked: z.int(),
  smallTalk: z.int(),
  handovers: z.int(),
  taken: z.int(),
  abandoned: z.int(),
  messagesLeft: z.int(),
  agentMessages: z.int(),
  solved: z.int(),
  notSolved: z.int(),
  /** Drafts that waited for a person: what became of them. */
  reviewApproved: z.int(),
  reviewEdited: z.int(),
  reviewDeclined: z.int(),
  reviewLate: z.int(),
  firstResponse: durations,
  waiting: durations,
  handling: durations,
  /** From a draft to a person's decision on it. */
  reviewing: durations,
  /** What members said they were; only where it belongs to what is counted: by day and agent, without filters on conversations. */
  presence: z.object({ onDutyMs: z.number(), wrapUpMs: z.number(), awayMs: z.number() }).optional(),
})
export type ReportFigures = z.infer<typeof reportFigures>
export type ReportMetric = keyof ReportFigures

export const reportDimensions = ['day', 'hour', 'scene', 'channel', 'language', 'agent', 'reason'] as const
export const reportDimension = z.enum(reportDimensions)
export type ReportDimension = z.infer<typeof reportDimension>

const filters = {
  /** First and last day, both counted, in the tenant's time zone; today where absent. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  channelId: z.uuid().optional(),
  language: z.enum([...language.options, 'other']).optional(),
  scene: storableText(60).optional(),
}

export const report = z.object({
  timeZone: z.string(),
  from: z.string(),
  to: z.string(),
  total: reportFigures,
  /** The same for as many days right before. */
  before: reportFigures,
  beforeFrom: z.string(),
  beforeTo: z.string(),
  /** One a day, hour (0 to 23), scene, channel, language, agent or reason for a hand-over; those where nothing was counted are left out. */
  rows: z.array(z.object({ key: z.string(), name: z.string().optional(), figures: reportFigures })),
  /** What there is to filter by: channels, and scenes that anything was counted in. */
  channels: z.array(z.object({ id: z.uuid(), name: z.string() })),
  scenes: z.array(z.string()),
  handoversByReason: z.array(z.object({ reason: z.string(), count: z.int() })),
  /** What was said up to here is counted. */
  countedUntil: timestamp,
})
export type Report = z.infer<typeof report>

export const getReport = defineRoute('getReport', 'GET', '/reports', {
  access: 'reports:read',
  summary:
    'Counts and spans of some days by a dimension, and of the days before; definitions in docs/guides/reports.md',
  query: z.strictObject({ ...filters, by: reportDimension.default('day'), agentId: z.uuid().optional() }),
  reply: report,
})
export const getOwnReport = defineRoute('getOwnReport', 'GET', '/reports/mine', {
  access: 'conversations:serve',
  summary: 'The same of what the signed-in agent served',
  query: z.strictObject({ ...filters, by: reportDimension.default('day') }),
  reply: report,
})

/** What can be counted one by one. */
export const factKinds = [
  'session',
  'turn',
  'handover',
  'first-response',
  'wait',
  'abandoned',
  'handling',
  'agent-message',
  'feedback',
  'message-left',
  'review',
  'review-late',
  'tier',
] as const
export const factKind = z.enum(factKinds)
export type FactKind = z.infer<typeof factKind>

const factFilters = {
  ...filters,
  kind: factKind.default('session'),
  /** The outcome of a session or turn, the reason of a hand-over, `solved` or `not-solved`, the verdict of a review. Several by commas. */
  reason: z.string().max(200).optional(),
  hour: z.coerce.number().int().min(0).max(23).optional(),
  ...pageQuery,
}
const reportFact = z.object({
  conversationId,
  seq: z.int(),
  at: timestamp,
  customer: z.string(),
  channel: z.string(),
  scene: z.string(),
  reason: z.string(),
  agent: z.string().optional(),
  ms: z.int().optional(),
  preview: z.string(),
})
export type ReportFact = z.infer<typeof reportFact>

export const listReportFacts = defineRoute('listReportFacts', 'GET', '/reports/facts', {
  access: 'reports:read',
  summary: 'What a number of a report is made of, newest first',
  query: z.strictObject({ ...factFilters, agentId: z.uuid().optional() }),
  reply: page(reportFact),
})
export const listOwnReportFacts = defineRoute('listOwnReportFacts', 'GET', '/reports/mine/facts', {
  access: 'conversations:serve',
  summary: 'The same of what the signed-in agent served',
  query: z.strictObject(factFilters),
  reply: page(reportFact),
})

export const board = z.object({
  at: timestamp,
  waiting: z.int(),
  /** When the longest wait began. */
  waitingSince: timestamp.optional(),
  served: z.int(),
  withAssistant: z.int(),
  onDuty: z.boolean(),
  agents: z.array(z.object({ id: z.uuid(), name: z.string(), presence: z.string(), load: z.int() })),
  lastHour: z.object({
    conversations: z.int(),
    answeredByMachine: z.int(),
    answeredByPeople: z.int(),
    handovers: z.array(z.object({ reason: handoverReason.or(z.string()), count: z.int() })),
    waiting: durations,
  }),
})
export type Board = z.infer<typeof board>

export const getBoard = defineRoute('getBoard', 'GET', '/reports/board', {
  access: 'reports:read',
  summary: 'What goes on now: who waits, who serves, what the last hour brought',
  reply: board,
})

export const listEntryUse = defineRoute('listEntryUse', 'GET', '/reports/entry-use', {
  access: 'policy:read',
  summary: 'How often entries answered in the last 30 days, most used first',
  reply: z.object({
    items: z.array(z.object({ entryId, key: z.string(), count: z.int() })),
  }),
})
