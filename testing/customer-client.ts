import { randomUUID } from 'node:crypto'
import WebSocket from 'ws'
import type {
  ConversationEvent,
  CustomerFrame,
  CustomerServerFrame,
  EventType,
  StartSessionReply,
} from '../contract/index.ts'
import { perhapsLate } from './run/late-frames.ts'

type Writing = Extract<CustomerFrame, { clientId: string }>
type WithoutId<Frame> = Frame extends unknown ? Omit<Frame, 'clientId'> : never

/** A customer's client that speaks the real protocol: keeps the events in order, acknowledges nothing it did not see. */
export class CustomerClient {
  readonly session: StartSessionReply
  readonly events: ConversationEvent[] = []
  readonly frames: CustomerServerFrame[] = []
  readonly #url: string
  #socket: WebSocket | undefined
  #listeners = new Set<() => void>()

  constructor(url: string, session: StartSessionReply) {
    this.#url = url.replace(/^http/, 'ws')
    this.session = session
  }

  /** Opens the socket and says hello from behind the last event seen. */
  async connect(options: { origin?: string; token?: string } = {}): Promise<void> {
    const socket = new WebSocket(
      `${this.#url}/api/v1/web-chat/socket`,
      options.origin === undefined ? {} : { origin: options.origin },
    )
    this.#socket = socket
    const receive = perhapsLate((frame: CustomerServerFrame) => {
      if (this.#socket === socket) this.#receive(frame)
    })
    socket.on('message', (bytes) => receive(JSON.parse(String(bytes)) as CustomerServerFrame))
    socket.on('error', () => undefined)
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    const seen = this.frames.length
    this.sendRaw({
      type: 'hello',
      token: options.token ?? this.session.token,
      after: this.events.at(-1)?.seq ?? 0,
    })
    await this.until(
      () => this.frames.slice(seen).some((frame) => frame.type === 'ready' || frame.type === 'error'),
      'ready',
    )
  }

  get connected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  disconnect(): void {
    this.#socket?.terminate()
    this.#socket = undefined
  }

  sendRaw(frame: unknown): void {
    this.#socket?.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** Sends a writing frame and waits for its acknowledgement or error. */
  async send(
    frame: WithoutId<Writing>,
    clientId: string = randomUUID(),
  ): Promise<Extract<CustomerServerFrame, { type: 'ack' | 'error' }>> {
    this.sendRaw({ ...frame, clientId })
    const find = () =>
      this.frames.find((one) => (one.type === 'ack' || one.type === 'error') && one.clientId === clientId)
    await this.until(() => find() !== undefined, `acknowledgement of ${frame.type}`)
    return find() as Extract<CustomerServerFrame, { type: 'ack' | 'error' }>
  }

  say(text: string): Promise<Extract<CustomerServerFrame, { type: 'ack' | 'error' }>> {
    return this.send({ type: 'message', text })
  }

  /** The first event of a type behind a sequence number; waits for it. */
  async event<Type extends EventType>(
    type: Type,
    after = 0,
  ): Promise<Extract<ConversationEvent, { type: Type }>> {
    const find = () => this.events.find((event) => event.type === type && event.seq > after)
    await this.until(() => find() !== undefined, type)
    return find() as Extract<ConversationEvent, { type: Type }>
  }

  /** Says something and waits for what the assistant answers. */
  async ask(text: string): Promise<Extract<ConversationEvent, { type: 'assistant-message' }>> {
    const ack = await this.say(text)
    if (ack.type === 'error') throw new Error(`${ack.code}: ${ack.message}`)
    return this.event('assistant-message', ack.seq)
  }

  /** Waits until something holds; looked at after each frame. */
  until(condition: () => boolean, what: string, timeoutMs = 30_000): Promise<void> {
    if (condition()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#listeners.delete(look)
        const seen = this.events.map((event) => event.type).join(', ')
        reject(new Error(`waited ${timeoutMs} ms for ${what}; events so far: ${seen}`))
      }, timeoutMs)
      const look = () => {
        if (!condition()) return
        clearTimeout(timer)
        this.#listeners.delete(look)
        resolve()
      }
      this.#listeners.add(look)
    })
  }

  #receive(frame: CustomerServerFrame): void {
    this.frames.push(frame)
    if (frame.type === 'event') this.events.push(frame.event)
    for (const listener of [...this.#listeners]) listener()
  }
}
