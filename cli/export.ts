import { writeFileSync } from 'node:fs'
import { extname } from 'node:path'
import { exportEntries, exportFile } from '../server/knowledge/index.ts'
import { type Command, required, UsageError } from './command.ts'
import { tenantIdOf, withInstallation } from './installation.ts'

export const exportCommand: Command = {
  summary: 'Export a tenant’s knowledge as .jsonl, .csv or .xlsx, in the form that import takes',
  usage: '--tenant TENANT [--out FILE] [--customers]',
  options: {
    tenant: { type: 'string', value: 'TENANT', meaning: 'short name of the tenant' },
    out: {
      type: 'string',
      value: 'FILE',
      meaning: 'file to write, instead of standard output; its ending tells the form',
    },
    customers: { type: 'boolean', meaning: 'with customers’ wordings, in a file' },
  },
  async run(input) {
    if (input.words.length > 0)
      throw new UsageError(`"${input.words[0]}" is not expected; the file to write is --out FILE.`)
    const tenant = required(input, 'tenant', 'TENANT')
    const out = input.text('out')
    const ending = out === undefined ? '' : extname(out).toLowerCase().slice(1)
    const customers = input.flag('customers')
    if (out !== undefined && (ending === 'xlsx' || ending === 'csv' || customers)) {
      const format = ending === 'xlsx' || ending === 'csv' ? ending : 'jsonl'
      const file = await withInstallation(input, async ({ modules }) =>
        exportFile(modules.database, await tenantIdOf(modules, tenant), { format, locale: 'en', customers }),
      )
      writeFileSync(out, file)
      if (input.flag('json')) process.stdout.write(`${JSON.stringify({ file: out, bytes: file.length })}\n`)
      else process.stdout.write(`Exported to ${out}.\n`)
      return 0
    }
    const text = await withInstallation(input, async ({ modules }) =>
      exportEntries(modules.database, await tenantIdOf(modules, tenant)),
    )
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
