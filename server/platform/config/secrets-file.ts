import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartRefusal } from './start-refusal.ts'

/** What an installation must keep: without it neither the database nor stored secrets can be opened. */
export interface Secrets {
  /** Base64 of 32 bytes: encrypts tenants' stored secrets and signs tokens. */
  secretKey: string
  /** Passwords of the embedded database's logins. */
  database: { superuser: string; owner: string; application: string; jobs: string }
}

/** Where the secrets of a data directory lie. */
export function secretsPath(dataDirectory: string): string {
  return join(dataDirectory, 'secrets.json')
}

/**
 * Reads `<dataDirectory>/secrets.json`, creating it (mode 0600, random values) the first time.
 * Throws StartRefusal `secrets_unreadable` when the file is there but cannot be used.
 */
export function readOrCreateSecrets(dataDirectory: string): Secrets {
  const path = secretsPath(dataDirectory)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return createSecrets(dataDirectory, path)
    throw new StartRefusal('secrets_unreadable', `${path} cannot be read: ${(error as Error).message}`)
  }
  return parseSecrets(text, path)
}

function createSecrets(dataDirectory: string, path: string): Secrets {
  const password = () => randomBytes(24).toString('base64url')
  const secrets: Secrets = {
    secretKey: randomBytes(32).toString('base64'),
    database: { superuser: password(), owner: password(), application: password(), jobs: password() },
  }
  mkdirSync(dataDirectory, { recursive: true })
  write(path, secrets)
  return secrets
}

/** Written whole or not at all: half a secrets file would lock its owner out of the database. */
function write(path: string, secrets: Secrets): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  chmodSync(draft, 0o600)
  renameSync(draft, path)
}

/** Puts another installation's secret key in place, for a restored backup; the database's passwords stay. */
export function replaceSecretKey(dataDirectory: string, secretKey: string): void {
  write(secretsPath(dataDirectory), { ...readOrCreateSecrets(dataDirectory), secretKey })
}

function parseSecrets(text: string, path: string): Secrets {
  try {
    const secrets = JSON.parse(text) as Secrets
    const { superuser, owner, application, jobs } = secrets.database
    const texts = [secrets.secretKey, superuser, owner, application, jobs]
    if (texts.every((value) => typeof value === 'string' && value.length >= 16)) return secrets
  } catch {
    // Said below, in one sentence for every way a file can be broken.
  }
  throw new StartRefusal(
    'secrets_unreadable',
    `${path} is not a secrets file of Attune; restore it from a backup, it cannot be made again for existing data.`,
  )
}
