import { importOptions } from '../contract/index.ts'
import { readImport } from '../server/knowledge/index.ts'
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
