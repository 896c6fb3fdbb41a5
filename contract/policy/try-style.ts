import { z } from 'zod'
import { storableText } from '../ids.ts'
import { guardStyle } from '../policy.ts'
import { defineRoute } from '../route.ts'

export const tryStyle = defineRoute('tryStyle', 'POST', '/policy/style/try', {
  access: 'policy:read',
  summary: 'What of a way of writing, saved or not, some sentences do not keep to',
  body: z.strictObject({ texts: z.array(storableText(4_000).min(1)).min(1).max(20), style: guardStyle }),
  bodyLimit: 512 * 1024,
  reply: z.object({
    items: z.array(
      z.object({
        text: z.string(),
        findings: z.array(z.object({ code: z.string(), words: z.string().optional() })),
      }),
    ),
  }),
})
