import { z } from 'zod'
import { categoryId, knowledgeBaseId, language, storableText, timestamp } from '../ids.ts'
import { defineRoute, ok } from '../route.ts'

const names = z
  .partialRecord(language, storableText(120).min(1))
  .refine((value) => Object.keys(value).length > 0, 'at least one language')

export const category = z.object({
  id: categoryId,
  parentId: categoryId.nullable(),
  name: names,
  /** Publishing here and below needs another member's approval. */
  fourEyes: z.boolean(),
  /** The same, said here or above. */
  asksFourEyes: z.boolean(),
  position: z.int(),
  /** Entries in it, without those below. */
  entries: z.int(),
  version: z.int(),
})
export type Category = z.infer<typeof category>

const oneCategory = z.strictObject({ categoryId })
const categoryChange = {
  parentId: categoryId.nullable().optional(),
  fourEyes: z.boolean().optional(),
  position: z.int().min(0).max(100_000).optional(),
}

export const listCategories = defineRoute('listCategories', 'GET', '/knowledge/categories', {
  access: 'knowledge:read',
  summary: 'The whole category tree',
  reply: z.object({ items: z.array(category) }),
})
export const createCategory = defineRoute('createCategory', 'POST', '/knowledge/categories', {
  access: 'knowledge:publish',
  summary: 'Add a category',
  body: z.strictObject({ name: names, ...categoryChange }),
  reply: category,
})
export const updateCategory = defineRoute('updateCategory', 'PATCH', '/knowledge/categories/:categoryId', {
  access: 'knowledge:publish',
  summary:
    'Rename, move or set a category; entries and scenes that name it follow. Send its version as If-Match',
  params: oneCategory,
  body: z.strictObject({ name: names.optional(), ...categoryChange }),
  reply: category,
})
export const removeCategory = defineRoute('removeCategory', 'DELETE', '/knowledge/categories/:categoryId', {
  access: 'knowledge:publish',
  summary: 'Remove a category; what is in it moves up to the one above',
  params: oneCategory,
  reply: ok,
})

const baseFields = {
  name: storableText(120).min(1),
  /** Entries of an internal base never reach a customer; agents see them at the desk. */
  audience: z.enum(['public', 'internal']),
  /** Answers only customers who write in these; empty: all. */
  languages: z.array(language).max(2),
  /** Key of the policy's scene that its entries belong to, whatever their category; null: by category. */
  scene: z.string().max(60).nullable(),
  validFrom: timestamp.nullable(),
  validUntil: timestamp.nullable(),
}
export const knowledgeBase = z.object({
  id: knowledgeBaseId,
  ...baseFields,
  /** In it, drafts included; of an archived one, what comes back when it is restored. */
  entries: z.int(),
  /** Of these, how many answer customers now. */
  answering: z.int(),
  archivedAt: timestamp.nullable(),
  version: z.int(),
})
export type KnowledgeBase = z.infer<typeof knowledgeBase>

const { name, ...settings } = baseFields
const oneBase = z.strictObject({ baseId: knowledgeBaseId })
const baseChange = z.strictObject(settings).partial()

export const listBases = defineRoute('listBases', 'GET', '/knowledge/bases', {
  access: 'knowledge:read',
  summary: 'The knowledge bases, the first made first; or those that are archived',
  query: z.strictObject({ archived: z.stringbool().default(false) }),
  reply: z.object({ items: z.array(knowledgeBase) }),
})
export const createBase = defineRoute('createBase', 'POST', '/knowledge/bases', {
  access: 'knowledge:publish',
  summary: 'Add a knowledge base',
  body: baseChange.extend({ name }),
  reply: knowledgeBase,
})
export const updateBase = defineRoute('updateBase', 'PATCH', '/knowledge/bases/:baseId', {
  access: 'knowledge:publish',
  summary: 'Change a knowledge base; in force with the next answer. Send its version as If-Match',
  params: oneBase,
  body: baseChange.extend({ name: name.optional() }),
  reply: knowledgeBase,
})
export const archiveBase = defineRoute('archiveBase', 'DELETE', '/knowledge/bases/:baseId', {
  access: 'knowledge:publish',
  summary:
    'Archive a knowledge base with its entries; nothing of it answers from the next answer on. Send its version as If-Match',
  params: oneBase,
  reply: ok,
})
export const restoreBase = defineRoute('restoreBase', 'POST', '/knowledge/bases/:baseId/restore', {
  access: 'knowledge:publish',
  summary: 'Give back an archived knowledge base and its entries as they were. Send its version as If-Match',
  params: oneBase,
  body: z.strictObject({}),
  reply: knowledgeBase,
})

/** What needs somebody's eye. */
export const getKnowledgeProblems = defineRoute('getKnowledgeProblems', 'GET', '/knowledge/problems', {
  access: 'knowledge:read',
  summary: 'How many entries end soon, ended, were never used, contradict another, or wait for review',
  reply: z.object({
    inReview: z.int(),
    /** Of these, how many the caller may approve. */
    mineToApprove: z.int(),
    drafts: z.int(),
    expiring: z.int(),
    expired: z.int(),
    notYet: z.int(),
    neverHit: z.int(),
    conflicts: z.int(),
  }),
})
