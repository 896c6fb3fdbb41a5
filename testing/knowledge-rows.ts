import { choosePacks, importOptions, listTopics, setEntryTopic } from '../contract/index.ts'
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

/** Trades are chosen and an entry has a topic, as if somebody had said so. */
export async function fillPacks(
  server: TestServerHandle,
  { cookie, entryId }: { cookie: string; entryId: string },
): Promise<void> {
  await server.call(choosePacks, { cookie, body: { trades: ['bank'] } })
  const topics = await server.call(listTopics, { cookie })
  const topic = topics.body.items[0]?.id ?? ''
  await server.call(setEntryTopic, { cookie, params: { entryId }, body: { topic } })
}
