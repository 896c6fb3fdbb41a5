import { detectLanguage } from '../../../language/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import { type Database, isConnectionLost, type TenantTransaction } from '../../platform/db/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { JobHandler } from '../../platform/jobs/index.ts'
import type { Log } from '../../platform/log/index.ts'
import { FileProblem } from '../parsing/file-problem.ts'
import { runApart } from '../parsing/run-apart.ts'
import type { ReadArticleInput, ReadArticleMessage } from './read-process.ts'

export interface ReadArticleDependencies {
  database: Database
  clock: Clock
  log: Log
}

const limits = { megabytes: 1_024, milliseconds: 120_000 }

/**
 * Reads one version of a document into passages, apart from whoever is being served. May run twice: passages of an
 * earlier try are replaced, and a version that was read already is left alone.
 */
export async function readArticle(
  { database, log }: ReadArticleDependencies,
  tenantId: string,
  articleId: string,
  number: number,
  signal?: AbortSignal,
): Promise<void> {
  const inTenant = <Value>(work: (transaction: TenantTransaction) => Promise<Value>) =>
    database.tenant(tenantId, work)
  const mine = (transaction: TenantTransaction) =>
    transaction
      .updateTable('article_versions')
      .where('article_id', '=', articleId)
      .where('number', '=', number)
      .where('state', '=', 'reading')
  const task = await inTenant(async (transaction) => {
    const row = await transaction
      .selectFrom('article_versions')
      .select(['file_name', 'bytes'])
      .where('article_id', '=', articleId)
      .where('number', '=', number)
      .where('state', '=', 'reading')
      .executeTakeFirst()
    if (row !== undefined)
      await transaction
        .deleteFrom('passages')
        .where('article_id', '=', articleId)
        .where('number', '=', number)
        .execute()
    return row
  })
  if (task === undefined) return
  let found: Extract<ReadArticleMessage, { document: unknown }>['document'] | undefined
  let position = 0
  let sample = ''
  const input: ReadArticleInput = { fileName: task.file_name, bytes: task.bytes }
  try {
    await runApart<ReadArticleMessage>(new URL('./read-process.ts', import.meta.url), input, {
      ...limits,
      signal,
      async onMessage(message) {
        if ('document' in message) {
          found = message.document
          return
        }
        if (sample.length < 2_000) sample += message.passages.map((one) => one.text).join('\n')
        await inTenant((transaction) =>
          transaction
            .insertInto('passages')
            .values(
              message.passages.map(({ headings, text, page }) => ({
                tenant_id: tenantId,
                id: newId(),
                article_id: articleId,
                number,
                position: position++,
                headings: JSON.stringify(headings),
                page: page ?? null,
                text: text.toWellFormed().replaceAll('\u0000', ''),
              })),
            )
            .execute(),
        )
      },
    })
    const document = found
    if (document === undefined) throw new FileProblem('no-text')
    await inTenant(async (transaction) => {
      const { numUpdatedRows } = await mine(transaction)
        .set({
          state: 'ready',
          format: document.format,
          pages: document.pages ?? null,
          passages: position,
          losses: JSON.stringify(document.losses),
        })
        .executeTakeFirst()
      // A first version gives the document its name and language; afterwards they are the operator's.
      if (numUpdatedRows > 0n && number === 1)
        await transaction
          .updateTable('articles')
          .set({
            ...(document.title === '' ? {} : { title: document.title.slice(0, 300) }),
            language: detectLanguage(sample) === 'zh' ? 'zh' : 'en',
          })
          .where('id', '=', articleId)
          .where('version', '=', 1)
          .execute()
    })
  } catch (error) {
    if (signal?.aborted || isConnectionLost(error)) throw error
    if (!(error instanceof FileProblem))
      log.error({ err: error, tenantId, articleId }, 'a document could not be read')
    const { code, parameters } = error instanceof FileProblem ? error : { code: 'unexpected', parameters: {} }
    await inTenant((transaction) =>
      mine(transaction)
        .set({ state: 'failed', problem: JSON.stringify({ code, parameters }) })
        .execute(),
    )
  }
}

/** Reads a version that was handed over; carries ids only. */
export function readArticleJob(dependencies: ReadArticleDependencies): JobHandler {
  return ({ tenantId, articleId, number }, signal) =>
    readArticle(dependencies, tenantId, String(articleId), Number(number), signal)
}
