import { randomUUID } from 'node:crypto'
import WebSocket from 'ws'
import type {
  ConversationEvent,
  CustomerFrame,
  CustomerServerFrame,
  StartSessionReply,
} from '../../contract/index.ts'
import type { ClientRecord, Sent } from './judge.ts'

type WritingFrame = Extract<CustomerFrame, { clientId: string }>

interface Pending {
  frame: WritingFrame
  sent: Sent
  createdAt: number
}

/** A message that was acknowledged and answered by the assistant; times are monotonic ms. */
export interface Answered {
  createdAt: number
  acknowledgedAt: number
  answeredAt: number
}

export interface CustomerOptions {
  url: string
  session: StartSessionReply
  onAnswered(answered: Answered): void
  /** A new socket is ready. */
  onReady(): void
}

const firstDelayMs = 400
const longestDelayMs = 20_000
const silenceMs = 8_000
const gapPatienceMs = 250

/**
 * A customer's client that behaves as the widget does: one unacknowledged frame under way, repeated with the same clientId
 * on the next socket; resumes behind the last event taken; comes back with a growing, scattered delay. Keeps its own record.
 */
export class Customer {
  readonly record: ClientRecord
  /** Owner as the last event told. */
  owner = 'assistant'
  refused = 0
  reconnects = 0
  readonly #options: CustomerOptions
  readonly #outbox: Pending[] = []
  readonly #unanswered: { seq: number; createdAt: number; acknowledgedAt: number }[] = []
  #socket: WebSocket | undefined
  #ready = false
  #underWay: string | undefined
  #attempt = 0
  #last = 0
  #lastSeen = 0
  #timer: NodeJS.Timeout | undefined
  #silence: NodeJS.Timeout | undefined
  #stopped = false

  constructor(options: CustomerOptions) {
    this.#options = options
    this.record = {
      conversationId: options.session.conversationId,
      sent: [],
      applied: [],
      disorder: 0,
      connected: false,
    }
  }

  get backlog(): number {
    return this.#outbox.length
  }

  /** Last event taken. */
  get last(): number {
    return this.#last
  }

  /** Connected, resumed and with nothing left to send. */
  get settled(): boolean {
    return this.#ready && this.#outbox.length === 0 && this.#last >= this.#lastSeen
  }

  start(): void {
    const socket = new WebSocket(`${this.#options.url.replace(/^http/, 'ws')}/api/v1/web-chat/socket`)
    this.#socket = socket
    const mine = () => socket === this.#socket
    socket.on('error', () => undefined)
    socket.on('open', () => {
      if (mine()) this.#transmit({ type: 'hello', token: this.#options.session.token, after: this.#last })
    })
    socket.on('message', (bytes) => {
      if (mine()) this.#take(JSON.parse(String(bytes)) as CustomerServerFrame)
    })
    socket.on('close', () => {
      if (mine()) this.#lost()
    })
    this.#expectLife()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    clearTimeout(this.#silence)
    const socket = this.#socket
    this.#socket = undefined
    socket?.terminate()
  }

  say(text: string): void {
    this.#write({ type: 'message', clientId: randomUUID(), text }, { text })
  }

  choose(ofSeq: number, option: { id: string; label: string }): void {
    this.#write(
      { type: 'choice', clientId: randomUUID(), ofSeq, optionId: option.id },
      { text: option.label },
    )
  }

  askForPerson(): void {
    this.#write({ type: 'human', clientId: randomUUID() }, { idle: true })
  }

  /** An offer of the assistant that this customer may take. */
  onOptions: (ofSeq: number, options: { id: string; label: string }[]) => void = () => undefined

  #write(frame: WritingFrame, told: Pick<Sent, 'text' | 'idle'>): void {
    const sent: Sent = { conversationId: this.record.conversationId, clientId: frame.clientId, ...told }
    this.record.sent.push(sent)
    this.#outbox.push({ frame, sent, createdAt: performance.now() })
    this.#pump()
  }

  #pump(): void {
    const next = this.#outbox[0]
    if (!this.#ready || this.#underWay !== undefined || next === undefined) return
    this.#underWay = next.frame.clientId
    this.#transmit(next.frame)
    this.#expectLife()
  }

  #transmit(frame: CustomerFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }

  /** A server that says nothing is as good as none. */
  #expectLife(): void {
    this.#silence ??= setTimeout(() => this.#restart(), silenceMs)
  }

  #restart(): void {
    const socket = this.#socket
    this.#lost()
    socket?.terminate()
  }

  #lost(): void {
    this.#socket = undefined
    this.#ready = false
    this.record.connected = false
    this.#underWay = undefined
    clearTimeout(this.#silence)
    this.#silence = undefined
    clearTimeout(this.#timer)
    if (this.#stopped) return
    const whole = Math.min(longestDelayMs, firstDelayMs * 2 ** this.#attempt)
    this.#attempt += 1
    this.#timer = setTimeout(() => this.start(), whole / 2 + (whole / 2) * Math.random())
  }

  #take(frame: CustomerServerFrame): void {
    clearTimeout(this.#silence)
    this.#silence = undefined
    if (frame.type === 'ready') {
      this.#attempt = 0
      this.reconnects += 1
      this.#ready = true
      this.record.connected = true
      this.#lastSeen = frame.lastSeq
      this.#options.onReady()
      this.#pump()
    } else if (frame.type === 'ack') {
      this.#acknowledged(frame.clientId, frame.seq)
    } else if (frame.type === 'error') {
      this.#refused(frame.code, frame.clientId)
    } else if (frame.type === 'event') {
      this.#apply(frame.event, frame.after)
    }
  }

  #acknowledged(clientId: string, seq: number): void {
    const pending = this.#outbox[0]
    if (pending?.frame.clientId !== clientId) return
    this.#outbox.shift()
    this.#underWay = undefined
    pending.sent.acknowledgedSeq = seq
    this.#lastSeen = Math.max(this.#lastSeen, seq)
    if (pending.frame.type === 'message')
      this.#unanswered.push({ seq, createdAt: pending.createdAt, acknowledgedAt: performance.now() })
    this.#answeredBy(this.#lastReply)
    this.#pump()
  }

  /** "Not now" is tried again; anything else is the server's last word on this frame. */
  #refused(code: string, clientId: string | undefined): void {
    if (code === 'server/unavailable' || code === 'request/rate-limited' || clientId === undefined) {
      this.#underWay = undefined
      setTimeout(() => this.#pump(), 1_000).unref()
      return
    }
    if (this.#outbox[0]?.frame.clientId !== clientId) return
    this.#outbox.shift()
    this.#underWay = undefined
    this.refused += 1
    this.#pump()
  }

  #lastReply = 0

  /** `after` is what was shown before it, where something between is not for customers. */
  #apply(event: ConversationEvent, after = event.seq - 1): void {
    if (event.seq <= this.#last || after > this.#last) {
      this.record.disorder += 1
      // Something is missing between: have it filled, as the widget does.
      if (event.seq > this.#last) setTimeout(() => this.#restart(), gapPatienceMs).unref()
      return
    }
    this.#last = event.seq
    this.record.applied.push({ seq: event.seq, id: event.id })
    if (event.type === 'owner-changed') this.owner = event.body.to.kind
    if (event.type === 'session-started' || event.type === 'conversation-closed') this.owner = 'assistant'
    if (this.owner !== 'assistant') this.#unanswered.length = 0
    if (event.type !== 'assistant-message' || event.body.kind === 'notice') return
    this.#lastReply = event.seq
    this.#answeredBy(event.seq)
    const offered = event.body.parts.flatMap((part) => (part.type === 'choice' ? part.options : []))
    if (offered.length > 0) this.onOptions(event.seq, offered)
  }

  #answeredBy(seq: number): void {
    const answeredAt = performance.now()
    while (this.#unanswered[0] !== undefined && this.#unanswered[0].seq < seq) {
      const { createdAt, acknowledgedAt } = this.#unanswered.shift() as Answered & { seq: number }
      this.#options.onAnswered({ createdAt, acknowledgedAt, answeredAt })
    }
  }
}
