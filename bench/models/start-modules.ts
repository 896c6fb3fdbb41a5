import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { permissions } from '../../contract/index.ts'
import { composeModules, type Modules } from '../../server/app/index.ts'
import { systemClock } from '../../server/platform/clock/index.ts'
import { type DatabaseUrls, migrate, startEmbeddedPostgres } from '../../server/platform/db/index.ts'
import type { MemberCaller } from '../../server/platform/http/index.ts'
import { createLog, type Log } from '../../server/platform/log/index.ts'
import { createTenant } from '../../server/tenants/index.ts'

type Composition = Parameters<typeof composeModules>[0]

interface StartOptions
  extends Pick<
    Composition,
    'privateHosts' | 'modelGuards' | 'answerFaults' | 'toolFaults' | 'questionVectorMs'
  > {
  /** Of the tenant. */
  slug: string
  logLevel: 'warn' | 'error'
}

export interface StartedModules {
  modules: Modules
  log: Log
  urls: DatabaseUrls
  tenantId: string
  /** Who may do everything there. */
  admin: MemberCaller
  /** The database and its folder; whoever uses the modules closes them before. */
  stop(): Promise<void>
}

/** Every module on a real database of its own, with one tenant. */
export async function startModules({ slug, logLevel, ...options }: StartOptions): Promise<StartedModules> {
  const dataDirectory = mkdtempSync(join(tmpdir(), `attune-${slug}-`))
  chmodSync(dataDirectory, 0o755)
  const log = createLog({ level: logLevel, destination: process.stderr })
  const postgres = await startEmbeddedPostgres({ dataDirectory, log })
  await migrate({ urls: postgres.urls, log })
  const modules = composeModules({
    urls: postgres.urls,
    secretKey: Buffer.alloc(32, 7),
    log,
    clock: systemClock,
    filesDirectory: join(dataDirectory, 'files'),
    ...options,
  })
  const tenantId = await createTenant(modules.database, systemClock, {
    slug,
    name: slug,
    locale: 'en',
    timeZone: 'UTC',
  })
  const admin = {
    kind: 'member' as const,
    tenantId,
    memberId: tenantId,
    name: 'Admin',
    permissions: new Set(permissions),
  } as unknown as MemberCaller
  return {
    modules,
    log,
    urls: postgres.urls,
    tenantId,
    admin,
    async stop() {
      await postgres.stop()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}
