import { z } from 'zod'
import { conversationId, entryId, language, storableText } from '../ids.ts'
import { articleAudience, passageId, shownPassage } from '../knowledge/articles.ts'
import { defineRoute } from '../route.ts'

const words = z.object({ language, text: z.string() })

/** An entry an agent may answer from. */
export const foundEntry = z.object({
  entryId,
  version: z.int(),
  title: z.string(),
  /** `internal`: all of it is for agents alone. */
  audience: articleAudience,
  /** What a customer may be told, in the conversation’s language where there is one; absent where all is internal. */
  answer: words.optional(),
  /** For agents alone, whatever the entry’s audience. */
  internalAnswer: words.optional(),
  /** How likely it is what is meant, where the assistant knows the entry. */
  probability: z.number().optional(),
})
export type FoundEntry = z.infer<typeof foundEntry>

export const deskPassage = shownPassage.extend({ audience: articleAudience })
export type DeskPassage = z.infer<typeof deskPassage>

/** PUT, as it changes nothing and is asked again at every pause in typing: no key is kept of it. */
export const findKnowledge = defineRoute('findKnowledge', 'PUT', '/conversations/:conversationId/knowledge', {
  access: 'conversations:read',
  summary:
    'Entries and passages for what the customer asked last, or for a text: public ones, and internal ones where the caller may read knowledge',
  params: z.strictObject({ conversationId }),
  body: z.strictObject({ text: storableText(1_000).optional() }),
  reply: z.object({
    /** What was looked for; empty where the customer has asked nothing yet. */
    question: z.string(),
    entries: z.array(foundEntry),
    passages: z.array(deskPassage),
  }),
})

/** What an agent’s message was made from, as the console says it. */
export const usedSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('entry'), id: entryId }),
  z.strictObject({ kind: z.literal('passage'), id: passageId }),
])
export type UsedSource = z.infer<typeof usedSource>
export const mostSourcesPerMessage = 10
