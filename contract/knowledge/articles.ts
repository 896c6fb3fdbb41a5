import { z } from 'zod'
import { language, storableText, timestamp } from '../ids.ts'
import { defineRoute, ok, page, pageQuery } from '../route.ts'
import { importProblem } from './imports.ts'

export const articleId = z.uuid().brand<'article'>()
export const passageId = z.uuid().brand<'passage'>()

export const articleAudience = z.enum(['public', 'internal'])

export const articleVersion = z.object({
  number: z.int(),
  fileName: z.string(),
  size: z.int(),
  format: z.string().optional(),
  state: z.enum(['reading', 'ready', 'failed']),
  pages: z.int().optional(),
  passages: z.int(),
  /** What of the file did not come over. */
  losses: z.array(importProblem),
  /** Why it could not be read. */
  problem: importProblem.optional(),
  createdAt: timestamp,
  createdBy: z.string(),
})
export type ArticleVersion = z.infer<typeof articleVersion>

export const article = z.object({
  id: articleId,
  title: z.string(),
  language,
  /** `internal`: for agents alone. */
  audience: articleAudience,
  validFrom: timestamp.optional(),
  validUntil: timestamp.optional(),
  /** Number of the version that is found; 0 = none yet. */
  published: z.int(),
  archived: z.boolean(),
  version: z.int(),
  updatedAt: timestamp,
  updatedBy: z.string(),
  latest: articleVersion,
})
export type Article = z.infer<typeof article>

export const passage = z.object({
  id: passageId,
  headings: z.array(z.string()),
  page: z.int().optional(),
  text: z.string(),
})
export type Passage = z.infer<typeof passage>

export const foundPassage = z.object({
  passageId,
  articleId,
  /** Of the article the passage stands in. */
  number: z.int(),
  /** Share of the question's informative words that it holds. It says nothing about being the answer. */
  score: z.number(),
  /** The sentences that hold most of them: from and to in the text. */
  spans: z.array(z.tuple([z.int(), z.int()])),
})
/** A found passage with what stands in it; nothing of it where it was taken away since. */
export const shownPassage = foundPassage.extend({
  title: z.string(),
  headings: z.array(z.string()),
  page: z.int().optional(),
  text: z.string(),
})
export type ShownPassage = z.infer<typeof shownPassage>

export const articleBytes = 32 * 1024 * 1024
const oneArticle = z.strictObject({ articleId })

export const addArticle = defineRoute('addArticle', 'POST', '/knowledge/articles', {
  access: 'knowledge:edit',
  summary:
    'Hand over a document (Word, PDF, Markdown, HTML); it is read in the background and found once a version is published',
  query: z.strictObject({
    fileName: z.string().min(1).max(300),
    audience: articleAudience.default('public'),
  }),
  body: z.any(),
  raw: true,
  bodyLimit: articleBytes,
  reply: article,
})
export const addArticleVersion = defineRoute(
  'addArticleVersion',
  'POST',
  '/knowledge/articles/:articleId/versions',
  {
    access: 'knowledge:edit',
    summary:
      'Hand over a newer file of a document; the published one is found until the new one is published',
    params: oneArticle,
    query: z.strictObject({ fileName: z.string().min(1).max(300).default('document') }),
    body: z.any(),
    raw: true,
    bodyLimit: articleBytes,
    reply: article,
  },
)
export const listArticles = defineRoute('listArticles', 'GET', '/knowledge/articles', {
  access: 'knowledge:read',
  summary: 'Documents, last changed first',
  query: z.strictObject({ ...pageQuery, archived: z.stringbool().default(false) }),
  reply: page(article),
})
export const getArticle = defineRoute('getArticle', 'GET', '/knowledge/articles/:articleId', {
  access: 'knowledge:read',
  summary: 'One document with its versions',
  params: oneArticle,
  reply: article.extend({ versions: z.array(articleVersion) }),
})
export const listPassages = defineRoute('listPassages', 'GET', '/knowledge/articles/:articleId/passages', {
  access: 'knowledge:read',
  summary: 'The passages of one version, in the order of the document',
  params: oneArticle,
  query: z.strictObject({ ...pageQuery, number: z.coerce.number().int().min(1).optional() }),
  reply: page(passage),
})
export const updateArticle = defineRoute('updateArticle', 'PUT', '/knowledge/articles/:articleId', {
  access: 'knowledge:edit',
  summary: 'Change title, language, audience and times; send the version you saw as If-Match',
  params: oneArticle,
  body: z.strictObject({
    title: storableText(300).min(1),
    language,
    audience: articleAudience,
    validFrom: timestamp.nullish(),
    validUntil: timestamp.nullish(),
  }),
  reply: article,
})
export const publishArticle = defineRoute(
  'publishArticle',
  'POST',
  '/knowledge/articles/:articleId/publish',
  {
    access: 'knowledge:publish',
    summary: 'Put a version in force: its passages are found at once',
    params: oneArticle,
    body: z.strictObject({ number: z.int().min(1) }),
    reply: article,
  },
)
export const archiveArticle = defineRoute('archiveArticle', 'DELETE', '/knowledge/articles/:articleId', {
  access: 'knowledge:edit',
  summary: 'Archive a document; it is found no more',
  params: oneArticle,
  reply: ok,
})
export const searchPassages = defineRoute('searchPassages', 'POST', '/knowledge/passages/search', {
  access: 'knowledge:read',
  summary:
    'Passages that hold the words of a question, for people to read; the assistant never answers from them',
  body: z.strictObject({
    text: storableText(4_000).min(1),
    audience: articleAudience.optional(),
    limit: z.int().min(1).max(20).default(5),
  }),
  reply: z.object({ items: z.array(shownPassage) }),
})
