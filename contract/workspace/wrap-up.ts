import { z } from 'zod'
import { storableText } from '../ids.ts'

/** What an agent says about a conversation when closing it. */
export const wrapUpInput = z.strictObject({
  categoryId: z.uuid(),
  resolved: z.boolean(),
  note: storableText(2_000).optional(),
})
export type WrapUpInput = z.infer<typeof wrapUpInput>
