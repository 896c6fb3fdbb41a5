import type { Log } from '../log/index.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { checkLogins } from './external-postgres.ts'
import type { DatabaseUrls } from './logins.ts'
import { migrate } from './migrate.ts'

export interface ProvideDatabaseOptions {
  dataDirectory: string
  log: Log
  /** Logins of a PostgreSQL run by somebody else; absent starts the embedded one. */
  external?: DatabaseUrls | undefined
  /** Shared buffers of the embedded one, in MB. */
  memoryMb?: number | undefined
}

export interface ProvidedDatabase {
  urls: DatabaseUrls
  /** Number of the embedded server's process now, undefined with an external one. */
  processId(): number | undefined
  /** Stops the embedded server; does nothing to an external one. */
  stop(): Promise<void>
}

/**
 * A database ready to be opened: embedded or external, its logins checked, migrated to this version of the code.
 * Throws StartRefusal with the codes of `startEmbeddedPostgres`, `checkLogins` and `migrate`.
 */
export async function provideDatabase(options: ProvideDatabaseOptions): Promise<ProvidedDatabase> {
  const { dataDirectory, external, memoryMb, log } = options
  if (external) {
    await checkLogins(external)
    await migrate({ urls: external, log })
    return { urls: external, processId: () => undefined, stop: () => Promise.resolve() }
  }
  const settings = memoryMb === undefined ? {} : { shared_buffers: `${memoryMb}MB` }
  const server = await startEmbeddedPostgres({ dataDirectory, log, settings })
  try {
    await migrate({ urls: server.urls, log })
  } catch (error) {
    await server.stop()
    throw error
  }
  return { urls: server.urls, processId: () => server.processId(), stop: () => server.stop() }
}
