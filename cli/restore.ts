import { resolve } from 'node:path'
import { type BackupManifest, keyIdOf, readBackup, restoreBackup } from '../server/app/index.ts'
import {
  externalDatabase,
  filesDirectory,
  replaceSecretKey,
  type Settings,
  secretKey,
} from '../server/platform/config/index.ts'
import { checkLogins, type DatabaseUrls } from '../server/platform/db/index.ts'
import type { Log } from '../server/platform/log/index.ts'
import { type Command, CommandError, oneWord } from './command.ts'
import { createCommandLog, readCommandSettings, withOwnServer } from './installation.ts'

export const restoreCommand: Command = {
  summary: 'Fill an empty installation with a backup, all or nothing',
  usage: 'DIR [--data DIR] [--with-another-key]',
  options: {
    'with-another-key': {
      type: 'boolean',
      meaning: 'restore although the key of the backup is not there: stored secrets stay closed',
    },
  },
  explanation: `Only into an empty database and with the server stopped; every file is held against the manifest first. A backup of an
older version is brought to this one. Sessions, accounts and API keys are those of the backup.`,
  async run(input) {
    const directory = resolve(oneWord(input, 'the folder of the backup'))
    const { manifest, secretKey: key } = await readBackup(directory)
    const settings = readCommandSettings(input)
    const log = createCommandLog(settings)
    const result = await withEmptyDatabase(settings, log, async (urls) => {
      const takeKey = chooseKey(settings, manifest, key, input.flag('with-another-key'))
      return restoreBackup({
        urls,
        directory,
        filesDirectory: filesDirectory(settings),
        manifest,
        log,
        beforeFilling: takeKey,
      })
    })
    if (input.flag('json')) {
      process.stdout.write(
        `${JSON.stringify({ createdAt: manifest.createdAt, tables: manifest.tables.length, ...result }, null, 2)}\n`,
      )
      return 0
    }
    const after =
      result.migrated.length === 0 ? '' : ` and brought it forward by ${result.migrated.length} migrations`
    process.stdout.write(
      `Restored ${result.rows} rows of ${manifest.tables.length} tables and ${result.files} pictures and files as of ${manifest.createdAt}${after}.\n`,
    )
    return 0
  },
}

/** What has to be done about the secret key before the tables are filled. Throws CommandError `secret-key-differs`. */
function chooseKey(
  settings: Settings,
  manifest: BackupManifest,
  key: Buffer | undefined,
  another: boolean,
): () => void {
  if (key !== undefined && settings.secretKey === undefined)
    return () => replaceSecretKey(settings.dataDirectory, key.toString('base64'))
  if (another || keyIdOf(secretKey(settings)) === manifest.secretKeyId) return () => undefined
  throw new CommandError(
    'secret-key-differs',
    key === undefined
      ? 'The backup was made without its secret key, and the key here is another one. Set ATTUNE_SECRET_KEY to the key of then, or say --with-another-key and give up stored secrets.'
      : 'ATTUNE_SECRET_KEY is not the key of the backup. Unset it or set it to that key, or say --with-another-key and give up stored secrets.',
  )
}

async function withEmptyDatabase<T>(
  settings: Settings,
  log: Log,
  work: (urls: DatabaseUrls) => Promise<T>,
): Promise<T> {
  const external = externalDatabase(settings)
  if (external) {
    await checkLogins(external)
    return work(external)
  }
  return withOwnServer({ settings, log, asItIs: true }, work)
}
