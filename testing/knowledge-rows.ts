import { importOptions } from '../contract/index.ts'
import { readArticle, readImport } from '../server/knowledge/index.ts'
import type { TestServerHandle } from './running-server.ts'

/** An import whose one row was tried and refused: its tables are not empty, and nobody can run it. */
export async function fillImport({ modules }: TestServerHandle, tenantId: string): Promise<string> {
  const file = {
    fileName: 'k.csv',
    bytes: Buffer.from('key,question,answer\na,Why?,\n'),
    options: importOptions.parse({}),
  }
  const { id } = await modules.imports.start('system', tenantId, file, 'here')
  await readImport(modules, tenantId, id)
  return id
}

/** An entry for which a model wrote a wording that nobody accepted; the switch is off, so nobody asks for more. */
export async function fillExpansion({ database }: TestServerHandle, tenantId: string): Promise<void> {
  for (const text of [
    `insert into expansion_settings (tenant_id, enabled, acceptance, per_language, updated_at, updated_by)
     values ($1, false, 'by-person', 40, $2, 'here')`,
    `insert into entry_expansions (tenant_id, entry_id, question, state, changed_at)
     select tenant_id, id, 'digest', 'done', $2 from entries where tenant_id = $1 limit 1`,
    `insert into written_wordings (tenant_id, id, entry_id, language, text, state, position)
     select tenant_id, gen_random_uuid(), entry_id, 'en', 'may I come late', 'proposed', 0
     from entry_expansions where tenant_id = $1 and changed_at = $2`,
  ])
    await database.asOwner(text, [tenantId, new Date(0)])
}

/** A document that was read, published where told. */
export async function addTestArticle(
  { modules }: TestServerHandle,
  tenantId: string,
  text = '# Shelves\n\nShelves are dusted on Mondays.\n',
  publish = true,
): Promise<string> {
  const file = { fileName: 'document.md', bytes: Buffer.from(text), audience: 'public' as const }
  const { id } = await modules.articles.add('system', tenantId, file, 'here')
  await readArticle(modules, tenantId, id, 1)
  if (publish) await modules.articles.publish('system', tenantId, id, 1)
  return id
}

/** A vector of each passage in force, as a run would keep them; no model makes any, so none is asked for. */
export async function fillVectors({ database }: TestServerHandle, tenantId: string): Promise<void> {
  await database.asOwner(
    `insert into passage_vector_states (tenant_id, space, model, version) values ($1, 'space', 'm', 1)`,
    [tenantId],
  )
  await database.asOwner(
    `insert into passage_vectors (tenant_id, space, passage_id, content, vector, made_in)
     select tenant_id, 'space', id, sha256('x'), '\\x0000803f7f', 1 from passages where tenant_id = $1`,
    [tenantId],
  )
}

/** A tenant that was asked for its trades, and an entry whose topic somebody took away; nothing is compared for it. */
export async function fillPacks({ database }: TestServerHandle, tenantId: string): Promise<void> {
  await database.asOwner(
    `insert into pack_choices (tenant_id, trades, seen, updated_at, updated_by) values ($1, '{}', 'nothing', $2, 'here')`,
    [tenantId, new Date(0)],
  )
  await database.asOwner(
    `insert into entry_topics (tenant_id, entry_id, topic, state, confidence, wordings, changed_at, changed_by)
     select tenant_id, id, 'bank/card-arrival', 'undone', 0.5, 0, $2, 'here' from entries where tenant_id = $1 limit 1`,
    [tenantId, new Date(0)],
  )
}

/** A synonym that waits for somebody, of which there is no example. */
export async function addSynonym({ database }: TestServerHandle, tenantId: string): Promise<string> {
  const [row] = await database.asOwner<{ id: string }>(
    `insert into synonyms (tenant_id, id, term, stands_for, state, origin, updated_at, updated_by)
     values ($1, gen_random_uuid(), 'bookcase', 'shelves', 'proposed', 'learned', $2, 'here') returning id`,
    [tenantId, new Date(0)],
  )
  return row?.id ?? ''
}
