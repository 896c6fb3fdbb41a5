import type { MessagePart } from '../../../contract/messages.ts'
import { AttachmentView } from './attachment-view.tsx'
import { CardView } from './card-view.tsx'

/** Pictures, files and cards of a message, below its words. */
export function MessageParts({ parts }: { parts: readonly MessagePart[] }) {
  const shown = parts.filter(
    (part) => part.type === 'picture' || part.type === 'file' || part.type === 'card',
  )
  if (shown.length === 0) return null
  return (
    <div className="flex max-w-full flex-wrap gap-1.5 py-1">
      {shown.map((part, index) =>
        part.type === 'card' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a message never change
          <CardView key={index} card={part.card} />
        ) : (
          <AttachmentView key={part.attachmentId} part={part} />
        ),
      )}
    </div>
  )
}

/** Whether a message says something in words, or nothing at all, of which the bubble tells then. */
export const hasWords = (parts: readonly MessagePart[]): boolean =>
  parts.some((part) => part.type === 'text') ||
  !parts.some(
    (part) =>
      part.type === 'picture' || part.type === 'file' || part.type === 'card' || part.type === 'choice',
  )
