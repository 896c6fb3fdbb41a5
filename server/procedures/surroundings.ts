import { sql } from 'kysely'
import type { z } from 'zod'
import type { procedureTool } from '../../contract/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { Policies } from '../policy/index.ts'
import { inputSchema, type Tools } from '../tools/index.ts'
import type { Surroundings } from './steps/check-definition.ts'

/** What a step may call, and with what. */
export async function listTools(
  { registry }: Pick<Tools, 'registry'>,
  tenantId: string,
): Promise<z.infer<typeof procedureTool>[]> {
  return (await registry.list(tenantId)).map(({ tool, settings }) => {
    const { properties = {}, required = [] } = inputSchema(tool) as {
      properties?: Record<string, { enum?: unknown[] }>
      required?: string[]
    }
    const fields = tool.fields?.map((field) => field.name) ?? []
    const offering = tool.fields?.filter((field) => field.options !== undefined).map((field) => field.name)
    return {
      name: tool.name,
      title: tool.title,
      kind: tool.kind,
      enabled: settings.enabled,
      takes: [...new Set([...Object.keys(properties), ...fields])],
      needs: required,
      offers: offering ?? Object.keys(properties).filter((name) => properties[name]?.enum !== undefined),
    }
  })
}

/** Tools, entries and scenes as they are now. */
export async function readSurroundings(
  { database, policies, tools }: { database: Database; policies: Policies; tools: Pick<Tools, 'registry'> },
  tenantId: string,
): Promise<Surroundings> {
  const live = await listTools(tools, tenantId)
  const keys = await database.tenant(tenantId, (transaction) =>
    sql<{ key: string }>`select key from entries limit 200000`.execute(transaction),
  )
  const { scenes } = (await policies.current(tenantId)).document
  return {
    tools: new Map(live.map((tool) => [tool.name, tool])),
    entries: new Set(keys.rows.map((row) => row.key)),
    scenes: new Set(scenes.map((scene) => scene.key)),
  }
}
