import {
  addToolSource,
  approveToolCall,
  listEntryTools,
  listToolCalls,
  listToolSources,
  listTools,
  removeToolSource,
  setEntryTools,
  tryTool,
  updateTool,
} from '../../contract/index.ts'
import { ApiError, type HttpServer } from '../platform/http/index.ts'
import { presentTool } from './registry.ts'
import type { Tools } from './tools.ts'

export function addToolRoutes({ http, tools }: { http: HttpServer; tools: Tools }): void {
  http.route(listTools, async ({ caller }) => ({
    items: (await tools.registry.list(caller.tenantId)).map(presentTool),
    policies: [...tools.registry.policies],
  }))
  http.route(updateTool, async ({ caller, params, body, ifMatch }) =>
    presentTool(await tools.update(caller, params.tool, body, ifMatch)),
  )
  http.route(tryTool, ({ caller, params, body }) => tools.tryOut(caller, params.tool, body.input))
  http.route(listToolSources, async ({ caller }) => ({ items: await tools.sources.list(caller.tenantId) }))
  http.route(addToolSource, ({ caller, body }) => tools.sources.add(caller, caller.tenantId, body))
  http.route(removeToolSource, async ({ caller, params }) => {
    await tools.sources.remove(caller, params.toolSourceId)
    return { ok: true as const }
  })
  http.route(listEntryTools, async ({ caller }) => ({ items: await tools.entryTools.list(caller.tenantId) }))
  http.route(setEntryTools, async ({ caller, params, body }) => {
    if ((await tools.registry.find(caller.tenantId, params.tool)) === undefined)
      throw new ApiError('tool/not-found')
    await tools.entryTools.set(caller, caller.tenantId, params.tool, body.entryKeys)
    return { ok: true as const }
  })
  http.route(listToolCalls, ({ caller, query }) => tools.listCalls(caller, query))
  http.route(approveToolCall, async ({ caller, params, body }) => {
    // Only a person can agree to something.
    if (caller.kind !== 'member') throw new ApiError('access/not-a-member')
    await tools.approve(caller, params.conversationId, params.callId, body.approved)
    return { ok: true as const }
  })
}
