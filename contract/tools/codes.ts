import { z } from 'zod'
import { conversationId, customerId, storableText, timestamp } from '../ids.ts'
import { defineRoute } from '../route.ts'
import { codeWay, toolName } from './tool-events.ts'

/** Digits of a code, minutes it is good for, and wrong codes until it is not. */
export const codeDigits = 6
export const codeMinutes = 10
export const codeTries = 5

const host = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^[A-Za-z0-9._:-]+$/, 'a host name or an address')
/** One bare address: no name, no list, nothing that could become a header. */
const address = z.email().max(254)

const mailServer = z.strictObject({
  host,
  port: z.int().min(1).max(65_535),
  /** TLS from the start, TLS after a greeting, or none: only for hosts the installation names as its own. */
  security: z.enum(['tls', 'starttls', 'none']),
  user: storableText(200).trim().optional(),
  from: address,
})
const gateway = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(500),
  /** Put before national numbers, e.g. 86. */
  callingCode: z.string().regex(/^[1-9]\d{0,2}$/, 'one to three digits'),
})

const path = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/, 'names with dots between them')
/** A tool that tells whose contact something is in the company's own records. Customers and models can never call it. */
export const contactLookUp = z.strictObject({
  tool: toolName,
  /** Where in its answer the company's id of the customer stands, and the contact itself. */
  subject: path,
  contact: path,
})
export type ContactLookUp = z.infer<typeof contactLookUp>

/** How a tenant sends one-time codes; a way that is null is none. */
export const codeSettings = z.object({
  email: mailServer.extend({ hasPassword: z.boolean() }).nullable(),
  phone: gateway.extend({ hasSecret: z.boolean() }).nullable(),
  /** Codes to one e-mail address or number in an hour. */
  perHour: z.int(),
  /** Codes to all together in an hour. */
  perHourAll: z.int(),
  /** Null: only contacts the company's page has vouched for. */
  lookUp: contactLookUp.nullable(),
  /** What became of the codes of the last day, by way. */
  lately: z.record(codeWay, z.object({ sent: z.int(), failed: z.int(), lastFailure: z.string().optional() })),
  version: z.int(),
})
export type CodeSettings = z.infer<typeof codeSettings>

export const codeSettingsInput = z.strictObject({
  /** An absent password or secret stays what it is; an empty one is taken away. */
  email: mailServer.extend({ password: z.string().max(500).optional() }).nullable(),
  phone: gateway.extend({ secret: z.string().max(500).optional() }).nullable(),
  perHour: z.int().min(1).max(20),
  /** What is absent stays. */
  perHourAll: z.int().min(10).max(100_000).optional(),
  lookUp: contactLookUp.nullable().optional(),
})
export type CodeSettingsInput = z.infer<typeof codeSettingsInput>

export const getCodeSettings = defineRoute('getCodeSettings', 'GET', '/code-settings', {
  access: 'tools:manage',
  summary: 'How one-time codes are sent to customers, without the secrets',
  reply: codeSettings,
})
export const updateCodeSettings = defineRoute('updateCodeSettings', 'PUT', '/code-settings', {
  access: 'tools:manage',
  summary: 'Set how one-time codes are sent; send the version you saw as If-Match',
  body: codeSettingsInput,
  reply: codeSettings,
})
export const codeProblem = z.enum([
  'address-refused',
  'unreachable',
  'timed-out',
  'certificate',
  'no-tls',
  'sign-in-refused',
  'recipient-refused',
  'refused',
])
export type CodeProblem = z.infer<typeof codeProblem>
export const tryCodeSettings = defineRoute('tryCodeSettings', 'POST', '/code-settings/try', {
  access: 'tools:manage',
  summary: 'Send a code that opens nothing, to see whether it arrives',
  body: z.strictObject({ by: codeWay, to: storableText(254).trim().min(3) }),
  reply: z.object({
    sent: z.boolean(),
    problem: codeProblem.optional(),
    /** What the other side said, without secrets. */
    detail: z.string().optional(),
  }),
})

/** The same answer whoever the contact belongs to, or if nobody is known by it. */
export const sendWebChatCode = defineRoute('sendWebChatCode', 'POST', '/web-chat/codes', {
  access: 'customer',
  summary: 'Ask for a one-time code to an e-mail address or a number that the company knows',
  body: z.strictObject({
    /** Of the card that asked for it. */
    callId: z.uuid(),
    by: codeWay,
    contact: storableText(254).trim().min(3),
  }),
  reply: z.object({ codeId: z.uuid(), expiresAt: timestamp }),
})
export const enterWebChatCode = defineRoute('enterWebChatCode', 'POST', '/web-chat/codes/enter', {
  access: 'customer',
  summary: 'Enter the code: the conversation goes on as the customer it was sent to, with a new token',
  body: z.strictObject({ codeId: z.uuid(), code: z.string().regex(new RegExp(`^\\d{${codeDigits}}$`)) }),
  reply: z.object({ token: z.string(), customerId, conversationId }),
})
