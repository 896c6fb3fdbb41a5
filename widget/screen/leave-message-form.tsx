import { useState } from 'preact/hooks'
import { readJson } from '../chat/key-store.ts'
import { cleanText } from '../chat/text.ts'
import { type Messages, problemText } from '../messages/index.ts'
import { backText } from './back-text.ts'
import { useChat } from './context.ts'

export interface LeaveMessage {
  readonly name: string
  readonly contact: string
  readonly text: string
}

const textLimit = 4_000
const draftKey = 'attune.leave-message'

/** A message with a way to reach back, for when nobody is on duty. `explained`: the message around it says why. */
export function LeaveMessageForm({ explained }: { explained: boolean }) {
  const { chat, state, texts, drafts } = useChat()
  const [form, setForm] = useState<LeaveMessage>(
    () => readJson<LeaveMessage>(drafts, draftKey) ?? { name: '', contact: '', text: '' },
  )
  const [checked, setChecked] = useState(false)
  const problems = checked ? formProblems(form, texts) : {}
  const entry = state.pending.find(({ frame }) => frame.type === 'leave-message')
  const sending = entry !== undefined && !entry.problem

  const change = (field: keyof LeaveMessage, value: string) => {
    const next = { ...form, [field]: value }
    setForm(next)
    drafts.set(draftKey, JSON.stringify(next))
  }
  const submit = (event: Event) => {
    event.preventDefault()
    setChecked(true)
    const wrong = formProblems(form, texts)
    const first = (['contact', 'text'] as const).find((field) => wrong[field])
    const target = event.currentTarget as HTMLFormElement
    if (first) target.querySelector<HTMLElement>(`[name=${first}]`)?.focus()
    if (first || sending) return
    if (entry) chat.discard(entry.frame.clientId)
    const { name, contact, text } = form
    chat.leaveMessage({ name: cleanText(name), contact: cleanText(contact), text: cleanText(text) })
    drafts.remove(draftKey)
  }
  const field = (name: 'name' | 'contact', label: string, complete: string, limit: number) => (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        value={form[name]}
        maxLength={limit}
        autocomplete={complete}
        aria-required={name === 'contact'}
        {...wrongness(name, problems[name])}
        onInput={(event) => change(name, event.currentTarget.value)}
      />
      {problems[name] && <Wrong name={name} words={problems[name]} />}
    </label>
  )
  return (
    <form class="form" aria-label={texts.formTitle} noValidate onSubmit={submit}>
      <p class="form-title">{texts.formTitle}</p>
      {!explained && (
        <p class="form-reason">
          {texts.nobodyOnDuty} {backText(state, texts)} {texts.nobodyNext}
        </p>
      )}
      {field('contact', texts.formContact, 'email', 300)}
      {field('name', texts.formName, 'name', 200)}
      <label class="field">
        <span>{texts.formText}</span>
        <textarea
          name="text"
          rows={3}
          value={form.text}
          aria-required
          {...wrongness('text', problems.text)}
          onInput={(event) => change('text', event.currentTarget.value)}
        />
        {problems.text && <Wrong name="text" words={problems.text} />}
      </label>
      {entry?.problem && <span class="wrong">{problemText(texts, entry.problem)}</span>}
      <button type="submit" class="primary" disabled={sending}>
        {sending ? texts.formSending : texts.formSend}
      </button>
    </form>
  )
}

const Wrong = ({ name, words }: { name: string; words: string }) => (
  <span class="wrong" id={`attune-wrong-${name}`}>
    {words}
  </span>
)

const wrongness = (name: string, problem: string | undefined) =>
  problem ? { 'aria-invalid': true, 'aria-describedby': `attune-wrong-${name}` } : {}

/** What is wrong with the form, by field; empty if it can be sent. */
export function formProblems(
  form: LeaveMessage,
  texts: Messages,
): Partial<Record<keyof LeaveMessage, string>> {
  const contact = form.contact.trim()
  const text = form.text.trim()
  return {
    ...(contact === ''
      ? { contact: texts.formContactMissing }
      : isContact(contact)
        ? {}
        : { contact: texts.formContactInvalid }),
    ...(text === ''
      ? { text: texts.formTextMissing }
      : text.length > textLimit
        ? { text: texts.formTextTooLong(textLimit) }
        : {}),
  }
}

/** An e-mail address, or a telephone number of 5 to 15 digits. Lenient: a wrong refusal is worse than a wrong digit. */
function isContact(contact: string): boolean {
  const digits = contact.replace(/[\s().\-/]/g, '')
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(contact) || /^\+?\d{5,15}$/.test(digits)
}
