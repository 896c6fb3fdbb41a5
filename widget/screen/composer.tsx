import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { cleanText, messageLimit } from '../chat/text.ts'
import { UploadRow } from './attachment.tsx'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'

const draftKey = 'attune.draft'
const counterFrom = messageLimit - 500
const tallestPx = 132

/** Where the customer writes, with the way to a person right above. */
export function Composer() {
  const { chat, state, texts, drafts } = useChat()
  const field = useRef<HTMLTextAreaElement>(null)
  const [draft, setDraft] = useState(() => drafts.get(draftKey) ?? '')
  const over = cleanText(draft).length - messageLimit
  const takesFiles = (state.channel?.largestFile ?? 0) > 0
  const takesNone = state.channel !== undefined && !takesFiles
  // A file that cannot be sent has to be tried again or taken away first.
  const fit = state.tray.every((upload) => !upload.problem)
  const sendable = over <= 0 && fit && (cleanText(draft) !== '' || state.tray.length > 0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the draft decides the height
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${Math.min(element.scrollHeight + 2, tallestPx)}px`
  }, [draft])
  useEffect(() => () => chat.typing(false), [chat])

  const change = (text: string) => {
    setDraft(text)
    if (text === '') drafts.remove(draftKey)
    else drafts.set(draftKey, text)
  }
  const send = () => {
    if (!sendable) return
    chat.sendMessage(cleanText(draft))
    change('')
    field.current?.focus()
  }

  return (
    <div class="composer">
      <Tools focusField={() => field.current?.focus()} />
      {state.tray.length > 0 && (
        <div class="tray">
          {state.tray.map((upload) => (
            <UploadRow key={upload.key} upload={upload} inTray />
          ))}
        </div>
      )}
      <div class={over > 0 ? 'field-row over' : 'field-row'}>
        {takesFiles && <ChooseFiles />}
        <textarea
          ref={field}
          rows={1}
          value={draft}
          aria-label={texts.composerLabel}
          aria-describedby="attune-count"
          aria-invalid={over > 0}
          placeholder={texts.composerPlaceholder}
          enterkeyhint="send"
          onInput={(event) => {
            change(event.currentTarget.value)
            chat.typing(event.currentTarget.value !== '')
          }}
          onBlur={() => chat.typing(false)}
          onPaste={(event) => {
            const pasted = event.clipboardData
            // What is copied from a table brings a picture of itself along; the words are meant.
            if (takesNone || !pasted?.files.length || pasted.types.includes('text/plain')) return
            event.preventDefault()
            chat.attach([...pasted.files])
          }}
          onKeyDown={(event) => {
            // While an input method composes, Enter takes the candidate (229: Safari tells it only so).
            const composing = event.isComposing || event.keyCode === 229
            if (event.key !== 'Enter' || event.shiftKey || composing) return
            event.preventDefault()
            send()
          }}
        />
        <button type="button" class="send" aria-label={texts.send} disabled={!sendable} onClick={send}>
          <Icon name="send" size={20} />
        </button>
      </div>
      <p id="attune-count" class={over > 0 ? 'count wrong' : 'count'} aria-live="polite">
        {over > 0
          ? texts.tooLong(over, messageLimit)
          : draft.length >= counterFrom && texts.charactersLeft(-over)}
      </p>
    </div>
  )
}

/** From the machine’s files, and where fingers point also from the camera. */
function ChooseFiles() {
  const { chat, texts } = useChat()
  const choose = (name: 'attach' | 'camera', label: string, camera: boolean) => (
    <label class={`plain choose ${name}`} title={label}>
      <Icon name={name} size={20} />
      <input
        type="file"
        class="unseen"
        aria-label={label}
        multiple={!camera}
        {...(camera ? { accept: 'image/*', capture: 'environment' } : {})}
        onChange={(event) => {
          chat.attach([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
    </label>
  )
  return (
    <>
      {choose('attach', texts.attach, false)}
      {choose('camera', texts.takePicture, true)}
    </>
  )
}

/** The way to a person, always first; the end of the conversation, a little aside. */
function Tools({ focusField }: { focusField: () => void }) {
  const { chat, state, texts } = useChat()
  const [asking, setAsking] = useState(false)
  const waiting = state.pending.some((entry) => entry.frame.type === 'human')
  const withPerson = state.owner !== 'assistant' && !state.closed
  const running = !state.closed && state.events.some((event) => event.type === 'customer-message')
  return (
    <div class="tools">
      {state.closed ? (
        <button type="button" class="small strong" onClick={focusField}>
          <Icon name="reply" size={14} />
          {texts.startAgain}
        </button>
      ) : null}
      {!withPerson && (
        <button type="button" class="small strong" disabled={waiting} onClick={() => chat.askForPerson()}>
          <Icon name="person" size={14} />
          {texts.talkToPerson}
        </button>
      )}
      {running &&
        (asking ? (
          <fieldset class="question" aria-label={texts.endQuestion}>
            <span>{texts.endQuestion}</span>
            <button
              type="button"
              class="small"
              onClick={() => {
                setAsking(false)
                chat.endConversation()
              }}
            >
              {texts.endYes}
            </button>
            <button type="button" class="small" onClick={() => setAsking(false)}>
              {texts.endNo}
            </button>
          </fieldset>
        ) : (
          <button type="button" class="small quiet" onClick={() => setAsking(true)}>
            {texts.endConversation}
          </button>
        ))}
    </div>
  )
}
