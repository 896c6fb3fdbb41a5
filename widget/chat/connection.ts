import type { CustomerFrame, CustomerServerFrame } from '../../contract/index.ts'

/** The part of WebSocket that is used. */
export interface Socket {
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  send(data: string): void
  close(): void
}

export interface ConnectionOptions {
  open(): Socket
  /** The first frame on every new socket. */
  hello(): CustomerFrame
  onFrame(frame: CustomerServerFrame): void
  /** The socket is gone; it will be opened again by itself. */
  onLost(): void
  random?: () => number
}

export interface Connection {
  /** Opens the socket unless it is open or opening. */
  start(): void
  /** Opens a new socket at once: after a gap, with another token, when the network is back. */
  restart(): void
  stop(): void
  /** False if there is no open socket. */
  send(frame: CustomerFrame): boolean
  /** Asks for a sign of life, and opens a new socket if none comes. */
  probe(): void
}

const firstDelayMs = 400
const longestDelayMs = 20_000
const pingEveryMs = 25_000
const patienceMs = 8_000

/** Milliseconds before attempt number `attempt` (0, 1, 2 …): doubling, with half of it by chance so clients spread. */
export function backoff(attempt: number, random: number): number {
  const whole = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt)
  return whole / 2 + (whole / 2) * random
}

/** A socket that comes back: backoff with jitter, a ping against silent death. Frames of older sockets are never heard. */
export function createConnection(options: ConnectionOptions): Connection {
  const random = options.random ?? Math.random
  let socket: Socket | undefined
  let isOpen = false
  let wanted = false
  let attempt = 0
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let pingTimer: ReturnType<typeof setInterval> | undefined
  let patience: ReturnType<typeof setTimeout> | undefined

  function connect(): void {
    drop()
    let mine: Socket
    try {
      mine = options.open()
    } catch {
      lost()
      return
    }
    socket = mine
    waitForLife()
    mine.onopen = () => {
      if (mine !== socket) return
      isOpen = true
      send(options.hello())
      pingTimer = setInterval(probe, pingEveryMs)
    }
    mine.onmessage = (event) => {
      if (mine !== socket) return
      clearTimeout(patience)
      patience = undefined
      const frame = parse(event.data)
      // Not at `onopen`: a server that accepts and then refuses would be called without pause.
      if (frame?.type === 'ready') attempt = 0
      if (frame) options.onFrame(frame)
    }
    mine.onclose = () => {
      if (mine === socket) lost()
    }
  }

  function lost(): void {
    drop()
    if (!wanted) return
    retryTimer = setTimeout(connect, backoff(attempt, random()))
    attempt += 1
    options.onLost()
  }

  function drop(): void {
    clearTimeout(retryTimer)
    clearTimeout(patience)
    clearInterval(pingTimer)
    patience = undefined
    isOpen = false
    const old = socket
    socket = undefined
    if (!old) return
    old.onopen = old.onmessage = old.onclose = null
    old.close()
  }

  function waitForLife(): void {
    patience ??= setTimeout(lost, patienceMs)
  }

  function send(frame: CustomerFrame): boolean {
    if (!socket || !isOpen) return false
    socket.send(JSON.stringify(frame))
    return true
  }

  function probe(): void {
    if (send({ type: 'ping' })) waitForLife()
  }

  return {
    start() {
      wanted = true
      if (!socket) connect()
    },
    restart() {
      wanted = true
      connect()
    },
    stop() {
      wanted = false
      drop()
    },
    send,
    probe,
  }
}

function parse(data: unknown): CustomerServerFrame | undefined {
  try {
    return typeof data === 'string' ? (JSON.parse(data) as CustomerServerFrame) : undefined
  } catch {
    return undefined
  }
}
