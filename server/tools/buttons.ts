import { sql } from 'kysely'
import type { Language } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { CustomerCaller } from '../platform/http/index.ts'
import type { EntryTools } from './entry-tools.ts'
import type { ToolRegistry } from './registry.ts'
import { inWords } from './texts.ts'
import type { Words } from './tool.ts'

/** Turns are many and settings change seldom: what was read is good for so long, and renewed behind the answer. */
const freshMs = 2_000
const staleMs = 60_000

interface Known {
  at: number
  byEntry: ReadonlyMap<string, { tool: string; title: Words }>
}

/** Whether a message of the assistant in the customer's own conversation offers the tool. */
export async function holdsButton(
  database: Database,
  { tenantId, conversationId }: Pick<CustomerCaller, 'tenantId' | 'conversationId'>,
  { ofSeq, tool }: { ofSeq: number; tool: string },
): Promise<boolean> {
  const offer = JSON.stringify({ parts: [{ type: 'buttons', buttons: [{ kind: 'tool', tool }] }] })
  const row = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('conversation_events')
      .select('seq')
      .where('conversation_id', '=', conversationId)
      .where('seq', '=', ofSeq)
      .where('type', '=', 'assistant-message')
      .where(sql<boolean>`body @> ${offer}::jsonb`)
      .executeTakeFirst(),
  )
  return row !== undefined
}

/** The buttons below answers, kept at hand so that a turn reads nothing for them. */
export function openButtons(entryTools: EntryTools, registry: ToolRegistry, clock: Clock) {
  const known = new Map<string, Known>()
  const reading = new Map<string, Promise<Known>>()

  async function read(tenantId: string): Promise<Known> {
    const pairs = await entryTools.list(tenantId)
    const live = pairs.length === 0 ? [] : await registry.list(tenantId)
    const titles = new Map(
      live
        .filter(({ settings }) => settings.enabled && settings.scenes.length === 0)
        .map(({ tool }) => [tool.name, tool.title] as const),
    )
    const byEntry = new Map(
      pairs.flatMap(({ entryKey, tool }) => {
        const title = titles.get(tool)
        return title === undefined ? [] : [[entryKey, { tool, title }] as const]
      }),
    )
    const found = { at: clock.now().getTime(), byEntry }
    known.set(tenantId, found)
    return found
  }

  function renew(tenantId: string): Promise<Known> {
    const running = reading.get(tenantId) ?? read(tenantId).finally(() => reading.delete(tenantId))
    reading.set(tenantId, running)
    return running
  }

  return async (tenantId: string, entryKey: string, language: Language) => {
    const now = clock.now().getTime()
    const before = known.get(tenantId)
    const age = before === undefined ? Number.POSITIVE_INFINITY : now - before.at
    if (before !== undefined && age > freshMs && age <= staleMs) renew(tenantId).catch(() => undefined)
    const found = before !== undefined && age <= staleMs ? before : await renew(tenantId)
    const one = found.byEntry.get(entryKey)
    return one === undefined
      ? undefined
      : { tool: one.tool, label: inWords(one.title, language).slice(0, 80) || one.tool }
  }
}
