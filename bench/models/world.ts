import type { ModelAbility } from '../../contract/index.ts'
import type { Modules } from '../../server/app/index.ts'
import type { GuardOptions } from '../../server/models/index.ts'
import type { MemberCaller } from '../../server/platform/http/index.ts'
import type { ScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { scriptedModel } from '../../testing/models/scripted-model.ts'
import { startModules } from './start-modules.ts'

export interface ModelWorld {
  modules: Modules
  tenantId: string
  admin: MemberCaller
  stop(): Promise<void>
}

/** Every module on a real database, with one tenant whose only model is the given endpoint. */
export async function startModelWorld(
  endpoint: Pick<ScriptedEndpoint, 'url' | 'host'>,
  change: { timeoutMs?: number; stallMs?: number; concurrency?: number; abilities?: ModelAbility[] } = {},
  modelGuards: GuardOptions = {},
): Promise<ModelWorld> {
  const { modules, tenantId, admin, stop } = await startModules({
    slug: 'models',
    logLevel: 'warn',
    privateHosts: [endpoint.host],
    modelGuards,
    questionVectorMs: 5_000,
  })
  await modules.modelEndpoints.create(admin, {
    ...scriptedModel(endpoint),
    own: true,
    timeoutMs: 5_000,
    stallMs: 1_000,
    concurrency: 16,
    ...change,
  })
  // Never reached; every run sets aside what it may cost all the same.
  await modules.modelEndpoints.updateSettings(
    admin,
    { noTextLeaves: false, currency: 'USD', dayBudget: 1_000_000, monthBudget: null, sceneEndpoints: {} },
    undefined,
  )
  return {
    modules,
    tenantId,
    admin,
    async stop() {
      await modules.close()
      await stop()
    },
  }
}
