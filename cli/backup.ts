import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeBackup } from '../server/app/index.ts'
import { filesDirectory } from '../server/platform/config/index.ts'
import { type Command, required, UsageError } from './command.ts'
import { createCommandLog, presentSecretKey, readCommandSettings, withDatabase } from './installation.ts'

/** Where a data directory remembers its last backup, for doctor. */
export const lastBackupName = 'last-backup.json'

export interface LastBackup {
  at: string
  to: string
  secretKeyId: string
  withSecrets: boolean
}

export const backupCommand: Command = {
  summary: 'Write everything the installation keeps into a folder, while it runs or not',
  usage: '--out DIR [--without-secrets]',
  options: {
    out: {
      type: 'string',
      value: 'DIR',
      meaning: 'a new folder; in a folder that is there already, one named by the time',
    },
    'without-secrets': {
      type: 'boolean',
      meaning: 'leave the secret key out; keep it elsewhere, or stored secrets are lost',
    },
  },
  explanation: `All tables as of one moment, the pictures and files they name, and the secret key that opens stored secrets. Whoever has the folder has all
conversations: it is readable by you alone; encrypt it before it leaves this machine.`,
  async run(input) {
    if (input.words.length > 0) throw new UsageError(`"${input.words[0]}" is not expected; say --out DIR.`)
    const now = new Date()
    const directory = folderFor(resolve(required(input, 'out', 'DIR')), now)
    const withSecrets = !input.flag('without-secrets')
    const settings = readCommandSettings(input)
    const log = createCommandLog(settings)
    const manifest = await withDatabase({ settings, log, asItIs: true }, (urls) =>
      writeBackup({
        urls,
        directory,
        secretKey: presentSecretKey(settings),
        filesDirectory: filesDirectory(settings),
        withSecrets,
        now,
      }),
    )
    if (existsSync(settings.dataDirectory)) {
      const last: LastBackup = {
        at: manifest.createdAt,
        to: directory,
        secretKeyId: manifest.secretKeyId,
        withSecrets,
      }
      writeFileSync(join(settings.dataDirectory, lastBackupName), `${JSON.stringify(last)}\n`, {
        mode: 0o600,
      })
    }
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify({ directory, manifest }, null, 2)}\n`)
      return 0
    }
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0)
    const files = manifest.files ?? { count: 0, bytes: 0, missing: 0 }
    process.stdout.write(
      `Backed up ${rows} rows of ${manifest.tables.length} tables and ${manifest.jobs.rows} waiting jobs (${megabytes(bytes)} MB) and
${files.count} pictures and files (${megabytes(files.bytes)} MB${files.missing > 0 ? `, ${files.missing} missing or damaged: see doctor` : ''}) to
${directory}
${
  withSecrets
    ? 'The secret key is in it: keep the folder as safe as the installation itself.'
    : 'The secret key is NOT in it: keep secrets.json of the data directory (or ATTUNE_SECRET_KEY) elsewhere.'
}
`,
    )
    return 0
  },
}

function folderFor(out: string, now: Date): string {
  if (!existsSync(out)) return out
  if (!statSync(out).isDirectory()) throw new UsageError(`${out} is a file; --out takes a folder.`)
  return join(out, `attune-${now.toISOString().replaceAll(':', '-').slice(0, 19)}Z`)
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}
