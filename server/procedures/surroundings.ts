import { sql } from 'kysely'
import type { Database } from '../platform/db/index.ts'
import type { Policies } from '../policy/index.ts'
import { inputSchema, type Tools } from '../tools/index.ts'
import type { Surroundings } from './steps/check-definition.ts'

/** Tools, entries and scenes as they are now. */
export async function readSurroundings(
  { database, policies, tools }: { database: Database; policies: Policies; tools: Pick<Tools, 'registry'> },
  tenantId: string,
): Promise<Surroundings> {
  const live = await tools.registry.list(tenantId)
  const keys = await database.tenant(tenantId, (transaction) =>
    sql<{ key: string }>`select key from entries limit 200000`.execute(transaction),
  )
  const { scenes } = (await policies.current(tenantId)).document
  return {
    tools: new Map(
      live.map(({ tool, settings }) => {
        const { properties = {}, required = [] } = inputSchema(tool) as {
          properties?: Record<string, unknown>
          required?: string[]
        }
        const fields = tool.fields?.map((field) => field.name) ?? []
        const takes = [...new Set([...Object.keys(properties), ...fields])]
        return [tool.name, { kind: tool.kind, enabled: settings.enabled, takes, needs: required }] as const
      }),
    ),
    entries: new Set(keys.rows.map((row) => row.key)),
    scenes: new Set(scenes.map((scene) => scene.key)),
  }
}
