import { z } from 'zod'
import { customerId, timestamp } from '../ids.ts'
import { defineRoute, ok } from '../route.ts'

const days = z.int().min(1).max(3_650).nullable()

export const retention = z.object({
  /** Days after its end until what was said in a conversation is erased; null is for ever. */
  conversationDays: days,
  decisionDays: days,
  fileDays: days,
  version: z.int(),
  /** The last time something was erased by it. */
  lastRun: z.object({ at: timestamp, conversations: z.int(), decisions: z.int(), files: z.int() }).optional(),
})
export type Retention = z.infer<typeof retention>

export const getRetention = defineRoute('getRetention', 'GET', '/retention', {
  access: 'tenant:edit',
  summary: 'How long conversations, decisions and files are kept',
  reply: retention,
})
export const updateRetention = defineRoute('updateRetention', 'PUT', '/retention', {
  access: 'tenant:edit',
  summary:
    'Set how long is kept what; open conversations are never touched. Send the version you saw as If-Match',
  body: z.strictObject({ conversationDays: days, decisionDays: days, fileDays: days }),
  reply: retention,
})

export const customerMatch = z.object({
  id: customerId,
  name: z.string().optional(),
  email: z.string().optional(),
  /** The company's own ids of them. */
  subjects: z.array(z.string()),
  conversations: z.int(),
  createdAt: timestamp,
})
export type CustomerMatch = z.infer<typeof customerMatch>

export const findCustomers = defineRoute('findCustomers', 'POST', '/privacy/find-customers', {
  access: 'customers:erase',
  summary:
    'Customers by e-mail, name, own id, the contact they left or the id of one of their conversations, at most 20',
  body: z.strictObject({ text: z.string().trim().min(2).max(300) }),
  reply: z.object({ items: z.array(customerMatch) }),
})
export const exportCustomer = defineRoute('exportCustomer', 'POST', '/customers/:customerId/export', {
  access: 'customers:erase',
  summary: 'Everything kept about one customer, table by table, as the register of personal data says',
  params: z.strictObject({ customerId }),
  reply: z.object({
    customerId,
    exportedAt: timestamp,
    tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  }),
})
export const eraseCustomer = defineRoute('eraseCustomer', 'POST', '/customers/:customerId/erase', {
  access: 'customers:erase',
  summary: 'Erase who a customer is and what was said with them; cannot be undone',
  params: z.strictObject({ customerId }),
  reply: ok,
})

export const backupStatus = z.object({
  last: z.object({ at: timestamp, withSecrets: z.boolean() }).optional(),
  findings: z.array(z.enum(['never', 'old', 'without-key', 'disk-low'])),
})
export type BackupStatus = z.infer<typeof backupStatus>
export const getBackupStatus = defineRoute('getBackupStatus', 'GET', '/backup-status', {
  access: 'tenant:edit',
  summary: 'When the installation was last backed up, and what is wrong with that',
  reply: backupStatus,
})
