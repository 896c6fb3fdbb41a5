import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { StartRefusal } from '../platform/config/index.ts'
import type { DatabaseUrls } from '../platform/db/index.ts'

/** Folder of a backup, and of an installation's files: `TENANT/ab/HASH`. Drawn pictures are made again and stay out. */
export const filesName = 'files'

export interface BackedUpFiles {
  count: number
  bytes: number
  /** Named by rows but not to be found, or not what their name says. */
  missing: number
}

interface FileRow {
  tenant_id: string
  hash: string
  size: string
}

const perPage = 2_000
const placeOf = (directory: string, { tenant_id, hash }: Pick<FileRow, 'tenant_id' | 'hash'>) =>
  join(directory, tenant_id, hash.slice(0, 2), hash)

/** Every row of `files` as the running transaction sees it. */
async function* rowsOf(client: pg.Client): AsyncGenerator<FileRow> {
  let after: [string, string] = ['00000000-0000-0000-0000-000000000000', '']
  for (;;) {
    const { rows } = await client.query<FileRow>(
      `SELECT tenant_id::text, hash, size::text FROM attune.files WHERE (tenant_id, hash) > ($1::uuid, $2)
       ORDER BY tenant_id, hash LIMIT ${perPage}`,
      after,
    )
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < perPage) return
    after = [last.tenant_id, last.hash]
  }
}

/** Copies a file and says the SHA-256 of what was copied; undefined when it is not there. */
async function copyHashed(from: string, to: string): Promise<{ sha256: string; bytes: number } | undefined> {
  if (!existsSync(from)) return undefined
  await mkdir(join(to, '..'), { recursive: true, mode: 0o700 })
  const hash = createHash('sha256')
  let bytes = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  await pipeline(createReadStream(from), measure, createWriteStream(to, { mode: 0o600, flush: true }))
  return { sha256: hash.digest('hex'), bytes }
}

/** Copies what the rows of a backup's moment name. What was erased meanwhile is missed, not waited for. */
export async function backUpFiles(client: pg.Client, from: string, to: string): Promise<BackedUpFiles> {
  const result = { count: 0, bytes: 0, missing: 0 }
  const { rows } = await client.query<{ known: string | null }>(
    `SELECT to_regclass('attune.files')::text AS known`,
  )
  if (rows[0]?.known === null) return result
  for await (const row of rowsOf(client)) {
    const copied = await copyHashed(placeOf(from, row), placeOf(to, row)).catch((error: unknown) => {
      if ((error as { code?: string }).code === 'ENOENT') return undefined
      throw error
    })
    result.count += copied === undefined ? 0 : 1
    result.bytes += copied?.bytes ?? 0
    if (copied?.sha256 !== row.hash) result.missing += 1
  }
  return result
}

/** Each file of a folder of files, with the tenant and hash it claims to be. */
async function* filesIn(directory: string): AsyncGenerator<{ tenant_id: string; hash: string }> {
  if (!existsSync(directory)) return
  for (const tenant_id of await readdir(directory))
    for (const part of await readdir(join(directory, tenant_id)))
      for (const hash of await readdir(join(directory, tenant_id, part))) yield { tenant_id, hash }
}

/** Holds a backup's files against their names and their number. Throws StartRefusal `backup_damaged`. */
export async function verifyFiles(directory: string, expected: BackedUpFiles): Promise<void> {
  let count = 0
  let bytes = 0
  for await (const file of filesIn(join(directory, filesName))) {
    const hash = createHash('sha256')
    const path = placeOf(join(directory, filesName), file)
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk as Buffer)
      bytes += (chunk as Buffer).length
    }
    count += 1
    // One that was not what its name says when it was backed up is counted there as missing.
    if (hash.digest('hex') !== file.hash && expected.missing === 0)
      throw damaged(`${filesName}/…/${file.hash} was changed`)
  }
  if (count !== expected.count || bytes !== expected.bytes)
    throw damaged(
      `${filesName} holds ${count} files of ${bytes} bytes, not ${expected.count} of ${expected.bytes}`,
    )
}

const damaged = (what: string) =>
  new StartRefusal(
    'backup_damaged',
    `The backup is damaged: ${what}. Nothing was restored; use another backup.`,
  )

/** Puts a backup's files where an installation has its own. */
export async function restoreFiles(directory: string, to: string): Promise<number> {
  let count = 0
  const from = join(directory, filesName)
  for await (const file of filesIn(from)) {
    await copyHashed(placeOf(from, file), placeOf(to, file))
    count += 1
  }
  return count
}

export interface FilesFacts {
  count: number
  bytes: number
  missing: number
}

/** Looks for every file that the database knows, without reading it. */
export async function examineFiles(
  urls: Pick<DatabaseUrls, 'owner'>,
  directory: string,
): Promise<FilesFacts> {
  const client = new pg.Client({ connectionString: urls.owner, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  const facts = { count: 0, bytes: 0, missing: 0 }
  try {
    for await (const row of rowsOf(client)) {
      facts.count += 1
      facts.bytes += Number(row.size)
      const found = await stat(placeOf(directory, row)).catch(() => undefined)
      if (found?.size !== Number(row.size)) facts.missing += 1
    }
    return facts
  } finally {
    await client.end().catch(() => undefined)
  }
}
