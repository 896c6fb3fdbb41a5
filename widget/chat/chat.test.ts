import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConversationEvent, CustomerFrame, CustomerServerFrame } from '../../contract/index.ts'
import { messagesOf } from '../messages/index.ts'
import { shownItems } from '../screen/shown-items.ts'
import { Chat } from './chat.ts'
import type { Socket } from './connection.ts'
import { createKeyStore, type KeyStore } from './key-store.ts'

const channel = { name: 'Bank', brandColor: '#123456', welcome: { en: 'Hi', zh: '您好' }, hotQuestions: [] }

/** A server that keeps one conversation and answers frames when it is told to. */
function createServer() {
  const sockets: FakeSocket[] = []
  const log: ConversationEvent[] = []
  const byClient = new Map<string, number>()
  const server = {
    sockets,
    log,
    received: [] as CustomerFrame[],
    acknowledges: true,
    sessions: 0,
    refuses: new Set<string>(),
    fetch: async (_url: unknown, init?: RequestInit) => {
      const { token } = JSON.parse(String(init?.body)) as { token?: string }
      if (token !== undefined && server.refuses.has(token)) {
        const error = { code: 'customer/token-invalid', message: '', parameters: {} }
        return Response.json({ error }, { status: 401 })
      }
      if (token === undefined) server.sessions += 1
      const id = `c${server.sessions}`
      const reply = {
        token: token ?? `t${server.sessions}`,
        conversationId: id,
        customerId: 'x',
        identified: false,
      }
      return Response.json({ ...reply, channel })
    },
    append(event: Pick<ConversationEvent, 'type' | 'body'> & { clientId?: string }) {
      const seq = log.length + 1
      log.push({
        id: `e${seq}`,
        version: 1,
        seq,
        actor: { kind: 'assistant' },
        ...event,
      } as unknown as ConversationEvent)
      return log[seq - 1]!
    },
    say: (text: string) =>
      server.append({ type: 'agent-message', body: { parts: [{ type: 'text', text }] } } as never),
    tell(frame: CustomerServerFrame) {
      const socket = sockets[sockets.length - 1]
      socket?.onmessage?.({ data: JSON.stringify(frame) })
    },
    take(frame: CustomerFrame, socket: FakeSocket) {
      server.received.push(frame)
      const answer = (reply: object) => socket.onmessage?.({ data: JSON.stringify(reply) })
      if (frame.type === 'hello') {
        if (server.refuses.has(frame.token)) {
          answer({ type: 'error', code: 'customer/token-invalid', message: '', parameters: {} })
          return
        }
        answer({ type: 'ready', lastSeq: log.length, owner: 'assistant', closed: false, readSeq: 0 })
        for (const event of log.slice(frame.after)) answer({ type: 'event', event })
      }
      if (frame.type !== 'message') return
      const known = byClient.get(frame.clientId)
      if (known === undefined) {
        const parts = [{ type: 'text', text: frame.text }]
        const event = server.append({
          type: 'customer-message',
          clientId: frame.clientId,
          body: { parts },
        } as never)
        byClient.set(frame.clientId, event.seq)
        if (server.acknowledges) answer({ type: 'event', event })
      }
      if (server.acknowledges)
        answer({ type: 'ack', clientId: frame.clientId, seq: byClient.get(frame.clientId) })
    },
  }
  return server
}

class FakeSocket implements Socket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  readonly take: (frame: CustomerFrame, socket: FakeSocket) => void
  constructor(take: FakeSocket['take']) {
    this.take = take
    queueMicrotask(() => this.onopen?.())
  }
  send(data: string): void {
    this.take(JSON.parse(data), this)
  }
  close(): void {}
}

type Server = ReturnType<typeof createServer>
let ids = 0

function createChat(server: Server, store: KeyStore = createKeyStore(() => undefined)): Chat {
  const openSocket = () => {
    const socket = new FakeSocket(server.take)
    server.sockets.push(socket)
    return socket
  }
  const newId = () => `client-${++ids}`
  const fetch = server.fetch as typeof globalThis.fetch
  const place = { origin: 'http://server', channelKey: 'k', locale: 'en', theme: 'light' } as const
  return new Chat({ ...place, identity: undefined, store, newId, fetch, openSocket })
}

const texts = (chat: Chat): string[] =>
  shownItems(chat.store.get(), messagesOf('en')).flatMap((item) =>
    item.kind === 'message' ? item.parts.map((part) => (part.type === 'text' ? part.text : '')) : [],
  )
const settle = () => vi.advanceTimersByTimeAsync(1)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the chat', () => {
  it('asks the server for nothing before it is opened', async () => {
    const server = createServer()
    createChat(server).startIfKnown()
    await settle()
    expect(server.sessions + server.sockets.length).toBe(0)
  })
  it('shows a message at once, and once when its event and acknowledgement have come', async () => {
    const server = createServer()
    const chat = createChat(server)
    chat.open()
    await settle()
    server.acknowledges = false
    chat.sendMessage('hello')
    expect(texts(chat)).toEqual(['hello'])
    server.tell({ type: 'event', event: server.log[0]! })
    server.tell({ type: 'ack', clientId: server.log[0]!.clientId!, seq: 1 })
    expect(texts(chat)).toEqual(['hello'])
    expect(chat.store.get().pending).toEqual([])
  })
  it('sends again what was not acknowledged, in order, and shows nothing twice', async () => {
    const server = createServer()
    const chat = createChat(server)
    chat.open()
    await settle()
    server.acknowledges = false
    chat.sendMessage('one')
    chat.sendMessage('two')
    server.sockets[0]!.onclose?.()
    server.say('meanwhile')
    server.acknowledges = true
    await vi.advanceTimersByTimeAsync(1_000)
    expect(texts(chat)).toEqual(['one', 'meanwhile', 'two'])
    expect(server.log.filter((event) => event.type === 'customer-message')).toHaveLength(2)
    expect(server.received.filter((frame) => frame.type === 'hello')).toMatchObject([
      { after: 0 },
      { after: 0 },
    ])
  })
  it('resumes behind the last contiguous event when one is missing', async () => {
    const server = createServer()
    const chat = createChat(server)
    server.say('one')
    chat.open()
    await settle()
    server.say('two')
    server.tell({ type: 'event', event: server.say('three') })
    expect(texts(chat)).toEqual(['one'])
    await vi.advanceTimersByTimeAsync(500)
    expect(texts(chat)).toEqual(['one', 'two', 'three'])
    expect(server.received.filter((frame) => frame.type === 'hello')).toMatchObject([
      { after: 0 },
      { after: 1 },
    ])
  })
  it('keeps unsent text over a reload', async () => {
    const server = createServer()
    const store = createKeyStore(() => undefined)
    const chat = createChat(server, store)
    chat.open()
    await settle()
    server.sockets[0]!.onclose?.()
    chat.sendMessage('before the reload')
    const again = createChat(server, store)
    again.open()
    await settle()
    expect(texts(again)).toEqual(['before the reload'])
    expect(server.log).toHaveLength(1)
  })
  it('starts a new session when the token is refused, and takes the unsent text along', async () => {
    const server = createServer()
    const chat = createChat(server)
    chat.open()
    await settle()
    server.refuses.add('t1')
    server.sockets[0]!.onclose?.()
    chat.sendMessage('still to be said')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(server.sessions).toBe(2)
    expect(chat.conversationId).toBe('c2')
    expect(server.log.map((event) => event.type)).toEqual(['customer-message'])
    expect(texts(chat)).toEqual(['still to be said'])
  })
  it('waits when it is told to, and goes on by itself', async () => {
    const server = createServer()
    const chat = createChat(server)
    chat.open()
    await settle()
    server.acknowledges = false
    chat.sendMessage('one')
    const { clientId } = server.received.find((frame) => frame.type === 'message')!
    const parameters = { retryAfterSeconds: 3 }
    server.tell({ type: 'error', code: 'request/rate-limited', message: '', parameters, clientId })
    expect(chat.store.get().problem?.code).toBe('request/rate-limited')
    server.acknowledges = true
    await vi.advanceTimersByTimeAsync(3_001)
    expect(chat.store.get().problem).toBeUndefined()
    expect(chat.store.get().pending).toMatchObject([{ ackedSeq: 1 }])
  })
  it('asks for an event that was acknowledged but did not come', async () => {
    const server = createServer()
    const chat = createChat(server)
    chat.open()
    await settle()
    server.acknowledges = false
    chat.sendMessage('one')
    server.tell({ type: 'ack', clientId: server.log[0]!.clientId!, seq: 1 })
    expect(chat.store.get().events).toEqual([])
    await vi.advanceTimersByTimeAsync(3_000)
    expect(chat.store.get()).toMatchObject({ events: [{ seq: 1 }], pending: [] })
  })
  it('gives up on a page that may not use the channel', async () => {
    const server = createServer()
    const chat = createChat(server)
    chat.open()
    await settle()
    const problem = { code: 'channel/origin-not-allowed', message: '', parameters: {} } as const
    server.tell({ type: 'error', ...problem })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.sockets).toHaveLength(1)
    expect(chat.store.get().line).toBe('refused')
  })
  it('begins anew when the server was set back', async () => {
    const server = createServer()
    const chat = createChat(server)
    for (const text of ['one', 'two', 'three']) server.say(text)
    chat.open()
    await settle()
    server.log.length = 0
    server.say('restored')
    server.sockets[0]!.onclose?.()
    await vi.advanceTimersByTimeAsync(1_000)
    // The hello still named a later place, so the next one brings it.
    server.sockets[server.sockets.length - 1]!.onclose?.()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(texts(chat)).toEqual(['restored'])
  })
})
