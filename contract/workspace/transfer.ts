import { z } from 'zod'
import { conversation } from '../conversations.ts'
import { noteTextLimit } from '../events.ts'
import { conversationId, memberId, storableText } from '../ids.ts'
import { defineRoute } from '../route.ts'

export const transferConversation = defineRoute(
  'transferConversation',
  'POST',
  '/conversations/:conversationId/transfer',
  {
    access: 'conversations:serve',
    summary:
      'Hand a conversation to a member on duty or back to the queue, with a note: both or nothing. Own ones; supervisors any',
    params: z.strictObject({ conversationId }),
    body: z.strictObject({
      /** The owner's epoch as it was seen: somebody taking it meanwhile is told, and nothing changes. */
      ownerEpoch: z.int(),
      to: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('agent'), id: memberId }),
        z.strictObject({ kind: z.literal('queue') }),
      ]),
      note: storableText(noteTextLimit).optional(),
    }),
    reply: conversation,
  },
)
