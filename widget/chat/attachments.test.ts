import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CustomerFrame } from '../../contract/index.ts'
import { messagesOf } from '../messages/index.ts'
import { shownItems } from '../screen/shown-items.ts'
import { Chat } from './chat.ts'
import type { Socket } from './connection.ts'
import { createKeyStore, type KeyStore } from './key-store.ts'

const channel = {
  name: 'Shop',
  brandColor: '#123456',
  welcome: { en: 'Hi', zh: '您好' },
  hotQuestions: [],
  largestFile: 1_000_000,
}

/** Stands in for the browser's upload: answers when it is told to. */
class FakeUpload {
  static all: FakeUpload[] = []
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {}
  onload?: () => void
  onerror?: () => void
  onabort?: () => void
  responseText = ''
  address = ''
  open(_method: string, address: string): void {
    this.address = address
    FakeUpload.all.push(this)
  }
  setRequestHeader(): void {}
  send(): void {}
  abort(): void {
    this.onabort?.()
  }
  answer(body: object): void {
    this.responseText = JSON.stringify(body)
    this.onload?.()
  }
}

const arrived = (id: string) => ({
  type: 'file',
  version: 1,
  attachmentId: id,
  name: id,
  size: 1,
  warnings: [],
})
const refused = (code: string) => ({ error: { code, message: code, parameters: {} } })
const file = (name: string, size = 10) => ({ name, size, type: 'text/plain' }) as unknown as File

function start(store: KeyStore = createKeyStore(() => undefined)) {
  const received: CustomerFrame[] = []
  let seq = 0
  const openSocket = (): Socket => {
    const socket: Socket = {
      onopen: null,
      onmessage: null,
      onclose: null,
      close: () => undefined,
      send(data) {
        const frame = JSON.parse(data) as CustomerFrame
        received.push(frame)
        const answer = (reply: object) =>
          queueMicrotask(() => socket.onmessage?.({ data: JSON.stringify(reply) }))
        if (frame.type === 'hello')
          answer({ type: 'ready', lastSeq: 0, owner: 'agent', closed: false, readSeq: 0 })
        if (frame.type === 'message') answer({ type: 'ack', clientId: frame.clientId, seq: ++seq })
      },
    }
    queueMicrotask(() => socket.onopen?.())
    return socket
  }
  let ids = 0
  const session = { token: 't', conversationId: 'c', customerId: 'x', identified: false, channel }
  const chat = new Chat({
    origin: 'http://server',
    channelKey: 'k',
    locale: 'en',
    theme: 'light',
    identity: undefined,
    store,
    newId: () => `client-${Math.random()}-${++ids}`,
    fetch: (async () => Response.json(session)) as unknown as typeof fetch,
    openSocket,
  })
  chat.open()
  const said = () =>
    received.flatMap((frame) =>
      frame.type === 'message' ? [[frame.text, ...(frame.attachments ?? [])].join('+')] : [],
    )
  return { chat, said }
}

const settle = (ms = 1) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  FakeUpload.all = []
  vi.stubGlobal('XMLHttpRequest', FakeUpload)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('files in the chat', () => {
  it('go out in their place among the words, when all of a message have arrived', async () => {
    const { chat, said } = start()
    await settle()
    chat.sendMessage('first')
    chat.attach([file('a'), file('b')])
    await settle()
    chat.sendMessage('look')
    chat.sendMessage('last')
    await settle()
    expect(said()).toEqual(['first'])
    FakeUpload.all[1]?.answer(arrived('id-b'))
    await settle()
    expect(said()).toEqual(['first'])
    FakeUpload.all[0]?.answer(arrived('id-a'))
    await settle()
    expect(said()).toEqual(['first', 'look+id-a+id-b', 'last'])
    expect(chat.store.get().tray).toEqual([])
  })

  it('pasted before the server has said a word wait for it', async () => {
    const { chat, said } = start()
    chat.attach([file('early')])
    expect(chat.store.get().tray).toEqual([])
    await settle()
    expect(chat.store.get().tray).toMatchObject([{ name: 'early' }])
    chat.sendMessage('look')
    FakeUpload.all[0]?.answer(arrived('id-early'))
    await settle()
    expect(said()).toEqual(['look+id-early'])
  })

  it('are said to have failed where they are, hold up nothing else, and go when tried again', async () => {
    const { chat, said } = start()
    await settle()
    chat.attach([file('a')])
    await settle()
    chat.sendMessage('')
    chat.sendMessage('and this')
    FakeUpload.all[0]?.answer(refused('attachment/picture-unreadable'))
    await settle()
    expect(said()).toEqual(['and this'])
    const shown = shownItems(chat.store.get(), messagesOf('en')).find(
      (item) => item.kind === 'message' && item.delivery === 'failed',
    )
    expect(shown).toMatchObject({
      problem: { code: 'attachment/picture-unreadable' },
      uploads: [expect.any(String)],
    })
    chat.retry((shown as { clientId: string }).clientId)
    await settle()
    FakeUpload.all[1]?.answer(arrived('id-a'))
    await settle()
    expect(said()).toEqual(['and this', '+id-a'])
  })

  it('are tried again by themselves while the network is away', async () => {
    const { chat, said } = start()
    await settle()
    chat.attach([file('a')])
    await settle()
    chat.sendMessage('look')
    FakeUpload.all[0]?.onerror?.()
    await settle(1_600)
    FakeUpload.all[1]?.answer(arrived('id-a'))
    await settle()
    expect(said()).toEqual(['look+id-a'])
  })

  it('that are too large are refused here, and what is taken away is not sent', async () => {
    const { chat, said } = start()
    await settle()
    chat.attach([file('large', 1_000_001), file('small')])
    await settle()
    expect(FakeUpload.all).toHaveLength(1)
    const [large, small] = chat.store.get().tray
    expect(large?.problem).toMatchObject({ code: 'attachment/too-large', parameters: { limitMb: 1 } })
    chat.removeUpload(large?.key ?? '')
    chat.removeUpload(small?.key ?? '')
    chat.sendMessage('words only')
    await settle()
    expect(said()).toEqual(['words only'])
  })

  it('of a page that is gone are said to be lost, and the words behind them go on', async () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    }
    const openStore = () =>
      createKeyStore(
        () =>
          new Proxy(storage, {
            ownKeys: () => [...kept.keys()],
            getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
          }) as unknown as Storage,
      )
    const before = start(openStore())
    await settle()
    before.chat.attach([file('a')])
    await settle()
    before.chat.sendMessage('look')
    before.chat.sendMessage('behind it')
    await settle()
    const { chat, said } = start(openStore())
    await settle(4_000)
    expect(said()).toEqual(['behind it'])
    expect(chat.store.get().pending[0]).toMatchObject({ problem: { code: 'attachment/cut-off' } })
  })
})
