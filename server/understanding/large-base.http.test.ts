import { afterAll, beforeAll, expect, it } from 'vitest'
import { updateEntry } from '../../contract/index.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'
import { trainTenant } from './train.ts'

// So many that no linear expert is trained, which would take longest.
const count = 4_600
let server: TestServerHandle
let tenant: TestTenant

beforeAll(async () => {
  // Without jobs: the test says itself when a model is trained.
  server = await startTestServer({ role: 'web' })
  tenant = await server.createTenant()
  const sql = (text: string) => server.database.asOwner(text, [tenant.id])
  const made = `select g, ('00000000-0000-7000-8000-' || lpad(g::text, 12, '0'))::uuid as id from generate_series(1, ${count}) g`
  await sql(`insert into knowledge_bases (tenant_id, id, name, created_at)
    select $1, gen_random_uuid(), 'Made', now() where not exists (select from knowledge_bases where tenant_id = $1)`)
  await sql(`insert into entries (tenant_id, id, base_id, key, state, version, changed_in, updated_at, updated_by, live)
    select $1, id, (select id from knowledge_bases where tenant_id = $1 limit 1), 'made-' || g, 'published', 1, 1, now(), 'test', true
    from (${made}) m`)
  await sql(`insert into wordings (tenant_id, id, entry_id, language, kind, origin, position, text)
    select $1, gen_random_uuid(), id, 'en', case when p = 1 then 'standard' else 'similar' end, 'operator', p,
      case when p = 1 then 'How do I mend the gadget zx' || g || 'q?' else 'mending zx' || g || 'q' end
    from (${made}) m, generate_series(1, 2) p`)
  await sql(`insert into answers (tenant_id, entry_id, language, parts)
    select $1, id, 'en', jsonb_build_array(jsonb_build_object('type', 'text', 'text', 'Answer ' || g)) from (${made}) m`)
  await sql('update tenant_versions set knowledge = greatest(knowledge, 1) where tenant_id = $1')
})
afterAll(() => server.stop())

const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
const versions = async () => {
  const [row] = await server.database.asOwner(
    'select knowledge, model_id from tenant_versions where tenant_id = $1',
    [tenant.id],
  )
  return { knowledge: Number(row?.knowledge), modelId: row?.model_id as string | null }
}

it('answers a large base under its older model while the newer one is loaded, and loses no edit', async () => {
  const { understanding, database, clock, log, wakeups } = server.modules
  const first = await understanding.current(tenant.id)
  expect(first.entries.size).toBe(count)
  expect(first.model.understand('mending zx77q').candidates[0]?.entryId).toBe(idOf(77))
  const { cookie } = await server.createMember(tenant, 'knowledge-operator')
  const edit = async (similar: string) => {
    const content = { question: { en: 'How do I mend the gadget zx77q?' }, answer: { en: 'Answer 77' } }
    const body = { key: 'made-77', category: {}, similar: { en: [similar] }, ...content }
    await server.call(updateEntry, { cookie, params: { entryId: idOf(77) }, body })
  }
  await edit('my zx77q wobbles')
  const edited = await understanding.at(tenant.id, await versions())
  const wordings = count * 2
  expect(edited.model.wordingCount).toBe(wordings)
  expect(edited.model.understand('my zx77q wobbles').confidence).toBeGreaterThan(0.85)

  await trainTenant({ database, clock, log, wakeups }, tenant.id)
  const now = await versions()
  const meanwhile = await understanding.at(tenant.id, now)
  expect(meanwhile.modelId).toBe(edited.modelId)
  expect(meanwhile.model.understand('my zx77q wobbles').confidence).toBeGreaterThan(0.85)
  const later = await understanding.current(tenant.id)
  expect(later.modelId).toBe(now.modelId)
  expect(later.entries.size).toBe(count)

  // What the trained model knows from before goes with the next edit.
  await edit('zx77q shakes')
  const last = await understanding.at(tenant.id, await versions())
  expect(last.model.wordingCount).toBe(wordings)
  const nearest = last.model.understand('my zx77q wobbles')
  expect(nearest.confidence).toBeLessThan(0.85)
  expect(last.model.understand('zx77q shakes').confidence).toBeGreaterThan(0.85)
})
