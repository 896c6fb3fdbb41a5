import type { ToolSettings, ToolView } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { recordAudit } from '../tenants/index.ts'
import { inputSchema, type Predicate, type Tool } from './tool.ts'

/** A tool as it stands for one tenant. */
export interface LiveTool {
  tool: Tool
  settings: ToolSettings
  /** Of the settings; 0 where nobody set anything. */
  revision: number
  /** The predicate that decides, where there is one. */
  policy: Predicate | undefined
}

export interface ToolRegistry {
  /** Makes a tool of TypeScript known: to one tenant, or to all. */
  register(tool: Tool, tenantId?: string): void
  find(tenantId: string, name: string): Promise<LiveTool | undefined>
  list(tenantId: string): Promise<LiveTool[]>
  update(
    caller: StaffCaller | 'system',
    tenantId: string,
    name: string,
    settings: ToolSettings,
    ifMatch: number | undefined,
  ): Promise<LiveTool>
  readonly policies: readonly string[]
}

export interface RegistryOptions {
  database: Database
  clock: Clock
  /** Predicates that can be chosen for tools that bring none of their own, by name. */
  policies?: Readonly<Record<string, Predicate>>
  /** Tools that stand in the database: of OpenAPI documents and MCP servers. */
  stored?: (tenantId: string) => Promise<readonly Tool[]>
}

export function openRegistry({ database, clock, policies = {}, stored }: RegistryOptions): ToolRegistry {
  const everybodys = new Map<string, Tool>()
  const ofTenant = new Map<string, Map<string, Tool>>()

  async function toolsOf(tenantId: string): Promise<Map<string, Tool>> {
    const found = new Map<string, Tool>()
    for (const tool of (await stored?.(tenantId)) ?? []) found.set(tool.name, tool)
    for (const tool of [...everybodys.values(), ...(ofTenant.get(tenantId)?.values() ?? [])])
      found.set(tool.name, tool)
    return found
  }

  function live(tool: Tool, set: { settings: ToolSettings; version: number } | undefined): LiveTool {
    const settings = { ...tool.defaults, ...set?.settings }
    const chosen = settings.policy === undefined ? undefined : policies[settings.policy]
    return { tool, settings, revision: set?.version ?? 0, policy: tool.policy ?? chosen }
  }

  const rowsOf = (tenantId: string) =>
    database.tenant(tenantId, (transaction) =>
      transaction.selectFrom('tool_settings').select(['name', 'settings', 'version']).limit(1_000).execute(),
    )

  return {
    policies: Object.keys(policies),
    register(tool, tenantId) {
      if (tenantId === undefined) everybodys.set(tool.name, tool)
      else ofTenant.set(tenantId, (ofTenant.get(tenantId) ?? new Map()).set(tool.name, tool))
    },
    async find(tenantId, name) {
      const tool = (await toolsOf(tenantId)).get(name)
      if (tool === undefined) return undefined
      return live(
        tool,
        (await rowsOf(tenantId)).find((row) => row.name === name),
      )
    },
    async list(tenantId) {
      const [tools, rows] = [await toolsOf(tenantId), await rowsOf(tenantId)]
      const settings = new Map(rows.map((row) => [row.name, row]))
      return [...tools.values()]
        .map((tool) => live(tool, settings.get(tool.name)))
        .sort(
          (a, b) =>
            a.tool.source.name.localeCompare(b.tool.source.name) || (a.tool.name < b.tool.name ? -1 : 1),
        )
    },
    async update(caller, tenantId, name, settings, ifMatch) {
      const tool = (await toolsOf(tenantId)).get(name)
      if (tool === undefined) throw new ApiError('tool/not-found')
      if (tool.kind === 'write' && settings.needs === 'nobody')
        throw new ApiError('tool/write-needs-customer')
      if (settings.enabled && !isGuarded(live(tool, { settings, version: 0 })))
        throw new ApiError('tool/unguarded')
      const at = clock.now()
      return database.tenant(tenantId, async (transaction) => {
        const before = await transaction
          .selectFrom('tool_settings')
          .select('version')
          .where('name', '=', name)
          .forUpdate()
          .executeTakeFirst()
        if (ifMatch !== undefined && ifMatch !== (before?.version ?? 0))
          throw new ApiError('request/version-conflict')
        const version = (before?.version ?? 0) + 1
        const row = {
          settings: JSON.stringify(settings),
          version,
          updated_at: at,
          updated_by: caller === 'system' ? 'system' : caller.name,
        }
        await transaction
          .insertInto('tool_settings')
          .values({ tenant_id: tenantId, name, ...row })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doUpdateSet(row))
          .execute()
        await recordAudit(transaction, tenantId, caller, {
          at,
          action: 'tool-changed',
          detail: { tool: name, enabled: settings.enabled, needs: settings.needs },
        })
        return live(tool, { settings, version })
      })
    },
  }
}

/** What changes something needs code that says when it may, or an agent who agrees to each call. */
export function isGuarded({ tool, settings, policy }: LiveTool): boolean {
  return tool.kind === 'read' || policy !== undefined || settings.approval === 'always'
}

export function presentTool(one: LiveTool): ToolView {
  const { tool, settings, revision } = one
  return {
    name: tool.name,
    version: tool.version,
    kind: tool.kind,
    title: tool.title,
    summary: tool.summary,
    source: tool.source,
    input: inputSchema(tool),
    settings,
    guarded: isGuarded(one),
    revision,
  }
}
