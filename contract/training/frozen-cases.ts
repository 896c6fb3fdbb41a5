import { z } from 'zod'
import { conversationId, entryId, storableText, timestamp } from '../ids.ts'
import { defineRoute, ok, page, pageQuery } from '../route.ts'

export const frozenCaseId = z.uuid().brand<'frozen-case'>()
export type FrozenCaseId = z.infer<typeof frozenCaseId>
export const modelVersionId = z.uuid().brand<'model-version'>()
export type ModelVersionId = z.infer<typeof modelVersionId>

/** answer: the entry answers by itself. first: it stands first, answered or offered. no-answer: nothing answers by itself. */
export const frozenExpectations = ['answer', 'first', 'no-answer'] as const
export type FrozenExpectation = (typeof frozenExpectations)[number]

/** Where the question was frozen. */
export const frozenSources = ['by-hand', 'try-it', 'conversation', 'calibration', 'worklist'] as const

/**
 * right, broken: what the newest version that was judged said. stale: its entry answers no more. unasked: no version was judged on it
 * yet, or there was no time for it.
 */
export const frozenStates = ['right', 'broken', 'stale', 'unasked'] as const
export type FrozenState = (typeof frozenStates)[number]

const named = z.object({ entryId, title: z.string() })

/** What a version does about a question, by the steps that answer customers. */
const said = z.object({
  outcome: z.string(),
  /** What it took the question for. */
  first: named.optional(),
  confidence: z.number(),
  /** The one that held. */
  threshold: z.number(),
  scene: z.string(),
})
export type FrozenReply = z.infer<typeof said>

const expectation = {
  expects: z.enum(frozenExpectations),
  /** Of `answer` and `first`. */
  entryId: entryId.optional(),
  /** Why it matters, for whoever reads the list later. */
  note: storableText(500).default(''),
}

export const frozenCase = z.object({
  id: frozenCaseId,
  text: z.string(),
  language: z.enum(['en', 'zh', 'other']),
  expects: z.enum(frozenExpectations),
  /** `live`: whether it answers customers now. */
  entry: named.extend({ live: z.boolean() }).optional(),
  note: z.string(),
  source: z.enum(frozenSources),
  /** Where the customer asked it. */
  conversationId: conversationId.optional(),
  state: z.enum(frozenStates),
  /** It is broken, and somebody put such a version in force knowing that: it holds nothing back until it is right again. */
  accepted: z.boolean(),
  /** What the version in force then and the newest one said. */
  before: said.optional(),
  after: said.optional(),
  judgedAt: timestamp.optional(),
  createdAt: timestamp,
  createdBy: z.string(),
  version: z.int(),
})
export type FrozenCase = z.infer<typeof frozenCase>

const oneCase = z.strictObject({ caseId: frozenCaseId })

export const listFrozenCases = defineRoute('listFrozenCases', 'GET', '/understanding/frozen-cases', {
  access: 'knowledge:read',
  summary: 'Questions that a newly trained version must get right before it comes into force, newest first',
  query: z.strictObject({
    ...pageQuery,
    state: z.enum(frozenStates).optional(),
    language: z.enum(['en', 'zh', 'other']).optional(),
    search: z.string().max(200).optional(),
  }),
  reply: page(frozenCase).extend({
    total: z.int(),
    /** Of all, whatever the list is narrowed to. */
    counts: z.object({
      right: z.int(),
      broken: z.int(),
      stale: z.int(),
      unasked: z.int(),
      accepted: z.int(),
    }),
    /** So many there may be. */
    most: z.int(),
  }),
})
export const freezeCase = defineRoute('freezeCase', 'POST', '/understanding/frozen-cases', {
  access: 'knowledge:edit',
  summary: 'Freeze a question with what is expected of it; one that is frozen alike already stays as it is',
  body: z.strictObject({
    text: storableText(500).min(1),
    ...expectation,
    source: z.enum(frozenSources).default('by-hand'),
    conversationId: conversationId.optional(),
  }),
  reply: frozenCase,
})
export const updateFrozenCase = defineRoute(
  'updateFrozenCase',
  'PUT',
  '/understanding/frozen-cases/:caseId',
  {
    access: 'knowledge:edit',
    summary: 'Change what is expected of a frozen question; send the version you saw as If-Match',
    params: oneCase,
    body: z.strictObject(expectation),
    reply: frozenCase,
  },
)
export const removeFrozenCase = defineRoute(
  'removeFrozenCase',
  'DELETE',
  '/understanding/frozen-cases/:caseId',
  {
    access: 'knowledge:edit',
    summary: 'Freeze a question no more; a version that nothing else holds back comes into force',
    params: oneCase,
    reply: ok,
  },
)

/** Of two versions on the same labelled questions: on so many only the new one was right, on so many only the old one. */
const pairedCount = z.object({ better: z.int(), worse: z.int(), p: z.number() })

export const versionReport = z.object({
  cases: z.object({
    asked: z.int(),
    right: z.int(),
    broken: z.int(),
    /** Broken, as somebody accepted before. */
    accepted: z.int(),
    stale: z.int(),
    unasked: z.int(),
  }),
  /** The entries' own standard questions, asked literally. */
  own: z.object({ of: z.int(), asked: z.int(), broken: z.int(), sameWording: z.int() }),
  /** Labelled questions that neither version had seen when it was asked; absent where they share none. */
  labels: z
    .object({
      shared: z.int(),
      /** The right entry stands first. */
      first: pairedCount,
      /** Nothing wrong is answered. */
      harmless: pairedCount,
      /** Likelihood below which chance is no excuse. */
      level: z.number(),
      worse: z.boolean(),
    })
    .optional(),
  tookMs: z.int(),
})
export type VersionReport = z.infer<typeof versionReport>

export const modelVersion = z.object({
  id: modelVersionId,
  knowledgeVersion: z.int(),
  judgedAt: timestamp,
  /** held-back: waits for somebody to put it in force. given-up: a newer one came instead. */
  state: z.enum(['in-force', 'held-back', 'replaced', 'given-up']),
  passed: z.boolean(),
  /** Why it came into force although something broke: there was none before it, or words had to be forgotten. */
  excuse: z.enum(['first', 'erasure']).optional(),
  report: versionReport,
  /** Somebody put it in force although something broke, or took away what held it back. */
  forcedAt: timestamp.optional(),
  forcedBy: z.string().optional(),
})
export type ModelVersion = z.infer<typeof modelVersion>

export const listModelVersions = defineRoute('listModelVersions', 'GET', '/understanding/versions', {
  access: 'knowledge:read',
  summary: 'Trained versions with what they were judged by, newest first',
  query: z.strictObject(pageQuery),
  reply: page(modelVersion),
})

/** Something that a version got wrong: a frozen question, or an entry's own. */
export const brokenCase = z.object({
  kind: z.enum(['frozen', 'own']),
  caseId: frozenCaseId.optional(),
  text: z.string(),
  expects: z.enum(frozenExpectations),
  entry: named.optional(),
  accepted: z.boolean(),
  before: said.partial().optional(),
  after: said.partial(),
})
export type BrokenCase = z.infer<typeof brokenCase>

const oneVersion = z.strictObject({ versionId: modelVersionId })

export const listBrokenCases = defineRoute(
  'listBrokenCases',
  'GET',
  '/understanding/versions/:versionId/broken',
  {
    access: 'knowledge:read',
    summary: 'What a version got wrong: asked, expected, said; at most 200',
    params: oneVersion,
    reply: z.object({ items: z.array(brokenCase) }),
  },
)
export const putVersionInForce = defineRoute(
  'putVersionInForce',
  'POST',
  '/understanding/versions/:versionId/put-in-force',
  {
    access: 'knowledge:publish',
    summary:
      'Put a version in force that was held back; what it breaks holds nothing back until it is right again',
    params: oneVersion,
    reply: modelVersion,
  },
)
