import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { StartRefusal } from '../platform/config/index.ts'
import { verifyFiles } from './backup-files.ts'

export const backupFormat = 1
export const manifestName = 'manifest.json'
export const secretsName = 'secrets.json'

const backupFile = z.object({
  /** Size of the compressed file. */
  bytes: z.int(),
  /** Of the compressed file, in hex. */
  sha256: z.string(),
})
export type BackupFile = z.infer<typeof backupFile>

const tableName = z.string().regex(/^[a-z0-9_]{1,63}$/)

const backupTable = backupFile.extend({ name: tableName, columns: z.array(z.string()), rows: z.int() })
export type BackupTable = z.infer<typeof backupTable>

const backupManifest = z.object({
  format: z.literal(backupFormat),
  /** Version of the Attune that wrote it. */
  attune: z.string(),
  createdAt: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  /** In an order in which they can be filled: what is referred to comes first. */
  tables: z.array(backupTable),
  partitions: z.array(tableName),
  jobs: backupFile.extend({ rows: z.int() }),
  /** Pictures and files of conversations; absent in backups of before there were any. */
  files: z.object({ count: z.int(), bytes: z.int(), missing: z.int() }).optional(),
  /** Tells which secret key sealed the stored secrets, without telling the key. */
  secretKeyId: z.string(),
  /** Whether secrets.json with the key itself lies beside the manifest. */
  withSecrets: z.boolean(),
})
export type BackupManifest = z.infer<typeof backupManifest>

/** A name for a secret key that does not tell it. */
export function keyIdOf(secretKey: Buffer): string {
  return createHash('sha256').update('attune backup key id\n').update(secretKey).digest('hex').slice(0, 16)
}

/**
 * Reads a backup's manifest and holds every file against it. Throws StartRefusal `backup_not_found`,
 * `backup_unreadable`, `backup_damaged`.
 */
export async function readBackup(
  directory: string,
): Promise<{ manifest: BackupManifest; secretKey: Buffer | undefined }> {
  const path = join(directory, manifestName)
  if (!existsSync(path))
    throw new StartRefusal('backup_not_found', `${directory} is no backup: it has no ${manifestName}.`)
  const manifest = parseManifest(path)
  const files = [
    ...manifest.tables.map((table) => ({ ...table, file: `${table.name}.copy.gz` })),
    { ...manifest.jobs, file: 'jobs.jsonl.gz' },
  ]
  for (const { file, sha256 } of files) {
    const found = await hashOf(join(directory, file))
    if (found === sha256) continue
    const problem = found === undefined ? 'is missing or cannot be read' : 'was changed or cut off'
    throw new StartRefusal(
      'backup_damaged',
      `The backup is damaged: ${file} ${problem}. Nothing was restored; use another backup.`,
    )
  }
  if (manifest.files !== undefined) await verifyFiles(directory, manifest.files)
  return { manifest, secretKey: manifest.withSecrets ? readKey(directory, manifest) : undefined }
}

function parseManifest(path: string): BackupManifest {
  try {
    return backupManifest.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new StartRefusal(
      'backup_unreadable',
      `${path} cannot be read as the manifest of a backup of format ${backupFormat}.`,
      { cause: error },
    )
  }
}

function readKey(directory: string, manifest: BackupManifest): Buffer {
  const path = join(directory, secretsName)
  try {
    const { secretKey } = JSON.parse(readFileSync(path, 'utf8')) as { secretKey: string }
    const key = Buffer.from(secretKey, 'base64')
    if (keyIdOf(key) === manifest.secretKeyId) return key
  } catch {
    // Said below, together with a key that is not the right one.
  }
  throw new StartRefusal(
    'backup_damaged',
    `The backup is damaged: ${secretsName} does not hold the key its manifest names. Nothing was restored.`,
  )
}

async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  } catch {
    return undefined
  }
  return hash.digest('hex')
}
