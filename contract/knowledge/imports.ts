import { z } from 'zod'
import { locale, timestamp } from '../ids.ts'
import { defineRoute, page, pageQuery } from '../route.ts'

export const importId = z.uuid().brand<'import'>()

/** What a column of a file holds. `customers`: what customers really wrote; it is added, never replaced. */
export const importField = z.enum(['key', 'category', 'question', 'similar', 'answer', 'customers', 'ignore'])
export type ImportField = z.infer<typeof importField>

/** `auto`: told by the text of each row. */
export const importLanguage = z.enum(['auto', 'en', 'zh'])

export const importColumn = z.object({
  header: z.string(),
  /** Its first texts, cut short. */
  samples: z.array(z.string()),
  field: importField,
  language: importLanguage,
})
export type ImportColumn = z.infer<typeof importColumn>

export const importOptions = z.strictObject({
  encoding: z.enum(['auto', 'utf-8', 'gb18030']).default('auto'),
  separator: z.enum(['auto', ',', ';', '\t']).default('auto'),
  sheet: z.string().max(200).optional(),
})
export type ImportOptions = z.infer<typeof importOptions>

const problemParameters = z.record(z.string(), z.union([z.string(), z.number()]))
export const importProblem = z.object({ code: z.string(), parameters: problemParameters })
export type ImportProblem = z.infer<typeof importProblem>

/**
 * `reading`: the file is read and every row tried. `ready`: the report is there, nothing was changed. `importing`, `done`,
 * `cancelled`. `failed`: the file as a whole cannot be taken; `problem` says why.
 */
export const importState = z.enum(['reading', 'ready', 'importing', 'done', 'cancelled', 'failed'])

export const knowledgeImport = z.object({
  id: importId,
  fileName: z.string(),
  size: z.int(),
  /** Entries, or wordings of customers for entries that are there (a file with neither questions nor answers). */
  kind: z.enum(['entries', 'wordings']).optional(),
  format: z.enum(['xlsx', 'csv', 'jsonl']).optional(),
  state: importState,
  options: importOptions,
  /** Sheets of a workbook, and the encoding and separator that were found. */
  found: z.object({
    sheets: z.array(z.string()),
    sheet: z.string().optional(),
    encoding: z.string().optional(),
    separator: z.string().optional(),
  }),
  columns: z.array(importColumn),
  counts: z.object({
    rows: z.int(),
    create: z.int(),
    update: z.int(),
    unchanged: z.int(),
    refuse: z.int(),
    /** Customers' wordings that are added. */
    wordings: z.int(),
    /** Of what was imported: drafts that wait for somebody else to approve them. */
    inReview: z.int().optional(),
  }),
  /** Rows dealt with in the present state, of how many. */
  progress: z.object({ done: z.int(), total: z.int() }),
  problem: importProblem.optional(),
  createdAt: timestamp,
  createdBy: z.string(),
  finishedAt: timestamp.optional(),
  version: z.int(),
})
export type KnowledgeImport = z.infer<typeof knowledgeImport>

export const importVerdict = z.enum(['create', 'update', 'unchanged', 'refuse'])
export type ImportVerdict = z.infer<typeof importVerdict>

export const importRow = z.object({
  /** As the file counts: the row of the sheet, the line of a text. */
  row: z.int(),
  verdict: importVerdict,
  key: z.string(),
  /** The standard question, or the wording. */
  title: z.string(),
  /** What an import would change, cut short. */
  changes: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
  /** Why it is refused. */
  problems: z.array(importProblem),
  /** What is worth knowing although it can be imported. */
  notes: z.array(importProblem),
})
export type ImportRow = z.infer<typeof importRow>

/** So many changes are imported as a whole or not at all. More go in parts, and others edit in between. */
export const importedWhole = 2_000
export const importBytes = 32 * 1024 * 1024
const oneImport = z.strictObject({ importId })

export const startImport = defineRoute('startImport', 'POST', '/knowledge/imports', {
  access: 'knowledge:edit',
  summary:
    'Hand over a file (.xlsx, .csv, .jsonl): it is read in the background and every row tried; nothing is changed yet',
  query: z.strictObject({ fileName: z.string().min(1).max(300), ...importOptions.shape }),
  body: z.any(),
  raw: true,
  bodyLimit: importBytes,
  reply: knowledgeImport,
})
export const listImports = defineRoute('listImports', 'GET', '/knowledge/imports', {
  access: 'knowledge:edit',
  summary: 'Imports, newest first',
  query: z.strictObject(pageQuery),
  reply: page(knowledgeImport),
})
export const getImport = defineRoute('getImport', 'GET', '/knowledge/imports/:importId', {
  access: 'knowledge:edit',
  summary: 'Where an import stands',
  params: oneImport,
  reply: knowledgeImport,
})
export const listImportRows = defineRoute('listImportRows', 'GET', '/knowledge/imports/:importId/rows', {
  access: 'knowledge:edit',
  summary: 'What happens, or happened, to each row',
  params: oneImport,
  query: z.strictObject({ ...pageQuery, verdict: importVerdict.optional() }),
  reply: page(importRow),
})
export const mapImport = defineRoute('mapImport', 'PUT', '/knowledge/imports/:importId/columns', {
  access: 'knowledge:edit',
  summary: 'Say what the columns hold or how the file is to be read; every row is tried again',
  params: oneImport,
  body: z.strictObject({
    options: importOptions,
    columns: z
      .array(z.strictObject({ header: z.string().max(1_000), field: importField, language: importLanguage }))
      .max(200)
      .optional(),
  }),
  reply: knowledgeImport,
})
export const runImport = defineRoute('runImport', 'POST', '/knowledge/imports/:importId/run', {
  access: 'knowledge:edit',
  summary: 'Import all rows, or none; refused while a row is refused',
  params: oneImport,
  reply: knowledgeImport,
})
export const cancelImport = defineRoute('cancelImport', 'POST', '/knowledge/imports/:importId/cancel', {
  access: 'knowledge:edit',
  summary: 'Give an import up; nothing of it is changed',
  params: oneImport,
  reply: knowledgeImport,
})
export const getImportReport = defineRoute('getImportReport', 'GET', '/knowledge/imports/:importId/report', {
  access: 'knowledge:edit',
  summary: 'The report on every row as a spreadsheet, in words',
  params: oneImport,
  query: z.strictObject({ locale: locale.default('en') }),
  reply: z.any(),
  raw: true,
})
export const exportTable = defineRoute('exportTable', 'GET', '/knowledge/export-file', {
  access: 'knowledge:read',
  summary:
    'All entries as .xlsx, .csv or .jsonl, in a form that import takes; customers’ wordings need knowledge:edit',
  query: z.strictObject({
    format: z.enum(['xlsx', 'csv', 'jsonl']).default('jsonl'),
    locale: locale.default('en'),
    customers: z.stringbool().default(false),
  }),
  reply: z.any(),
  raw: true,
})
