import { sql } from 'kysely'
import { type TenantTransaction, tenantOf } from '../../platform/db/index.ts'

/** One import of a tenant after the other; ids only, the handlers look for themselves. */
async function request(transaction: TenantTransaction, task: string, importId: string): Promise<void> {
  const queue = `import ${tenantOf(transaction)}`
  const payload = JSON.stringify({ importId })
  await sql`select attune.enqueue(${task}, ${payload}::jsonb, null, null, 5, ${queue})`.execute(transaction)
}

export const requestReading = (transaction: TenantTransaction, importId: string) =>
  request(transaction, 'read-import', importId)
export const requestImporting = (transaction: TenantTransaction, importId: string) =>
  request(transaction, 'apply-import', importId)
