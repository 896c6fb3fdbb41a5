import pg from 'pg'
import type { Modules } from '../../server/app/index.ts'
import { newId } from '../../server/platform/ids/index.ts'
import { defaultPolicy } from '../../server/policy/index.ts'
import { createTenant } from '../../server/tenants/index.ts'
import { madeEntry } from './made-entries.ts'

export interface Seeded {
  tenantId: string
  channelKey: string
  /** Id of each made entry by its number. */
  ids: string[]
}

const perStatement = 5_000

/** A tenant with so many entries, written past the API: making them is not what is measured. */
export async function seed(modules: Modules, ownerUrl: string, count: number): Promise<Seeded> {
  const { database, clock, policies, channels } = modules
  const tenantId = await createTenant(database, clock, {
    slug: 'made',
    name: 'Made',
    locale: 'en',
    timeZone: 'UTC',
  })
  const policy = { ...defaultPolicy, settle: { quietMs: 20, longestMs: 2_000 } }
  await policies.update('system', tenantId, policy, undefined)
  const channelKey = 'made'
  const limits = { sessionsPerMinute: 1_000_000, messagesPerMinute: 1_000_000 }
  await channels.ensure(tenantId, { key: channelKey, name: 'Made', settings: { limits } })
  const owner = new pg.Client({ connectionString: ownerUrl, options: '-c search_path=attune' })
  await owner.connect()
  const ids = Array.from({ length: count }, () => newId())
  try {
    const baseId = newId()
    await owner.query(
      'insert into knowledge_bases (tenant_id, id, name, created_at) values ($1, $2, $3, now())',
      [tenantId, baseId, 'Main'],
    )
    for (let start = 0; start < count; start += perStatement) {
      const rows = ids.slice(start, start + perStatement).map((id, at) => ({ id, ...madeEntry(start + at) }))
      await owner.query(
        `with given as (select * from jsonb_to_recordset($3::jsonb) as g(id uuid, key text, wordings jsonb, answer text)),
         made as (insert into entries (tenant_id, id, base_id, key, state, version, changed_in, updated_at, updated_by, live)
           select $1, id, $2, key, 'published', 1, 1, now(), 'system', true from given),
         worded as (insert into wordings (tenant_id, id, entry_id, language, kind, origin, position, text)
           select $1, gen_random_uuid(), id, 'en', case when w.place = 1 then 'standard' else 'similar' end, 'operator',
             w.place, w.text from given, jsonb_array_elements_text(wordings) with ordinality as w(text, place))
         insert into answers (tenant_id, entry_id, language, parts)
         select $1, id, 'en', jsonb_build_array(jsonb_build_object('type', 'text', 'text', answer)) from given`,
        [tenantId, baseId, JSON.stringify(rows)],
      )
    }
    await owner.query('update tenant_versions set knowledge = 1 where tenant_id = $1', [tenantId])
    await owner.query('analyze entries, wordings, answers')
  } finally {
    await owner.end()
  }
  return { tenantId, channelKey, ids }
}
