import { writeFileSync } from 'node:fs'
import { exportEntries } from '../server/knowledge/index.ts'
import { type Command, required, UsageError } from './command.ts'
import { tenantIdOf, withInstallation } from './installation.ts'

export const exportCommand: Command = {
  summary: 'Export a tenant’s knowledge as .jsonl, in the form that import takes',
  usage: '--tenant TENANT [--out FILE]',
  options: {
    tenant: { type: 'string', value: 'TENANT', meaning: 'short name of the tenant' },
    out: { type: 'string', value: 'FILE', meaning: 'file to write, instead of standard output' },
  },
  async run(input) {
    if (input.words.length > 0)
      throw new UsageError(`"${input.words[0]}" is not expected; the file to write is --out FILE.`)
    const tenant = required(input, 'tenant', 'TENANT')
    const text = await withInstallation(input, async ({ modules }) =>
      exportEntries(modules.database, await tenantIdOf(modules, tenant)),
    )
    const out = input.text('out')
    if (out === undefined) {
      process.stdout.write(text)
      return 0
    }
    writeFileSync(out, text)
    const entries = text.split('\n').length - 1
    if (input.flag('json')) process.stdout.write(`${JSON.stringify({ file: out, entries })}\n`)
    else process.stdout.write(`Exported ${entries} entries to ${out}.\n`)
    return 0
  },
}
