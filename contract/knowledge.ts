import { z } from 'zod'
import { categoryId, entryId, knowledgeBaseId, language, storableText, timestamp } from './ids.ts'
import { defineRoute, ok, page, pageQuery } from './route.ts'

export const wordingOrigin = z.enum(['operator', 'customer', 'pack'])

const perLanguage = <Value extends z.ZodType>(value: Value) => z.partialRecord(language, value)

/** What an operator edits. */
export const entryContent = z.strictObject({
  /** The operator's own short name of the entry, unique in the tenant. */
  key: storableText(120).min(1),
  category: perLanguage(storableText(120)).default({}),
  question: perLanguage(storableText(500).min(1)).refine(
    (value) => Object.keys(value).length > 0,
    'at least one language',
  ),
  similar: perLanguage(z.array(storableText(500).min(1)).max(500)).default({}),
  answer: perLanguage(storableText(8_000).min(1)).refine(
    (value) => Object.keys(value).length > 0,
    'at least one language',
  ),
  // What came later: absent leaves it as it is, null takes it away.
  /** What agents may know besides; never shown to a customer. */
  internalAnswer: perLanguage(storableText(8_000).min(1)).nullish(),
  /** Answers from this moment on. */
  validFrom: timestamp.nullish(),
  /** Answers until this moment. */
  validUntil: timestamp.nullish(),
  /** A place in the category tree; found or made by the name in `category` where absent. */
  categoryId: categoryId.optional(),
  /** The knowledge base it belongs to; the tenant's first where absent. */
  baseId: knowledgeBaseId.optional(),
})
export type EntryContent = z.infer<typeof entryContent>

export const draftSummary = z.object({
  state: z.enum(['draft', 'in-review']),
  /** Counts every save of the draft, for If-Match. */
  revision: z.int(),
  /** Published version it was written over; 0 where nothing was published yet. */
  basedOn: z.int(),
  note: z.string(),
  updatedAt: timestamp,
  updatedBy: z.string(),
  submittedAt: timestamp.optional(),
})

export const entry = z.object({
  id: entryId,
  ...entryContent.shape,
  /** Of what customers are told: `draft` was never published. A draft beside a published text is in `draft`. */
  state: z.enum(['draft', 'published', 'archived']),
  draft: draftSummary.optional(),
  /** Whether it answers customers now: published, within its time, in a base that answers. */
  live: z.boolean(),
  /** Wordings that customers really used (imported, clicked, repaired). */
  customerWordings: z.int(),
  version: z.int(),
  updatedAt: timestamp,
  updatedBy: z.string(),
})
export type Entry = z.infer<typeof entry>

/** Ways to narrow a list: by state, or to what may need somebody's eye. */
export const entryFilters = [
  'published',
  'draft',
  'in-review',
  'archived',
  'expiring',
  'expired',
  'not-yet',
  'never-hit',
  'conflict',
  'with-topic',
  'without-topic',
] as const
export type EntryFilter = (typeof entryFilters)[number]

const oneEntry = z.strictObject({ entryId })

/** What a writer sends: the content, and what should become of it. */
const writtenEntry = entryContent.extend({
  /**
   * true: live at once, refused where four eyes are asked. false: a draft. Absent: live at once, or sent for review where four
   * eyes are asked; the reply's `draft` tells.
   */
  publish: z.boolean().optional(),
  /** Why, for whoever reads the versions later. */
  note: storableText(500).optional(),
})

export const listEntries = defineRoute('listEntries', 'GET', '/knowledge/entries', {
  access: 'knowledge:read',
  summary: 'Entries by key, optionally filtered by words in question or answer',
  query: z.strictObject({
    ...pageQuery,
    search: z.string().max(200).optional(),
    filter: z.enum(entryFilters).optional(),
    /** With everything below it in the tree. */
    categoryId: categoryId.optional(),
    baseId: knowledgeBaseId.optional(),
  }),
  reply: page(entry).extend({ total: z.int() }),
})
export const getEntry = defineRoute('getEntry', 'GET', '/knowledge/entries/:entryId', {
  access: 'knowledge:read',
  summary: 'One entry',
  params: oneEntry,
  reply: entry,
})
export const createEntry = defineRoute('createEntry', 'POST', '/knowledge/entries', {
  access: 'knowledge:edit',
  summary: 'Add an entry; it is live in the next answer, unless its category asks for four eyes',
  body: writtenEntry,
  reply: entry,
})
export const updateEntry = defineRoute('updateEntry', 'PUT', '/knowledge/entries/:entryId', {
  access: 'knowledge:edit',
  summary: 'Replace the content; send the version you saw as If-Match',
  params: oneEntry,
  body: writtenEntry,
  reply: entry,
})
export const archiveEntry = defineRoute('archiveEntry', 'DELETE', '/knowledge/entries/:entryId', {
  access: 'knowledge:edit',
  summary: 'Archive an entry; it answers no more',
  params: oneEntry,
  reply: ok,
})
export const listEntryVersions = defineRoute(
  'listEntryVersions',
  'GET',
  '/knowledge/entries/:entryId/versions',
  {
    access: 'knowledge:read',
    summary: 'Earlier versions, newest first',
    params: oneEntry,
    query: z.strictObject(pageQuery),
    reply: page(
      z.object({
        version: z.int(),
        content: entryContent,
        state: z.string(),
        changedAt: timestamp,
        changedBy: z.string(),
        /** Why, in the words of who changed it. */
        note: z.string(),
        approvedBy: z.string().optional(),
        /** The version whose text was taken up again. */
        rollbackOf: z.int().optional(),
      }),
    ),
  },
)

export const importReport = z.object({
  dryRun: z.boolean(),
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  /** Customers' wordings added. */
  wordings: z.int(),
  /** Of what was created and updated: drafts that wait for somebody else to approve them. */
  inReview: z.int().default(0),
  failed: z.int(),
  /** At most 100 problems, with the row (1 = first line of data). */
  problems: z.array(z.object({ row: z.int(), code: z.string(), detail: z.string() })),
  knowledgeVersion: z.int().optional(),
})
export type ImportReport = z.infer<typeof importReport>

export const importKnowledge = defineRoute('importKnowledge', 'POST', '/knowledge/import', {
  access: 'knowledge:edit',
  summary:
    'Import entries (.jsonl, one entry a line, matched by key) or customers’ wordings (.csv with the columns key,text; an empty key says out of scope). All or nothing; dryRun only reports',
  query: z.strictObject({
    format: z.enum(['entries-jsonl', 'wordings-csv']),
    dryRun: z.stringbool().default(false),
    encoding: z.enum(['utf-8', 'gb18030']).default('utf-8'),
  }),
  body: z.any(),
  raw: true,
  bodyLimit: 32 * 1024 * 1024,
  reply: importReport,
})
export const exportKnowledge = defineRoute('exportKnowledge', 'GET', '/knowledge/export', {
  access: 'knowledge:read',
  summary: 'All entries as .jsonl, in the form that import takes',
  reply: z.string(),
  raw: true,
})

export const understandingStatus = z.object({
  knowledgeVersion: z.int(),
  /** Knowledge version the trained model covers; later edits are applied on top at once. */
  modelKnowledgeVersion: z.int().optional(),
  training: z.boolean(),
  trainedAt: timestamp.optional(),
  /** A newer version that got something wrong which the one in force gets right: it waits for somebody to decide. */
  heldBack: z.object({ id: z.string(), knowledgeVersion: z.int(), trainedAt: timestamp }).optional(),
  entries: z.int(),
  wordings: z.int(),
  bytes: z.int(),
  calibration: z.object({
    state: z.enum(['not-yet-calibrated', 'calibrated']),
    /** Customers' wordings with a known right entry. */
    labelled: z.int(),
    curve: z.array(
      z.object({
        threshold: z.number(),
        coverage: z.number(),
        precision: z.number(),
        low: z.number(),
        high: z.number(),
      }),
    ),
    reliability: z.array(
      z.object({
        from: z.number(),
        to: z.number(),
        count: z.int(),
        meanConfidence: z.number(),
        precision: z.number(),
      }),
    ),
  }),
})
export type UnderstandingStatus = z.infer<typeof understandingStatus>
export const getUnderstanding = defineRoute('getUnderstanding', 'GET', '/understanding', {
  access: 'knowledge:read',
  summary: 'State of the trained model and its calibration',
  reply: understandingStatus,
})
