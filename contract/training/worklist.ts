import { z } from 'zod'
import { conversationId, entryId, language, timestamp } from '../ids.ts'
import { entryContent } from '../knowledge.ts'
import { defineRoute, ok, page, pageQuery } from '../route.ts'

export const questionId = z.uuid().brand<'question'>()
export const groupId = z.uuid().brand<'worklist-group'>()

/** What became of a customer's question. The last four are the worklist's business. */
export const questionKind = z.enum([
  'answered',
  /** Options were offered and the customer took one. */
  'chosen',
  /** Outside of the knowledge as far as the assistant could tell, or none of the options fitted. */
  'unanswered',
  'low-confidence',
  /** The customer asked for a person instead of taking what the assistant said. */
  'handed-over',
  /** The customer said that the answer did not solve it. */
  'disliked',
])
export type QuestionKind = z.infer<typeof questionKind>
export const troubleKinds = [
  'unanswered',
  'low-confidence',
  'handed-over',
  'disliked',
] as const satisfies readonly QuestionKind[]

/** An entry that may be meant, as today's knowledge sees it. */
export const likelyEntry = z.object({
  entryId,
  key: z.string(),
  title: z.string(),
  /** P(this entry is meant), 0..1. */
  score: z.number(),
})
export type LikelyEntry = z.infer<typeof likelyEntry>

/** A customer's question; personal data in it is masked. */
export const customerQuestion = z.object({
  id: questionId,
  text: z.string(),
  kind: questionKind,
  occurredAt: timestamp,
  conversationId,
  confidence: z.number(),
  /** What was answered or chosen then. */
  entryId: entryId.optional(),
  entryTitle: z.string().optional(),
})
export type CustomerQuestion = z.infer<typeof customerQuestion>

const questionIds = z.array(questionId).min(1).max(500)

/** One click that turns a group's questions into knowledge, or says that they are none of it. */
export const repair = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('add-to-entry'), entryId, questionIds }),
  z.strictObject({
    action: z.literal('new-entry'),
    content: entryContent,
    questionIds,
    /** false: a draft, which answers nobody yet. Absent: as `createEntry` does. */
    publish: z.boolean().optional(),
  }),
  z.strictObject({ action: z.literal('out-of-scope'), questionIds }),
  z.strictObject({ action: z.literal('ignore') }),
])
export type Repair = z.infer<typeof repair>
export const repairAction = z.enum(['add-to-entry', 'new-entry', 'out-of-scope', 'ignore'])
export type RepairAction = z.infer<typeof repairAction>

export const settlement = z.object({
  action: repairAction,
  by: z.string(),
  at: timestamp,
  entryId: entryId.optional(),
  entryTitle: z.string().optional(),
  /** Wordings that the knowledge gained. */
  wordings: z.int(),
})

export const worklistGroup = z.object({
  id: groupId,
  state: z.enum(['open', 'settled']),
  version: z.int(),
  /** What its questions say and others do not. */
  phrases: z.array(z.string()),
  /** The most typical question. */
  example: z.string(),
  /** In how many ways it is put; courtesies, order of words and slips make no other way. Absent before it was counted. */
  ways: z.int().optional(),
  language,
  /** Questions in the period, and in the one before it. */
  count: z.int(),
  before: z.int(),
  kinds: z.partialRecord(questionKind, z.int()),
  firstAt: timestamp,
  lastAt: timestamp,
  likely: z.array(likelyEntry),
  settlement: settlement.optional(),
})
export type WorklistGroup = z.infer<typeof worklistGroup>

/** One way in which customers put a question. */
export const wayOfAsking = z.object({ text: z.string(), count: z.int() })

export const largerMatter = z.object({
  phrases: z.array(z.string()),
  groups: z.array(
    z.object({ id: groupId, phrases: z.array(z.string()), example: z.string(), count: z.int() }),
  ),
})

const period = { days: z.coerce.number().int().min(1).max(90).default(30) }
const oneGroup = z.strictObject({ groupId })

export const listWorklist = defineRoute('listWorklist', 'GET', '/worklist', {
  access: 'conversations:read',
  summary: 'Groups of customers’ questions that the assistant could not answer, the largest first',
  query: z.strictObject({ ...pageQuery, ...period, state: z.enum(['open', 'settled']).default('open') }),
  reply: page(worklistGroup).extend({
    /** Of the period: groups, questions in them, and questions that stand alone. */
    total: z.int(),
    questions: z.int(),
    alone: z.int(),
    groupedAt: timestamp.optional(),
    /** A run is under way or about to begin. */
    updating: z.boolean(),
  }),
})
export const getWorklistGroup = defineRoute('getWorklistGroup', 'GET', '/worklist/:groupId', {
  access: 'conversations:read',
  summary: 'One group with its questions, the most typical first',
  params: oneGroup,
  query: z.strictObject(period),
  reply: worklistGroup.extend({
    questionList: z.array(customerQuestion),
    /** The commonest ways in which it is put, each with a question that puts it so. */
    wayList: z.array(wayOfAsking),
    /** Questions that are of the group and least like the others; none where it is small. */
    unusual: z.array(z.string()),
    /** The larger matter that it is part of, with the other open groups of it. */
    matter: largerMatter.optional(),
  }),
})
export const findWays = defineRoute('findWays', 'POST', '/worklist/ways', {
  access: 'conversations:read',
  summary:
    'In how many ways customers say a need, given by its name and up to three examples; nothing is changed',
  body: z.strictObject({
    name: z.string().trim().min(1).max(200),
    examples: z.array(z.string().trim().min(1).max(500)).max(3).default([]),
    days: z.int().min(1).max(90).default(30),
  }),
  reply: z.object({
    /** Questions of the period that were read, answered ones among them. */
    asked: z.int(),
    /** Those that want it. */
    questions: z.int(),
    ways: z.int(),
    /** The commonest ways, each with a question that puts it so. */
    wayList: z.array(wayOfAsking),
  }),
})
export const refreshWorklist = defineRoute('refreshWorklist', 'POST', '/worklist/refresh', {
  access: 'knowledge:edit',
  summary: 'Read new conversations into the worklist and group them again, in the background',
  reply: ok,
})

/** A recent question that would be treated otherwise. */
export const previewChange = z.object({
  text: z.string(),
  occurredAt: timestamp,
  /** Titles of the entries answered. */
  before: z.string().optional(),
  after: z.string().optional(),
  confidenceBefore: z.number(),
  confidenceAfter: z.number(),
  /** The question is one of those being repaired. */
  ofGroup: z.boolean(),
})
export const repairPreview = z.object({
  /** Recent questions that were asked again, before and after. */
  asked: z.int(),
  tookMs: z.number(),
  /** Questions of the group: how many there are, and how many would be answered with the chosen entry. */
  group: z.object({ questions: z.int(), answered: z.int() }),
  /** Other recent questions: answers that appear, that become another one, and that disappear. */
  counts: z.object({ appear: z.int(), change: z.int(), disappear: z.int() }),
  appear: z.array(previewChange),
  change: z.array(previewChange),
  disappear: z.array(previewChange),
})
export type RepairPreview = z.infer<typeof repairPreview>

export const previewRepair = defineRoute('previewRepair', 'POST', '/worklist/:groupId/preview', {
  access: 'knowledge:edit',
  summary: 'What a repair would change about the answers to recent questions; nothing is changed',
  params: oneGroup,
  body: repair,
  reply: repairPreview,
})
export const repairGroup = defineRoute('repairGroup', 'POST', '/worklist/:groupId/repair', {
  access: 'knowledge:edit',
  summary: 'Settle a group in one step; send the version you saw as If-Match. It counts in the next answer',
  params: oneGroup,
  body: repair,
  reply: worklistGroup,
})
export const undoRepair = defineRoute('undoRepair', 'POST', '/worklist/:groupId/undo', {
  access: 'knowledge:edit',
  summary: 'Take a repair back: its wordings leave the knowledge and the group is open again',
  params: oneGroup,
  reply: worklistGroup,
})

export const labelVerdict = z.enum(['entry', 'out-of-scope', 'wrong'])

/** A question worth a person's word. */
export const questionToLabel = customerQuestion.extend({
  /** Today's confidence and candidates. */
  likely: z.array(likelyEntry),
  /** Threshold of the scene that the first candidate belongs to. */
  threshold: z.number(),
  answered: z.boolean(),
  answer: z.string().optional(),
  /** Somebody else said something about it already. */
  second: z.boolean(),
})
export type QuestionToLabel = z.infer<typeof questionToLabel>

export const listQuestionsToLabel = defineRoute('listQuestionsToLabel', 'GET', '/labelling', {
  access: 'conversations:read',
  summary: 'Recent questions worth labelling, nearest to their threshold first',
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(50).default(20) }),
  reply: z.object({
    items: z.array(questionToLabel),
    counts: z.object({
      unlabelled: z.int(),
      labelled: z.int(),
      mine: z.int(),
      /** Questions with the word of two people or more, and how many of them agree. */
      shared: z.int(),
      agreed: z.int(),
    }),
  }),
})
const oneQuestion = z.strictObject({ questionId })
export const labelQuestion = defineRoute('labelQuestion', 'PUT', '/labelling/:questionId', {
  access: 'knowledge:edit',
  summary: 'Say which entry a question means, that none does, or only that the first candidate is wrong',
  params: oneQuestion,
  body: z.discriminatedUnion('verdict', [
    z.strictObject({ verdict: z.literal('entry'), entryId }),
    z.strictObject({ verdict: z.literal('out-of-scope') }),
    z.strictObject({ verdict: z.literal('wrong') }),
  ]),
  reply: ok,
})
export const unlabelQuestion = defineRoute('unlabelQuestion', 'DELETE', '/labelling/:questionId', {
  access: 'knowledge:edit',
  summary: 'Take one’s own label back',
  params: oneQuestion,
  reply: ok,
})
