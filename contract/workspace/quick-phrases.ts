import { z } from 'zod'
import { storableText, timestamp } from '../ids.ts'
import { defineRoute, ok, page, pageQuery } from '../route.ts'

/** What a quick phrase may name: filled in where it is known, left as a blank to fill where it is not. */
export const phraseVariables = [
  'customer.name',
  'customer.email',
  'agent.name',
  'tenant.name',
  'order.number',
  'order.date',
  'order.amount',
  'order.product',
  'order.tracking',
] as const
export type PhraseVariable = (typeof phraseVariables)[number]
export const phraseVariable = z.enum(phraseVariables)

export const phraseTextLimit = 4_000

/** Every `{{…}}` of a text, in order, without the braces. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].map((match) => (match[1] ?? '').trim())
}

/** Names in a text that no phrase may use; `{{` that is never closed counts as one. */
export function unknownVariables(text: string): string[] {
  const unknown = variablesIn(text).filter((name) => !(phraseVariables as readonly string[]).includes(name))
  const rest = text.replace(/\{\{[^{}]*\}\}/g, '')
  const open = /\{\{.{0,30}|\}\}/s.exec(rest)?.[0]
  return [...new Set(open === undefined ? unknown : [...unknown, open])]
}

export const quickPhraseId = z.uuid().brand<'quick-phrase'>()

const content = {
  /** Personal ones are their owner's alone. */
  shared: z.boolean(),
  /** Where it is filed, e.g. `Delivery`; empty: nowhere. */
  folder: storableText(60),
  /** What one types after `;` or `/`. */
  code: z.string().regex(/^[\p{L}\p{N}_-]{1,30}$/u, 'letters, digits, - and _, at most 30'),
  title: storableText(120).min(1),
  /** Either may be empty, not both. */
  texts: z.strictObject({ en: storableText(phraseTextLimit), zh: storableText(phraseTextLimit) }),
}

export const quickPhraseContent = z.strictObject(content)
export type QuickPhraseContent = z.infer<typeof quickPhraseContent>

export const quickPhrase = z.object({
  id: quickPhraseId,
  ...content,
  version: z.int(),
  updatedAt: timestamp,
  updatedBy: z.string(),
})
export type QuickPhrase = z.infer<typeof quickPhrase>

const one = z.strictObject({ quickPhraseId })

export const listQuickPhrases = defineRoute('listQuickPhrases', 'GET', '/quick-phrases', {
  access: 'conversations:read',
  summary: 'One’s own and the shared quick phrases, by code',
  query: z.strictObject(pageQuery),
  reply: page(quickPhrase),
})
export const createQuickPhrase = defineRoute('createQuickPhrase', 'POST', '/quick-phrases', {
  access: 'conversations:serve',
  summary: 'Add a personal quick phrase; shared ones need the permission to supervise',
  body: quickPhraseContent,
  reply: quickPhrase,
})
export const updateQuickPhrase = defineRoute('updateQuickPhrase', 'PUT', '/quick-phrases/:quickPhraseId', {
  access: 'conversations:serve',
  summary: 'Change a quick phrase; send the version you saw as If-Match',
  params: one,
  body: quickPhraseContent,
  reply: quickPhrase,
})
export const removeQuickPhrase = defineRoute('removeQuickPhrase', 'DELETE', '/quick-phrases/:quickPhraseId', {
  access: 'conversations:serve',
  summary: 'Remove a quick phrase',
  params: one,
  reply: ok,
})
