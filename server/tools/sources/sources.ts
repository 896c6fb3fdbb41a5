import { sql } from 'kysely'
import type { ToolSourceInput, ToolSourceView } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { GuardedFetch } from '../../platform/net/index.ts'
import type { Vault } from '../../platform/secrets/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import type { Tool } from '../tool.ts'
import { listMcpTools, type McpTool, toolOfMcp } from './mcp.ts'
import { type HttpSource, type Operation, readOperations, toolNameOf, toolOfOperation } from './openapi.ts'

/** OpenAPI documents and MCP servers of tenants, and the tools made of them. */
export interface ToolSources {
  list(tenantId: string): Promise<ToolSourceView[]>
  add(caller: StaffCaller | 'system', tenantId: string, input: ToolSourceInput): Promise<ToolSourceView>
  remove(caller: StaffCaller, id: string): Promise<void>
  /** The service behind a source stands elsewhere now. */
  move(tenantId: string, id: string, address: string): Promise<void>
  tools(tenantId: string): Promise<readonly Tool[]>
}

interface Row {
  id: string
  kind: 'openapi' | 'mcp'
  name: string
  address: string
  document: unknown
  picked: string[]
  needs: 'identified' | 'code'
  secret_header: string | null
  secret: string | null
  version: number
}

/** A change of a source whose changes need a code. */
const needing = (tool: Tool, needs: Row['needs']): Tool =>
  tool.kind === 'write' && needs === 'code' ? { ...tool, defaults: { ...tool.defaults, needs } } : tool

const mostSources = 50

export function openSources(options: {
  database: Database
  clock: Clock
  vault: Vault
  fetch: GuardedFetch
}): ToolSources {
  const { database, clock, vault, fetch } = options
  /** Made of a source's version, so that a change needs no word to other processes. */
  const made = new Map<string, readonly Tool[]>()

  const rowsOf = (tenantId: string): Promise<Row[]> =>
    database.tenant(tenantId, (transaction) =>
      transaction.selectFrom('tool_sources').selectAll().orderBy('id').limit(mostSources).execute(),
    )

  const sourceOf = (
    tenantId: string,
    row: Pick<Row, 'id' | 'name' | 'address' | 'secret' | 'secret_header'>,
  ): HttpSource => ({
    id: row.id,
    name: row.name,
    address: row.address,
    secret: () =>
      row.secret === null
        ? undefined
        : { header: row.secret_header ?? 'authorization', value: vault.open(tenantId, row.secret) },
  })

  function build(tenantId: string, row: Row): readonly Tool[] {
    const source = sourceOf(tenantId, row)
    const all =
      row.kind === 'openapi'
        ? readOperations(row.document).map((operation) => toolOfOperation(operation, source, fetch))
        : (row.document as McpTool[]).map((tool) => toolOfMcp(tool, source, fetch))
    return all.filter((tool) => row.picked.includes(tool.name)).map((tool) => needing(tool, row.needs))
  }

  function present(row: Row): ToolSourceView {
    const found: (Operation | McpTool)[] =
      row.kind === 'openapi' ? readOperations(row.document) : (row.document as McpTool[])
    return {
      id: row.id,
      kind: row.kind,
      name: row.name,
      address: row.address,
      secret: row.secret !== null,
      operations: found.map((one) => ({
        name: toolNameOf(one.name),
        kind: 'kind' in one ? one.kind : one.readOnly ? 'read' : 'write',
        picked: row.picked.includes(toolNameOf(one.name)),
      })),
      version: row.version,
    }
  }

  return {
    list: async (tenantId) => (await rowsOf(tenantId)).map(present),
    async add(caller, tenantId, input) {
      const id = newId()
      const secret = input.secret === undefined || input.secret === '' ? null : input.secret
      const row = {
        id,
        kind: input.kind,
        name: input.name.trim(),
        address: input.address,
        picked: [] as string[],
        needs: input.needs ?? 'identified',
        secret_header: secret === null ? null : (input.secretHeader ?? 'authorization').toLowerCase(),
        secret: secret === null ? null : vault.seal(tenantId, secret),
        version: 1,
      }
      let document: unknown
      let names: string[]
      try {
        if (input.kind === 'mcp') {
          const tools = await listMcpTools(sourceOf(tenantId, row), fetch)
          document = tools
          names = tools.map((tool) => toolNameOf(tool.name))
        } else {
          document = input.document ?? (await (await fetch(input.address)).json())
          names = readOperations(document).map((operation) => operation.name)
          // Servers of the document are asked where it lies nowhere else.
          row.address = baseOf(input, document)
        }
        build(tenantId, { ...row, document, picked: names })
      } catch (error) {
        throw new ApiError('tool/source-unreadable', { reason: (error as Error).message.slice(0, 200) })
      }
      row.picked = input.pick === undefined ? names : names.filter((name) => input.pick?.includes(name))
      const at = clock.now()
      await database.tenant(tenantId, async (transaction) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`tool sources ${tenantId}`}, 0))`.execute(
          transaction,
        )
        const others = await transaction.selectFrom('tool_sources').select(['name', 'picked']).execute()
        const taken = others.find(
          (other) => other.name === row.name || other.picked.some((name) => row.picked.includes(name)),
        )
        if (taken !== undefined || others.length >= mostSources) throw new ApiError('tool/name-taken')
        await transaction
          .insertInto('tool_sources')
          .values({
            ...row,
            tenant_id: tenantId,
            document: JSON.stringify(document),
            updated_at: at,
            updated_by: caller === 'system' ? 'system' : caller.name,
          })
          .execute()
        await recordAudit(transaction, tenantId, caller, {
          at,
          action: 'tool-source-added',
          target: { kind: 'tool-source', id },
          detail: { tools: row.picked.length },
        })
      })
      return present({ ...row, document })
    },
    async remove(caller, id) {
      await database.tenant(caller.tenantId, async (transaction) => {
        const gone = await transaction
          .deleteFrom('tool_sources')
          .where('id', '=', id)
          .returning('picked')
          .executeTakeFirst()
        if (gone === undefined) throw new ApiError('tool/not-found')
        // A tool of the same name that comes later is another: nothing was permitted of it.
        if (gone.picked.length > 0) {
          await transaction.deleteFrom('tool_settings').where('name', 'in', gone.picked).execute()
          await transaction.deleteFrom('entry_tools').where('tool', 'in', gone.picked).execute()
        }
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'tool-source-removed',
          target: { kind: 'tool-source', id },
        })
      })
    },
    async move(tenantId, id, address) {
      await database.tenant(tenantId, (transaction) =>
        transaction
          .updateTable('tool_sources')
          .set((expression) => ({ address, version: expression('version', '+', 1) }))
          .where('id', '=', id)
          .where('address', '<>', address)
          .execute(),
      )
    },
    async tools(tenantId) {
      const versions = await database.tenant(tenantId, (transaction) =>
        transaction.selectFrom('tool_sources').select(['id', 'version']).execute(),
      )
      const key = (one: { id: string; version: number }) => `${tenantId} ${one.id} ${one.version}`
      if (versions.some((one) => !made.has(key(one))))
        for (const row of await rowsOf(tenantId)) made.set(key(row), build(tenantId, row))
      if (made.size > 500) made.delete(made.keys().next().value ?? '')
      return versions.flatMap((one) => made.get(key(one)) ?? [])
    },
  }
}

function baseOf(input: ToolSourceInput, document: unknown): string {
  const server = (document as { servers?: { url?: unknown }[] }).servers?.[0]?.url
  const base = input.document === undefined && typeof server === 'string' ? server : undefined
  return base === undefined ? input.address : new URL(base, input.address).href
}
