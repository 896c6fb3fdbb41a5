import { z } from 'zod'
import { locale, storableText } from '../ids.ts'
import { timeZone } from '../members.ts'
import { defineRoute } from '../route.ts'
import { tenant } from '../tenants.ts'

export const guide = z.object({
  /** Told from what is there, never from what was clicked. */
  done: z.object({
    /** The company has a name of its own and business hours. */
    company: z.boolean(),
    /** Three questions are published. */
    questions: z.boolean(),
    /** Somebody tried a question. */
    tried: z.boolean(),
    /** Somebody opened the widget. */
    widget: z.boolean(),
    /** A question in the widget was answered from the knowledge. */
    answered: z.boolean(),
  }),
  questions: z.int(),
  dismissed: z.boolean(),
  /** Of the first channel. */
  channelKey: z.string().optional(),
})
export type Guide = z.infer<typeof guide>

export const getGuide = defineRoute('getGuide', 'GET', '/guide', {
  access: 'tenant:edit',
  summary: 'How far a new tenant is on its way to the first answered question',
  reply: guide,
})
export const dismissGuide = defineRoute('dismissGuide', 'POST', '/guide/dismiss', {
  access: 'tenant:edit',
  summary: 'Put the guide away for everybody, or take it out again',
  body: z.strictObject({ dismissed: z.boolean() }),
  reply: guide,
})
export const updateTenant = defineRoute('updateTenant', 'PATCH', '/tenant', {
  access: 'tenant:edit',
  summary: 'Change the name, the language and the time zone of the tenant',
  body: z.strictObject({
    name: storableText(120).trim().min(1).optional(),
    /** Of members who have chosen none, and of pages and texts that nobody's language decides. */
    locale: locale.optional(),
    timeZone: timeZone.optional(),
  }),
  reply: tenant,
})
