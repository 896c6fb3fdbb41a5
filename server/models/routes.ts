import {
  createModelEndpoint,
  getModelSettings,
  getModelUsage,
  listLocalModels,
  listModelEndpoints,
  orderModelEndpoints,
  removeModelEndpoint,
  testModelEndpoint,
  updateModelEndpoint,
  updateModelSettings,
} from '../../contract/index.ts'
import type { HttpServer } from '../platform/http/index.ts'
import type { ModelEndpoints } from './endpoints.ts'
import type { LocalModels } from './local/local-models.ts'
import type { SelfTest } from './self-test.ts'
import type { ReadModelUsage } from './usage.ts'

export function addModelRoutes({
  http,
  modelEndpoints,
  modelUsage,
  modelSelfTest,
  localModels,
}: {
  http: HttpServer
  modelEndpoints: ModelEndpoints
  modelUsage: ReadModelUsage
  modelSelfTest: SelfTest
  localModels: LocalModels
}): void {
  http.route(listModelEndpoints, async ({ caller }) => ({ items: await modelEndpoints.list(caller) }))
  http.route(createModelEndpoint, ({ caller, body }) => modelEndpoints.create(caller, body))
  http.route(updateModelEndpoint, ({ caller, params, body, ifMatch }) =>
    modelEndpoints.update(caller, params.modelEndpointId, body, ifMatch),
  )
  http.route(removeModelEndpoint, async ({ caller, params }) => {
    await modelEndpoints.remove(caller, params.modelEndpointId)
    return { ok: true } as const
  })
  http.route(testModelEndpoint, ({ caller, params }) => modelSelfTest(caller, params.modelEndpointId))
  http.route(listLocalModels, async () => ({ items: await localModels.folder.list() }))
  http.route(orderModelEndpoints, async ({ caller, body }) => {
    await modelEndpoints.order(caller, body.ids)
    return { ok: true } as const
  })
  http.route(getModelSettings, ({ caller }) => modelEndpoints.settings(caller))
  http.route(updateModelSettings, ({ caller, body, ifMatch }) =>
    modelEndpoints.updateSettings(caller, body, ifMatch),
  )
  http.route(getModelUsage, ({ caller, query }) => modelUsage(caller, query.days))
}
