import { basename } from 'node:path'
import { importOptions, problemWord } from '../contract/index.ts'
import { applyImport, readImport } from '../server/knowledge/index.ts'
import { trainTenant } from '../server/understanding/index.ts'
import { CommandError, type CommandInput } from './command.ts'
import { tenantIdOf, withInstallation } from './installation.ts'

const mostShown = 20

/** Imports a spreadsheet or table as the console does, here and at once: every row is tried, then all or none. */
export function importTable(
  input: CommandInput,
  { tenant, file, bytes, dryRun }: { tenant: string; file: string; bytes: Uint8Array; dryRun: boolean },
): Promise<number> {
  return withInstallation(input, async ({ modules, working }) => {
    const { imports } = modules
    const tenantId = await tenantIdOf(modules, tenant)
    const options = importOptions.parse({ encoding: input.text('encoding') ?? 'auto' })
    const { id } = await imports.start(
      'system',
      tenantId,
      { fileName: basename(file), bytes, options },
      'here',
    )
    await readImport(modules, tenantId, id)
    const tried = await imports.get(tenantId, id)
    const { counts, problem, state } = tried
    if (state === 'failed' && problem !== undefined)
      throw new CommandError('knowledge/import-unreadable', problemWord('en', problem))
    const refused = await imports.rows(tenantId, id, { verdict: 'refuse', limit: mostShown })
    for (const { row, problems } of refused.items)
      process.stderr.write(`  row ${row}: ${problems.map((one) => problemWord('en', one)).join(' ')}\n`)
    const runs = !dryRun && counts.refuse === 0
    if (runs) {
      await imports.run(tenantId, id, undefined, 'here')
      await applyImport(modules, tenantId, id)
      if (!working) await trainTenant(modules, tenantId)
    } else await imports.cancel(tenantId, id)
    const done = await imports.get(tenantId, id)
    const words = `${counts.rows} rows, ${counts.create} created, ${counts.update} updated, ${counts.unchanged} unchanged, ${counts.wordings} wordings added, ${done.counts.refuse} refused${done.counts.inReview ? `; ${done.counts.inReview} waits for review` : ''}`
    if (input.flag('json'))
      process.stdout.write(`${JSON.stringify({ ...counts, state: done.state }, null, 2)}\n`)
    else
      process.stdout.write(
        `${runs && done.state === 'done' ? 'Imported' : 'Nothing was changed'}: ${words}.\n`,
      )
    return counts.refuse > 0 || (runs && done.state !== 'done') ? 1 : 0
  })
}
