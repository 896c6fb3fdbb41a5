import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'

const mostFrameBytes = 64 * 1024
/** A client that does not read is cut off rather than buffered for ever. */
const mostBufferedBytes = 4 * 1024 * 1024
const heartbeatMs = 25_000

export interface Socket {
  /** Sends one JSON frame; drops the connection when the client has stopped reading. */
  send(frame: unknown): void
  /** Sends a frame that is already JSON. */
  sendText(text: string): void
  close(code: number, reason: string): void
  readonly open: boolean
  readonly request: IncomingMessage
  onFrame: (text: string) => void
  onClose: () => void
}

export interface SocketServer {
  /** Accepts sockets at a path. `accept` may refuse by throwing an HTTP status. */
  at(
    path: string,
    accept: (socket: Socket) => void,
    allow?: (request: IncomingMessage) => Promise<number | undefined>,
  ): void
  close(): Promise<void>
  readonly connections: number
}

/** WebSockets on an HTTP server: sized frames, dead peers found by ping, slow readers dropped. */
export function createSocketServer(server: Server): SocketServer {
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: mostFrameBytes,
    perMessageDeflate: false,
  })
  const paths = new Map<
    string,
    { accept: (socket: Socket) => void; allow?: (request: IncomingMessage) => Promise<number | undefined> }
  >()
  const alive = new WeakSet<WebSocket>()

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    const entry = paths.get((request.url ?? '').split('?')[0] ?? '')
    if (entry === undefined) return refuse(stream, 404)
    const upgrade = () =>
      webSockets.handleUpgrade(request, stream, head, (webSocket) => {
        alive.add(webSocket)
        entry.accept(wrap(webSocket, request))
      })
    if (entry.allow === undefined) return upgrade()
    entry.allow(request).then(
      (status) => (status === undefined ? upgrade() : refuse(stream, status)),
      () => refuse(stream, 503),
    )
  })

  function wrap(webSocket: WebSocket, request: IncomingMessage): Socket {
    const socket: Socket = {
      request,
      get open() {
        return webSocket.readyState === webSocket.OPEN
      },
      send: (frame) => socket.sendText(JSON.stringify(frame)),
      sendText(text) {
        if (webSocket.readyState !== webSocket.OPEN) return
        if (webSocket.bufferedAmount > mostBufferedBytes) return webSocket.terminate()
        webSocket.send(text)
      },
      close: (code, reason) => webSocket.close(code, reason),
      onFrame: () => undefined,
      onClose: () => undefined,
    }
    webSocket.on('message', (bytes, isBinary) => {
      alive.add(webSocket)
      if (isBinary) return webSocket.close(1003, 'text frames only')
      socket.onFrame(String(bytes))
    })
    webSocket.on('pong', () => alive.add(webSocket))
    webSocket.on('error', () => undefined)
    webSocket.on('close', () => socket.onClose())
    return socket
  }

  const heartbeat = setInterval(() => {
    for (const webSocket of webSockets.clients) {
      if (!alive.has(webSocket)) {
        webSocket.terminate()
        continue
      }
      alive.delete(webSocket)
      webSocket.ping()
    }
  }, heartbeatMs)
  heartbeat.unref()

  return {
    at(path, accept, allow) {
      paths.set(path, allow === undefined ? { accept } : { accept, allow })
    },
    get connections() {
      return webSockets.clients.size
    },
    async close() {
      clearInterval(heartbeat)
      for (const webSocket of webSockets.clients) webSocket.close(1001, 'the server is restarting')
      await new Promise((resolve) => setTimeout(resolve, 50))
      for (const webSocket of webSockets.clients) webSocket.terminate()
    },
  }
}

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
