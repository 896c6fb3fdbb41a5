import { z } from 'zod'
import { storableText, timestamp } from '../ids.ts'
import { messageTextLimit } from '../messages.ts'
import { defineRoute, ok, page, pageQuery } from '../route.ts'

/** Longest expression of a rule; together with the matcher it bounds the work of a check. */
export const wordingExpressionLimit = 300

export const wordingRuleId = z.uuid().brand<'wording-rule'>()

const content = {
  name: storableText(120).min(1),
  /** `words`: any of these words or phrases, one a line. `pattern`: see the guide; no repetition without a bound. */
  kind: z.enum(['words', 'pattern']),
  expression: storableText(4_000).min(1),
  /** `block`: it is not sent. `warn`: it is sent once the agent has confirmed. */
  action: z.enum(['warn', 'block']),
  /** Shown to the agent: why, and what to say instead. */
  hint: storableText(500),
  enabled: z.boolean(),
}
export const wordingRuleContent = z.strictObject(content)
export type WordingRuleContent = z.infer<typeof wordingRuleContent>

export const wordingRule = z.object({
  id: wordingRuleId,
  ...content,
  version: z.int(),
  updatedAt: timestamp,
  updatedBy: z.string(),
})
export type WordingRule = z.infer<typeof wordingRule>

/** Where a rule applies in a text. */
export const wordingFinding = z.object({
  ruleId: wordingRuleId,
  name: z.string(),
  action: z.enum(['warn', 'block']),
  hint: z.string(),
  /** The words as they stand in the text. */
  words: z.string(),
  /** Where they begin and end, in characters of JavaScript. */
  from: z.int(),
  to: z.int(),
})
export type WordingFinding = z.infer<typeof wordingFinding>

const one = z.strictObject({ wordingRuleId })

export const listWordingRules = defineRoute('listWordingRules', 'GET', '/wording-rules', {
  access: 'conversations:supervise',
  summary: 'Rules about what agents may write to customers',
  query: z.strictObject(pageQuery),
  reply: page(wordingRule),
})
export const createWordingRule = defineRoute('createWordingRule', 'POST', '/wording-rules', {
  access: 'conversations:supervise',
  summary: 'Add a wording rule; it holds for the next message',
  body: wordingRuleContent,
  reply: wordingRule,
})
export const updateWordingRule = defineRoute('updateWordingRule', 'PUT', '/wording-rules/:wordingRuleId', {
  access: 'conversations:supervise',
  summary: 'Change a wording rule; send the version you saw as If-Match',
  params: one,
  body: wordingRuleContent,
  reply: wordingRule,
})
export const removeWordingRule = defineRoute('removeWordingRule', 'DELETE', '/wording-rules/:wordingRuleId', {
  access: 'conversations:supervise',
  summary: 'Remove a wording rule',
  params: one,
  reply: ok,
})
/** PUT, as it changes nothing and is asked again at every pause in typing: no key is kept of it. */
export const checkWording = defineRoute('checkWording', 'PUT', '/wording-check', {
  access: 'conversations:serve',
  summary: 'Which rules apply to a text; `rule` tries one that is not saved yet',
  body: z.strictObject({ text: storableText(messageTextLimit), rule: wordingRuleContent.optional() }),
  reply: z.object({ findings: z.array(wordingFinding) }),
})
