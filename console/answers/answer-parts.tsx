import type { MessagePart } from '../../contract/messages.ts'
import { AttachmentView } from '../desk/attachments/attachment-view.tsx'
import { AnswerButtons } from './answer-buttons.tsx'
import { RichText } from './rich-text.tsx'

/** What an answer says, part by part in their order. Options and forms are not of it. */
export function AnswerParts({ parts }: { parts: readonly MessagePart[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a message never change
  return parts.map((part, index) => <Part key={`${index} ${part.type}`} part={part} />)
}

function Part({ part }: { part: MessagePart }) {
  if (part.type === 'buttons') return <AnswerButtons buttons={part.buttons} />
  if (part.type === 'picture')
    return (
      <div className="py-1">
        <AttachmentView part={part} />
      </div>
    )
  if (part.type !== 'text') return null
  if (part.blocks !== undefined) return <RichText blocks={part.blocks} />
  return <p className="leading-[1.55] [overflow-wrap:anywhere] whitespace-pre-wrap">{part.text}</p>
}
