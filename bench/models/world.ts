import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ModelAbility, permissions } from '../../contract/index.ts'
import { composeModules, type Modules } from '../../server/app/index.ts'
import type { GuardOptions } from '../../server/models/index.ts'
import { systemClock } from '../../server/platform/clock/index.ts'
import { migrate, startEmbeddedPostgres } from '../../server/platform/db/index.ts'
import { createLog } from '../../server/platform/log/index.ts'
import { createTenant } from '../../server/tenants/index.ts'
import type { ScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { scriptedModel } from '../../testing/models/scripted-model.ts'

export interface ModelWorld {
  modules: Modules
  tenantId: string
  stop(): Promise<void>
}

/** Every module on a real database, with one tenant whose only model is the given endpoint. */
export async function startModelWorld(
  endpoint: Pick<ScriptedEndpoint, 'url' | 'host'>,
  change: { timeoutMs?: number; stallMs?: number; concurrency?: number; abilities?: ModelAbility[] } = {},
  modelGuards: GuardOptions = {},
): Promise<ModelWorld> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'attune-models-'))
  chmodSync(dataDirectory, 0o755)
  const log = createLog({ level: 'warn', destination: process.stderr })
  const postgres = await startEmbeddedPostgres({ dataDirectory, log })
  await migrate({ urls: postgres.urls, log })
  const modules = composeModules({
    urls: postgres.urls,
    secretKey: Buffer.alloc(32, 7),
    log,
    clock: systemClock,
    filesDirectory: join(dataDirectory, 'files'),
    privateHosts: [endpoint.host],
    modelGuards,
    questionVectorMs: 5_000,
  })
  const tenantId = await createTenant(modules.database, systemClock, {
    slug: 'models',
    name: 'Models',
    locale: 'en',
    timeZone: 'UTC',
  })
  const caller = {
    kind: 'member' as const,
    tenantId,
    memberId: tenantId,
    name: 'Admin',
    permissions: new Set(permissions),
  }
  await modules.modelEndpoints.create(caller as never, {
    ...scriptedModel(endpoint),
    own: true,
    timeoutMs: 5_000,
    stallMs: 1_000,
    concurrency: 16,
    ...change,
  })
  // Never reached; every run sets aside what it may cost all the same.
  await modules.modelEndpoints.updateSettings(
    caller as never,
    { noTextLeaves: false, currency: 'USD', dayBudget: 1_000_000, monthBudget: null, sceneEndpoints: {} },
    undefined,
  )
  return {
    modules,
    tenantId,
    async stop() {
      await modules.close()
      await postgres.stop()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}
