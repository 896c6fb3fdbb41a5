import { z } from 'zod'
import { language, storableText, timestamp } from './ids.ts'
import { handoverReason } from './messages.ts'
import { defineRoute, page, pageQuery } from './route.ts'

const words = z.record(language, storableText(1_000).min(1))
const share = z.number().min(0).max(1)
const dayTime = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/, 'HH:MM')

export const scene = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,60}$/),
  /** Entries of these categories (any language) belong to the scene; the scene `default` takes the rest. */
  categories: z.array(storableText(120)).max(200).default([]),
  /** Answer alone at or above this confidence. */
  threshold: share.default(0.85),
  /** Below the threshold: offer the likely few when one of them is right with at least this probability. */
  offerThreshold: share.default(0.25),
  offerCount: z.int().min(1).max(6).default(5),
})
export type Scene = z.infer<typeof scene>

export const businessHours = z.strictObject({
  /** 0 = Sunday. No ranges = closed. */
  week: z.array(z.array(z.strictObject({ from: dayTime, to: dayTime })).max(6)).length(7),
  /** Holidays and moved workdays by date (YYYY-MM-DD) override the week. */
  dates: z.record(z.iso.date(), z.array(z.strictObject({ from: dayTime, to: dayTime })).max(6)).default({}),
})

/** What a tenant decides about service; one versioned document. */
export const policyDocument = z.strictObject({
  scenes: z.array(scene).min(1).max(50),
  settle: z.strictObject({
    /** How long the customer must be quiet before the burst counts as ended. */
    quietMs: z.int().min(0).max(10_000),
    /** While the customer types the turn waits, at most this long after the first message. */
    longestMs: z.int().min(0).max(30_000),
  }),
  session: z.strictObject({
    /** Silence after which the customer is asked whether anything is left; 0 = never. */
    remindAfterSeconds: z.int().min(0),
    /** Silence after the reminder that closes the conversation. */
    closeAfterSeconds: z.int().min(1),
    /** A conversation closed longer ago than this is not reopened: a new one begins. */
    reopenWithinSeconds: z.int().min(0),
  }),
  texts: z.strictObject({
    welcome: words,
    greeting: words,
    thanks: words,
    goodbye: words,
    /** Above the option buttons. */
    options: words,
    /** Label of the button that asks for a person. */
    human: words,
    /** Handover text per reason while somebody is on duty. */
    handover: z.record(handoverReason, words),
    /** Added to the handover text while nobody is on duty. */
    nobodyOnDuty: words,
    messageLeft: words,
    idleReminder: words,
    idleClosed: words,
  }),
  hotQuestions: z.array(z.string().max(120)).max(6).default([]),
  hours: businessHours.optional(),
})
export type PolicyDocument = z.infer<typeof policyDocument>

export const policyVersion = z.object({
  version: z.int(),
  document: policyDocument,
  createdAt: timestamp,
  createdBy: z.string(),
})
export type PolicyVersion = z.infer<typeof policyVersion>

export const getPolicy = defineRoute('getPolicy', 'GET', '/policy', {
  access: 'policy:read',
  summary: 'The policy in force',
  reply: policyVersion,
})
export const updatePolicy = defineRoute('updatePolicy', 'PUT', '/policy', {
  access: 'policy:edit',
  summary: 'Put a new version in force; send the version you saw as If-Match',
  body: policyDocument,
  reply: policyVersion,
})
export const listPolicyVersions = defineRoute('listPolicyVersions', 'GET', '/policy/versions', {
  access: 'policy:read',
  summary: 'All versions, newest first',
  query: z.strictObject(pageQuery),
  reply: page(policyVersion),
})
