import type { CardInput, MessagePart } from '../../contract/index.ts'
import { ApiError, type MemberCaller } from '../platform/http/index.ts'
import type { Attachments } from './attachments.ts'

/** What an agent sends at once: words, and what goes with them. */
export interface AgentMessage {
  clientId: string
  text: string
  attachments?: readonly string[] | undefined
  card?: CardInput | undefined
  options?: readonly string[] | undefined
}

/**
 * The parts of an agent's message, in the order in which they are read. Takes what was uploaded for it; sent again with the
 * same client id it takes the same. Throws `message/empty`, `attachment/not-found`, `attachment/already-sent`.
 */
export async function composeParts(
  attachments: Attachments,
  caller: MemberCaller,
  conversationId: string,
  { clientId, text, attachments: files = [], card, options }: AgentMessage,
): Promise<MessagePart[]> {
  const pictureId = card?.kind === 'product' ? card.pictureId : undefined
  if (text.trim() === '' && files.length === 0 && card === undefined && options === undefined)
    throw new ApiError('message/empty')
  const claimed = await attachments.claim(caller.tenantId, {
    conversationId,
    uploader: { kind: 'member', id: caller.memberId },
    clientId,
    ids: pictureId === undefined ? files : [...files, pictureId],
  })
  const sent = claimed.slice(0, files.length)
  return [
    ...(text.trim() === '' ? [] : [{ type: 'text' as const, text }]),
    ...sent,
    ...(card === undefined
      ? []
      : [{ type: 'card' as const, version: 1 as const, card: withPicture(card, claimed) }]),
    ...(options === undefined
      ? []
      : [
          {
            type: 'choice' as const,
            options: options.map((label, index) => ({
              id: `reply-${index + 1}`,
              label,
              action: 'reply' as const,
            })),
          },
        ]),
  ]
}

type CardPart = Extract<MessagePart, { type: 'card' }>

function withPicture(card: CardInput, claimed: readonly MessagePart[]): CardPart['card'] {
  if (card.kind === 'order') return card
  const { pictureId, ...shown } = card
  if (pictureId === undefined) return shown
  const picture = claimed.at(-1)
  if (picture?.type !== 'picture') throw new ApiError('attachment/not-found')
  return { ...shown, picture }
}
