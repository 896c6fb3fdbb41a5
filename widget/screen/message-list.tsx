import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { agentName } from '../chat/state.ts'
import { ToolCard } from '../tools/tool-card.tsx'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'
import { LeaveMessageForm } from './leave-message-form.tsx'
import { Message } from './message.tsx'
import { formPlace, type ShownItem, shownItems } from './shown-items.ts'
import { Welcome } from './welcome.tsx'

const nearEndPx = 80

/** Everything said so far; stays at the end while the customer is there. */
export function MessageList() {
  const { state, texts } = useChat()
  const list = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const hadForm = useRef(false)
  const shownLast = useRef<string | undefined>(undefined)
  const [behind, setBehind] = useState(false)
  const items = useMemo(() => shownItems(state, texts), [state, texts])
  const form = formPlace(state)
  const ready = state.caughtUp || state.events.length > 0
  const last = items[items.length - 1]
  const own = last?.kind === 'message' && last.side === 'customer'

  const toEnd = () => {
    const element = list.current
    if (element) element.scrollTop = element.scrollHeight
    atEnd.current = true
    setBehind(false)
  }
  /** A form is tall: what it is for has to be in sight, not its button. */
  const toForm = () => {
    const element = list.current
    const form = element?.querySelector<HTMLElement>('.form')
    if (!element || !form) return
    const shown = form.closest('.message') ?? form
    element.scrollTop += shown.getBoundingClientRect().top - element.getBoundingClientRect().top - 12
    atEnd.current = false
    setBehind(false)
  }
  /** The same of what a tool asks for: its first field has to be in sight. */
  const toToolForm = () => {
    const element = list.current
    const asked = [...(element?.querySelectorAll<HTMLElement>('form.tool') ?? [])].pop()
    if (!element || !asked) return
    element.scrollTop += asked.getBoundingClientRect().top - element.getBoundingClientRect().top - 12
    atEnd.current = false
    setBehind(false)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when something new is shown, whatever it is
  useLayoutEffect(() => {
    const isNew = last?.kind === 'message' && last.key !== shownLast.current
    if (form !== undefined && !hadForm.current) toForm()
    else if (
      last?.kind === 'tool' &&
      /^tool-(form|proof)-asked$/.test(last.event.type) &&
      last.key !== shownLast.current
    )
      toToolForm()
    else if (atEnd.current || own || last?.kind === 'tool' || (hadForm.current && form === undefined)) toEnd()
    else if (isNew) setBehind(true)
    hadForm.current = form !== undefined
    shownLast.current = last?.key
  }, [last?.key, state.pending.length, state.typing, state.writing, state.queue?.onDuty, ready])
  useEffect(() => {
    // The keyboard, the banner and the growing composer all make the list smaller.
    const element = list.current
    if (!element || typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  return (
    <div class="list-place">
      <div
        ref={list}
        class="list"
        role="log"
        aria-live="polite"
        aria-label={texts.log}
        aria-busy={!ready}
        tabIndex={0}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget
          atEnd.current = scrollHeight - scrollTop - clientHeight < nearEndPx
          if (atEnd.current) setBehind(false)
        }}
      >
        <Welcome />
        {items.map((item) => (
          <Item key={item.key} item={item} form={form} />
        ))}
        {form === 'queue' && <LeaveMessageForm explained={false} />}
        <Typing />
      </div>
      {behind && (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="down" /> {texts.newMessages}
        </button>
      )}
    </div>
  )
}

/** Who is writing at the moment. */
function Typing() {
  const { state, texts } = useChat()
  if (!state.typing) return null
  const words = state.typing === 'agent' ? texts.agentTyping(agentName(state)) : texts.assistantTyping
  return (
    <p class="typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {words}
    </p>
  )
}

function Item({ item, form }: { item: ShownItem; form: ReturnType<typeof formPlace> }) {
  const { texts } = useChat()
  if (item.kind === 'message') {
    const hasForm = typeof form === 'object' && form.seq === item.seq
    return <Message message={item} form={hasForm} />
  }
  if (item.kind === 'tool') return <ToolCard item={item} />
  if (item.kind === 'left-message') {
    return (
      <div class="receipt">
        <p class="receipt-title">
          <Icon name="check" /> {texts.formSent}
        </p>
        {item.contact && <p class="muted">{texts.formSentTo(item.contact)}</p>}
        <p class="text receipt-text">{item.text || texts.erased}</p>
      </div>
    )
  }
  return <p class={item.kind}>{item.text}</p>
}
