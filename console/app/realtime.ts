import ReconnectingWebSocket from 'partysocket/ws'
import type { ConsoleFrame, ConsoleServerFrame } from '../../contract/realtime.ts'

export type ConnectionState = 'connecting' | 'open' | 'lost'

export interface Realtime {
  state(): ConnectionState
  onState(listener: () => void): () => void
  onFrame(listener: (frame: ConsoleServerFrame) => void): () => void
  send(frame: ConsoleFrame): void
  /** Watches one conversation until the returned function is called; counted, and renewed after a reconnect. */
  watch(conversationId: string): () => void
  close(): void
}

const pingEvery = 20_000
const silentAfter = 45_000

/**
 * The console's socket: reconnects with growing pauses, watches again what was watched, and pings so that a dead line is
 * noticed. Frames sent while it is down are dropped: all of them are about this moment only.
 */
export function openRealtime(address: string): Realtime {
  const frameListeners = new Set<(frame: ConsoleServerFrame) => void>()
  const stateListeners = new Set<() => void>()
  const watched = new Map<string, number>()
  let state: ConnectionState = 'connecting'
  let heardAt = Date.now()
  const socket = new ReconnectingWebSocket(address, [], {
    minReconnectionDelay: 500,
    maxReconnectionDelay: 10_000,
    reconnectionDelayGrowFactor: 1.6,
    connectionTimeout: 8_000,
    maxEnqueuedMessages: 0,
  })
  const setState = (next: ConnectionState) => {
    if (state === next) return
    state = next
    for (const listener of stateListeners) listener()
  }
  const send = (frame: ConsoleFrame) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }
  socket.addEventListener('open', () => {
    heardAt = Date.now()
    for (const conversationId of watched.keys()) send(watchFrame('watch', conversationId))
    setState('open')
  })
  socket.addEventListener('close', () => setState('lost'))
  socket.addEventListener('message', (message) => {
    heardAt = Date.now()
    const frame = JSON.parse(String(message.data)) as ConsoleServerFrame
    for (const listener of frameListeners) listener(frame)
  })
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return
    if (Date.now() - heardAt > silentAfter) socket.reconnect()
    else send({ type: 'ping' })
  }, pingEvery)
  return {
    state: () => state,
    onState: (listener) => {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    onFrame: (listener) => {
      frameListeners.add(listener)
      return () => frameListeners.delete(listener)
    },
    send,
    watch: (conversationId) => {
      watched.set(conversationId, (watched.get(conversationId) ?? 0) + 1)
      if (watched.get(conversationId) === 1) send(watchFrame('watch', conversationId))
      return () => {
        const left = (watched.get(conversationId) ?? 1) - 1
        if (left > 0) watched.set(conversationId, left)
        else {
          watched.delete(conversationId)
          send(watchFrame('unwatch', conversationId))
        }
      }
    },
    close: () => {
      clearInterval(timer)
      socket.close()
    },
  }
}

function watchFrame(type: 'watch' | 'unwatch', conversationId: string): ConsoleFrame {
  return {
    type,
    conversationId: conversationId as Extract<ConsoleFrame, { type: 'watch' }>['conversationId'],
  }
}
