import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { CodeWay, ConversationEvent } from '../../contract/index.ts'
import { type Problem, problemText } from '../messages/index.ts'
import { useChat } from '../screen/context.ts'
import type { ShownTool } from './tool-items.ts'
import { useExpired } from './use-expired.ts'

type Body = Extract<ConversationEvent, { type: 'tool-proof-asked' }>['body']

const lateMs = 45_000
/** Seconds before another code may be asked for: a letter takes its time, and each code before becomes worthless. */
const againAfter = 30

/** Who it is has to be known first: a contact, then the code that was sent to it. Neither becomes a message. */
export function ProofCard({ body, stands }: { body: Body; stands: ShownTool['stands'] }) {
  const { chat, texts } = useChat()
  const [heading, field, wrong] = [useId(), useId(), useId()]
  const [by, setBy] = useState<CodeWay>(body.by[0] ?? 'email')
  const [contact, setContact] = useState('')
  const [code, setCode] = useState('')
  const [codeId, setCodeId] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const card = useRef<HTMLFormElement>(null)
  const expired = useExpired(body.expiresAt)
  const title = body.signedIn ? texts.proofTitleAgain : texts.proofTitle
  // Where the next thing is to be typed; not when the card appears, the customer may be writing.
  useEffect(() => {
    if (codeId) input.current?.focus()
  }, [codeId])
  // It has grown: what is pressed next must not lie below what one sees.
  useEffect(() => {
    if (codeId || problem) card.current?.scrollIntoView({ block: 'nearest' })
  }, [codeId, problem])
  // Whether a code was sent nobody is told, so everybody who waits is told the same.
  const [late, setLate] = useState(false)
  useEffect(() => {
    setLate(false)
    if (codeId === undefined) return
    const timer = setTimeout(() => setLate(true), lateMs)
    return () => clearTimeout(timer)
  }, [codeId])
  const [rest, setRest] = useState(0)
  useEffect(() => {
    if (codeId === undefined) return
    setRest(againAfter)
    const timer = setInterval(() => setRest((left) => Math.max(0, left - 1)), 1_000)
    return () => clearInterval(timer)
  }, [codeId])
  if (stands !== 'open' || expired) {
    return (
      <section class="receipt tool" aria-labelledby={heading}>
        <p class="receipt-title" id={heading}>
          {title}
        </p>
        <p class="muted">{stands === 'open' ? texts.toolStands.expired : texts.toolStands[stands]}</p>
      </section>
    )
  }

  const show = (found: Problem | undefined) => {
    setProblem(found && problemText(texts, found))
    // Only another code helps: nobody has to wait for that.
    if (found?.code === 'code/over') setRest(0)
  }
  const during = async (work: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    setProblem(undefined)
    await work()
    setBusy(false)
  }
  const ask = () =>
    during(async () => {
      const asked = await chat.codes.ask(body.callId, by, contact.trim())
      setCode('')
      if (typeof asked === 'string') setCodeId(asked)
      else show(asked)
    })
  const enter = (id: string) => during(async () => show(await chat.codes.enter(id, code)))
  const submit = (event: Event) => {
    event.preventDefault()
    if (codeId === undefined ? contact.trim() === '' : !/^\d{6}$/.test(code)) {
      setProblem(codeId === undefined ? texts.toolMissing : texts.proofCodeMissing)
      input.current?.focus()
    } else void (codeId === undefined ? ask() : enter(codeId))
  }
  const common = {
    id: field,
    ref: input,
    'aria-invalid': problem !== undefined,
    'aria-describedby': problem && wrong,
  }
  return (
    <form ref={card} class="receipt tool proof" aria-labelledby={heading} onSubmit={submit} noValidate>
      <p class="receipt-title" id={heading}>
        {title}
      </p>
      <p class="muted" role="status">
        {codeId === undefined
          ? (body.signedIn ? texts.proofWhyAgain : texts.proofWhy)(body.title)
          : texts.proofSent(contact.trim())}
      </p>
      {late && (
        <p class="muted" role="status">
          {texts.proofLate}
        </p>
      )}
      {codeId === undefined && body.by.length > 1 && (
        <div class="options ways">
          {body.by.map((way) => (
            <button
              key={way}
              type="button"
              class={way === by ? 'option chosen' : 'option'}
              aria-pressed={way === by}
              onClick={() => {
                setBy(way)
                setContact('')
              }}
            >
              {texts.proofBy[way]}
            </button>
          ))}
        </div>
      )}
      <label class="field" for={field}>
        <span>{codeId === undefined ? texts.proofContact[by] : texts.proofCode}</span>
        {codeId === undefined ? (
          <input
            {...common}
            key="contact"
            type="text"
            inputMode={by === 'email' ? 'email' : 'tel'}
            autocomplete={by === 'email' ? 'email' : 'tel'}
            maxLength={254}
            value={contact}
            onInput={(event) => setContact(event.currentTarget.value)}
          />
        ) : (
          <input
            {...common}
            key="code"
            type="text"
            inputMode="numeric"
            autocomplete="one-time-code"
            maxLength={6}
            value={code}
            onInput={(event) => setCode(event.currentTarget.value.replace(/\D/g, ''))}
          />
        )}
        {problem && (
          <span class="wrong" id={wrong} role="alert">
            {problem}
          </span>
        )}
      </label>
      <div class="tool-buttons">
        <button type="submit" class="primary" disabled={busy}>
          {codeId === undefined ? texts.proofSend : texts.proofEnter}
        </button>
        {codeId !== undefined && (
          <>
            <button type="button" class="small" disabled={busy || rest > 0} onClick={() => void ask()}>
              {rest > 0 ? texts.proofAgainIn(rest) : texts.proofAgain}
            </button>
            <button
              type="button"
              class="small"
              onClick={() => {
                setCodeId(undefined)
                setProblem(undefined)
              }}
            >
              {texts.proofChange}
            </button>
          </>
        )}
      </div>
    </form>
  )
}
