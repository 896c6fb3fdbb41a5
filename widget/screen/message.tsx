import type { MessagePart } from '../../contract/index.ts'
import { AnswerButtons } from '../answers/answer-buttons.tsx'
import { RichText } from '../answers/rich-text.tsx'
import { problemText } from '../messages/index.ts'
import { Attachment, UploadRow } from './attachment.tsx'
import { Card } from './card.tsx'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'
import { LeaveMessageForm } from './leave-message-form.tsx'
import { LinkedText } from './linked-text.tsx'
import type { ShownMessage } from './shown-items.ts'

/** One message with what belongs to it: sources, buttons, feedback, what became of it. */
export function Message({ message, form }: { message: ShownMessage; form: boolean }) {
  const { texts } = useChat()
  const { side, leads } = message
  return (
    <div class={`message ${side}${leads ? ' leads' : ''}`}>
      <p class={leads && side !== 'customer' ? 'author' : 'unseen'}>
        {side !== 'customer' && <Icon name={side === 'assistant' ? 'machine' : 'person'} size={14} />}
        {message.author}
        <span class="unseen">{texts.says('')}</span>
      </p>
      {message.redacted ? (
        <div class="bubble">
          <p class="text muted">{texts.erased}</p>
        </div>
      ) : (
        message.parts.map((part, index) => (
          <Part
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a message never change
            key={index}
            part={part}
            pieces={index === 0 ? message.pieces : undefined}
            {...{ message, form }}
          />
        ))
      )}
      {message.uploads.map((key) => (
        <PendingUpload key={key} uploadKey={key} />
      ))}
      {message.sources.length > 0 && <Sources message={message} />}
      {message.feedback !== undefined && <Feedback message={message} />}
      {message.delivery !== undefined && <Delivery message={message} />}
    </div>
  )
}

function PendingUpload({ uploadKey }: { uploadKey: string }) {
  const { chat } = useChat()
  const upload = chat.uploadOf(uploadKey)
  return upload ? <UploadRow upload={upload} inTray={false} /> : null
}

function Part({
  part,
  pieces,
  message,
  form,
}: {
  part: MessagePart
  pieces: readonly string[] | undefined
  message: ShownMessage
  form: boolean
}) {
  if (part.type === 'text') {
    return (
      <div class="bubble" title={exactTime(message.at)}>
        {part.blocks ? <RichText blocks={part.blocks} /> : <LinkedText text={part.text} pieces={pieces} />}
      </div>
    )
  }
  if (part.type === 'picture' || part.type === 'file') return <Attachment part={part} />
  if (part.type === 'card') return <Card card={part.card} />
  if (part.type === 'buttons') return <AnswerButtons part={part} ofSeq={message.seq} />
  if (part.type === 'choice') return <Options part={part} message={message} />
  // A kind of part that is newer than this page says nothing here.
  if (part.type !== 'form') return null
  return form ? <LeaveMessageForm explained /> : null
}

function Options({
  part,
  message,
}: {
  part: Extract<MessagePart, { type: 'choice' }>
  message: ShownMessage
}) {
  const { chat, texts } = useChat()
  const { seq, chosenOption } = message
  return (
    <fieldset class="options" aria-label={texts.options}>
      {part.options.map((option) => (
        <button
          key={option.id}
          type="button"
          class={option.id === chosenOption ? 'option chosen' : 'option'}
          disabled={!message.optionsOpen || chosenOption !== undefined}
          aria-pressed={option.id === chosenOption ? 'true' : undefined}
          onClick={() => seq !== undefined && chat.choose(seq, option)}
        >
          {option.action === 'human' && <Icon name="person" />}
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}

function Sources({ message }: { message: ShownMessage }) {
  const { texts } = useChat()
  return (
    <ul class="sources" aria-label={texts.source}>
      {message.sources.map((source, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the sources of a message never change
        <li key={index} class="source" title={`${texts.source}: ${source.title}`}>
          <Icon name="document" size={13} />
          <span>{source.title}</span>
        </li>
      ))}
    </ul>
  )
}

function Feedback({ message }: { message: ShownMessage }) {
  const { chat, state, texts } = useChat()
  const { seq, feedback } = message
  const button = (solved: boolean, value: 'solved' | 'not-solved', label: string) => (
    <button
      type="button"
      class="small"
      aria-pressed={feedback === value}
      onClick={() => seq !== undefined && feedback !== value && chat.giveFeedback(seq, solved)}
    >
      {feedback === value && <Icon name="check" size={14} />}
      {label}
    </button>
  )
  return (
    <fieldset class="feedback" aria-label={texts.solvedQuestion}>
      {feedback === 'none' && <span class="muted">{texts.solvedQuestion}</span>}
      {button(true, 'solved', texts.solved)}
      {button(false, 'not-solved', texts.notSolved)}
      {feedback === 'not-solved' && state.owner === 'assistant' && !state.closed && (
        <button type="button" class="small strong" onClick={() => chat.askForPerson()}>
          <Icon name="person" size={14} />
          {texts.talkToPerson}
        </button>
      )}
    </fieldset>
  )
}

function Delivery({ message }: { message: ShownMessage }) {
  const { chat, texts } = useChat()
  const { delivery, clientId, problem } = message
  if (delivery !== 'failed') {
    const words = {
      sending: texts.sending,
      waiting: texts.waitingForNetwork,
      sent: texts.sent,
      read: texts.read,
    }
    return <p class="delivery">{delivery && words[delivery]}</p>
  }
  return (
    <div class="delivery failed">
      <span>
        {texts.failed}
        {problem && `. ${problemText(texts, problem)}`}
      </span>
      <button type="button" class="small" onClick={() => clientId && chat.retry(clientId)}>
        {texts.retry}
      </button>
      <button type="button" class="small" onClick={() => clientId && chat.discard(clientId)}>
        {texts.remove}
      </button>
    </div>
  )
}

const exactTime = (at: string | undefined): string | undefined => at && new Date(at).toLocaleString()
