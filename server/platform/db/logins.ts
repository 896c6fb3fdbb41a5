import pg from 'pg'

/** Connection strings of the three logins; the server itself uses only `application` and `jobs`. */
export interface DatabaseUrls {
  application: string
  owner: string
  jobs: string
}

/** Names of the logins in the embedded database; with an external one they may differ. */
export const EMBEDDED_LOGINS = {
  superuser: 'attune_superuser',
  owner: 'attune_owner',
  application: 'attune_app',
  jobs: 'attune_jobs',
} as const

type Passwords = Record<keyof typeof EMBEDDED_LOGINS, string>

/** Connection string for a login of a server that listens on a socket in `socketDirectory`. */
export function socketUrl(socketDirectory: string, database: string, user: string, password: string): string {
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  return `postgresql://${login}@/${encodeURIComponent(database)}?host=${encodeURIComponent(socketDirectory)}`
}

/** Connection strings of the three logins of an embedded server's database. */
export function embeddedUrls(socketDirectory: string, database: string, passwords: Passwords): DatabaseUrls {
  const url = (login: keyof DatabaseUrls) =>
    socketUrl(socketDirectory, database, EMBEDDED_LOGINS[login], passwords[login])
  return { application: url('application'), owner: url('owner'), jobs: url('jobs') }
}

/** Creates or repairs the three logins; `client` is a superuser's. Changes nothing else. */
export async function ensureLogins(client: pg.Client, passwords: Passwords): Promise<void> {
  const statements = (['owner', 'application', 'jobs'] as const).map((login) => {
    const name = EMBEDDED_LOGINS[login]
    const password = pg.escapeLiteral(passwords[login])
    return `DO $$ BEGIN CREATE ROLE ${name}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
      ALTER ROLE ${name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION INHERIT PASSWORD ${password};`
  })
  // The passwords are 24 random bytes: many hashing rounds would only slow each connection down.
  await client.query(`BEGIN; SET LOCAL scram_iterations = 256; ${statements.join('\n')}
    GRANT ${EMBEDDED_LOGINS.jobs} TO ${EMBEDDED_LOGINS.owner}; COMMIT`)
}

/** Creates the database when missing and lets nobody but the three logins into it. */
export async function ensureDatabase(client: pg.Client, database: string, template?: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])
  const name = pg.escapeIdentifier(database)
  if (found.rowCount === 0) {
    const from = template ? ` TEMPLATE ${pg.escapeIdentifier(template)}` : ''
    await client.query(`CREATE DATABASE ${name} OWNER ${EMBEDDED_LOGINS.owner}${from}`)
  }
  // A template's permissions are not copied with it.
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${name} TO ${EMBEDDED_LOGINS.application};
    GRANT CONNECT, CREATE ON DATABASE ${name} TO ${EMBEDDED_LOGINS.jobs}`)
}
