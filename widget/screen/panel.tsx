import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { agentName } from '../chat/state.ts'
import { problemText } from '../messages/index.ts'
import { Announcements } from './announcements.tsx'
import { backText } from './back-text.ts'
import { Composer } from './composer.tsx'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'
import { MessageList } from './message-list.tsx'
import { QueueBanner } from './queue-banner.tsx'
import { fillsScreen, useViewport } from './viewport.ts'

/** The open chat: a dialog beside the page, or over all of it on a phone. */
export function Panel() {
  const { chat, state, texts } = useChat()
  const panel = useRef<HTMLElement>(null)
  const full = useViewport(panel)
  const title = state.channel?.title?.[state.locale === 'zh-CN' ? 'zh' : 'en']
  const name = title || state.channel?.name || texts.title

  useEffect(() => {
    // On a phone the keyboard would cover half of what there is to read.
    const field = fillsScreen() ? undefined : panel.current?.querySelector<HTMLElement>('textarea')
    ;(field ?? panel.current)?.focus({ preventScroll: true })
  }, [])

  useKeptFocus(panel)
  const dropping = useDroppedFiles(panel)

  return (
    <section
      ref={panel}
      class="panel"
      role="dialog"
      aria-label={name}
      aria-modal={full ? 'true' : undefined}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.isComposing) {
          event.stopPropagation()
          chat.close()
        } else if (full && event.key === 'Tab') keepInside(event, panel.current)
      }}
    >
      <header class="header">
        <div class="title">
          <h2>{name}</h2>
          <Served />
        </div>
        <button type="button" class="plain" aria-label={texts.close} onClick={() => chat.close()}>
          <Icon name="close" size={20} />
        </button>
      </header>
      <LineStatus />
      <Announcements />
      <MessageList />
      <QueueBanner />
      <ProblemLine />
      <Composer />
      {dropping && <p class="drop">{texts.dropFiles}</p>}
    </section>
  )
}

/** Files dropped on the panel; whether some hover over it. */
function useDroppedFiles(panel: RefObject<HTMLElement | null>): boolean {
  const { chat, state } = useChat()
  const [hovering, setHovering] = useState(false)
  // Not known yet: what is dropped waits until it is.
  const takes = state.channel === undefined || (state.channel.largestFile ?? 0) > 0
  useEffect(() => {
    const element = panel.current
    if (!element || !takes) return
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setHovering(event.type === 'dragover')
      if (event.type === 'drop') chat.attach([...event.dataTransfer.files])
    }
    const leave = (event: DragEvent) => {
      if (!element.contains(event.relatedTarget as Node | null)) setHovering(false)
    }
    element.addEventListener('dragover', over)
    element.addEventListener('drop', over)
    element.addEventListener('dragleave', leave)
    return () => {
      element.removeEventListener('dragover', over)
      element.removeEventListener('drop', over)
      element.removeEventListener('dragleave', leave)
    }
  }, [chat, panel, takes])
  return hovering
}

/** A button that vanishes or is disabled by its own click must not leave the keyboard nowhere. */
function useKeptFocus(panel: RefObject<HTMLElement | null>): void {
  const last = useRef<HTMLElement | null>(null)
  useEffect(() => {
    const remember = (event: FocusEvent) => {
      last.current = event.target as HTMLElement
    }
    const element = panel.current
    element?.addEventListener('focusin', remember)
    return () => element?.removeEventListener('focusin', remember)
  }, [panel])
  useEffect(() => {
    const element = panel.current
    const gone = last.current && (!last.current.isConnected || last.current.matches(':disabled'))
    if (!element || !gone) return
    last.current = null
    const active = (element.getRootNode() as ShadowRoot).activeElement
    if (active === null || active.matches(':disabled')) element.focus({ preventScroll: true })
  })
}

/** Who answers at the moment. */
function Served() {
  const { state, texts } = useChat()
  const back = backText(state, texts)
  const nobody = back === '' ? texts.withNobodyOnDuty : `${texts.withNobodyOnDuty} · ${back}`
  const waiting = state.queue?.onDuty === false ? nobody : texts.withQueue
  const words = state.closed
    ? texts.withNobody
    : { assistant: texts.withAssistant, queue: waiting, agent: texts.withAgent(agentName(state)) }[
        state.owner
      ]
  const icon = state.closed
    ? 'check'
    : ({ assistant: 'machine', queue: 'clock', agent: 'person' } as const)[state.owner]
  return (
    <p class="served">
      <Icon name={icon} size={14} /> {words}
    </p>
  )
}

/** Says when the connection is gone; a short break is not worth a word. */
function LineStatus() {
  const { state, texts } = useChat()
  const [patient, setPatient] = useState(true)
  const lost = state.line === 'lost'
  useEffect(() => {
    setPatient(true)
    if (!lost) return
    const timer = setTimeout(() => setPatient(false), 1_500)
    return () => clearTimeout(timer)
  }, [lost])
  const words = !state.online ? texts.offline : lost && !patient ? texts.reconnecting : ''
  return (
    <div role="status" class="line-status">
      {words}
    </div>
  )
}

function ProblemLine() {
  const { chat, state, texts } = useChat()
  const { problem } = state
  return (
    <div role="alert" class="problem-place">
      {problem && (
        <div class="problem">
          <Icon name="alert" />
          <span>
            {state.line === 'refused' && `${texts.failedToStart}. `}
            {problemText(texts, problem)}
          </span>
          {state.line === 'refused' ? (
            <button type="button" class="small" onClick={() => void chat.start()}>
              {texts.retry}
            </button>
          ) : (
            <button type="button" class="small" onClick={() => chat.dismissProblem()}>
              {texts.dismiss}
            </button>
          )}
        </div>
      )}
    </div>
  )
}

/** On a phone nothing behind the panel can be seen, so nothing behind it takes the focus. */
function keepInside(event: KeyboardEvent, panel: HTMLElement | null): void {
  const stops = [...(panel?.querySelectorAll<HTMLElement>('button, a[href], textarea, input') ?? [])].filter(
    (stop) => !(stop as HTMLButtonElement).disabled,
  )
  const first = stops[0]
  const last = stops[stops.length - 1]
  const active = (panel?.getRootNode() as ShadowRoot | undefined)?.activeElement
  const leaving = event.shiftKey ? active === first || active === panel : active === last
  if (!leaving) return
  event.preventDefault()
  ;(event.shiftKey ? last : first)?.focus()
}
