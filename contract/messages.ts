import { z } from 'zod'
import { entryId, storableText } from './ids.ts'
import { type AttachmentPart, filePart, picturePart } from './parts/attachments.ts'
import { cardPart, cardText } from './parts/cards.ts'
import { buttonsPart, buttonsText, textBlock } from './parts/rich-text.ts'

export const messageTextLimit = 8_000

/** Content of a message is a list of typed parts, version 1. New kinds of part are added, never changed. */
export const textPart = z.object({
  type: z.literal('text'),
  /** All that is said, in letters alone. */
  text: storableText(messageTextLimit),
  /** The same with its looks, for who can show them. */
  blocks: z.array(textBlock).max(2_000).optional(),
})

/** Options shown as buttons. A click sends a customer message with `choice`. */
export const choicePart = z.object({
  type: z.literal('choice'),
  options: z
    .array(
      z.object({
        id: z.string().max(64),
        label: storableText(500),
        /** What a click does: answer with an entry, ask for a person, or say the label to the agent who offered it. */
        action: z.enum(['entry', 'human', 'reply']),
      }),
    )
    .min(1)
    .max(8),
})

/** Asks the client to show a form; the customer's answer comes back as its own event. */
export const formPart = z.object({ type: z.literal('form'), form: z.enum(['leave-message']) })

export const messagePart = z.discriminatedUnion('type', [
  textPart,
  choicePart,
  formPart,
  picturePart,
  filePart,
  cardPart,
  buttonsPart,
])
export type MessagePart = z.infer<typeof messagePart>

/** Where an answer came from: shown under it. */
export const source = z.object({
  entryId,
  entryVersion: z.int(),
  title: z.string(),
})
export type Source = z.infer<typeof source>

/** A passage of a document that a written answer rests on. */
export const passageSource = z.object({
  passageId: z.uuid(),
  articleId: z.uuid(),
  /** Of the article's version. */
  number: z.int(),
  /** Of the article, and the headings above the passage. */
  title: z.string(),
  headings: z.array(z.string()),
})
export type PassageSource = z.infer<typeof passageSource>

/** Why a conversation went to people. The customer's text for each is policy. */
export const handoverReasons = [
  'customer-asked',
  'low-confidence',
  'out-of-scope',
  'option-declined',
  'no-knowledge',
  'not-solved',
  'assistant-failed',
  /** A picture or file came without words; the assistant reads neither. */
  'attachment',
  /** The customer is furious, or abusive, and the scene has people deal with that. */
  'furious',
  'abusive',
  /** A person was to approve the reply, and did not. */
  'not-approved',
  /** A procedure has come to where people go on. */
  'procedure',
] as const
export const handoverReason = z.enum(handoverReasons)
export type HandoverReason = z.infer<typeof handoverReason>

/** The plain text of a message, for lists, search and understanding. Pictures and files say nothing here. */
export function plainText(parts: readonly MessagePart[]): string {
  return parts
    .map((part) => {
      if (part.type === 'text') return part.text
      if (part.type === 'choice') return part.options.map((option) => option.label).join(' · ')
      if (part.type === 'card') return cardText(part.card)
      if (part.type === 'buttons') return buttonsText(part)
      return ''
    })
    .filter((text) => text !== '')
    .join('\n')
}

export const isAttachment = (part: MessagePart): part is AttachmentPart =>
  part.type === 'picture' || part.type === 'file'

/** A message in one line of a list; pictures and files by their names, marked without words of any language. */
export function previewText(parts: readonly MessagePart[]): string {
  const names = parts
    .filter(isAttachment)
    .map((part) => `${part.type === 'picture' ? '🖼' : '📎'} ${part.name}`)
  return [plainText(parts), ...names].filter((text) => text !== '').join(' ')
}
