import { z } from 'zod'
import { conversationId, customerId, storableText, timestamp } from '../ids.ts'
import { defineRoute } from '../route.ts'

const attributes = z.record(storableText(60).min(1), storableText(500))

/** What is known about a customer, beside the conversation. */
export const customerFile = z.object({
  id: customerId,
  name: z.string(),
  email: z.string(),
  locale: z.string().optional(),
  labels: z.array(z.string()),
  /** Written by agents. */
  attributes: z.record(z.string(), z.string()),
  /** Said by a signed identity of the company’s own page: nobody can have made it up. */
  proven: z.object({
    name: z.string().optional(),
    email: z.string().optional(),
    attributes: z.record(z.string(), z.string()),
  }),
  identities: z.array(z.object({ channel: z.string(), subject: z.string(), provenAt: timestamp })),
  /** The newest twenty. */
  conversations: z.array(
    z.object({
      id: conversationId,
      state: z.enum(['open', 'closed']),
      preview: z.string(),
      lastMessageAt: timestamp,
    }),
  ),
  /** The newest fifty. */
  notes: z.array(z.object({ id: z.uuid(), text: z.string(), by: z.string(), at: timestamp })),
  createdAt: timestamp,
  version: z.int(),
})
export type CustomerFile = z.infer<typeof customerFile>

const one = z.strictObject({ customerId })

export const getCustomerFile = defineRoute('getCustomerFile', 'GET', '/customers/:customerId', {
  access: 'conversations:read',
  summary: 'What is known about a customer: identities, attributes, earlier conversations, notes, labels',
  params: one,
  reply: customerFile,
})
export const updateCustomer = defineRoute('updateCustomer', 'PATCH', '/customers/:customerId', {
  access: 'conversations:serve',
  summary: 'Change what agents know about a customer; send the version you saw as If-Match',
  params: one,
  body: z.strictObject({
    name: storableText(200).optional(),
    email: z.union([z.email().max(254), z.literal('')]).optional(),
    labels: z.array(storableText(40).trim().min(1)).max(30).optional(),
    /** Replaces all that agents wrote; what is proven stays. */
    attributes: attributes
      .refine((all) => Object.keys(all).length <= 50, { message: 'at most 50' })
      .optional(),
  }),
  reply: customerFile,
})
export const addCustomerNote = defineRoute('addCustomerNote', 'POST', '/customers/:customerId/notes', {
  access: 'conversations:serve',
  summary: 'Write a note about a customer, which they never see',
  params: one,
  body: z.strictObject({ text: storableText(4_000).trim().min(1) }),
  reply: customerFile,
})
