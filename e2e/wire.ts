import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A network line to a server, which can be cut and mended. */
export interface Wire {
  /** What is connected to this is connected to the server. */
  url: string
  /** Breaks every connection and lets none through until it is mended. */
  cut(): void
  mend(): void
  /** How often somebody tried to connect while it was cut last. */
  readonly refused: number
  /** Leads new connections to another server. */
  leadTo(serverUrl: string): void
  stop(): void
}

export async function startWire(serverUrl: string): Promise<Wire> {
  const open = new Set<Socket>()
  let target = new URL(serverUrl)
  let isCut = false
  let refused = 0
  const breakAll = () => {
    for (const socket of open) socket.destroy()
  }
  const hold = (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => undefined)
  }
  const server = createServer((near) => {
    if (isCut) {
      refused++
      near.on('error', () => undefined)
      near.destroy()
      return
    }
    const far = connect(Number(target.port), target.hostname)
    hold(near)
    hold(far)
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true
      refused = 0
      breakAll()
    },
    mend() {
      isCut = false
    },
    get refused() {
      return refused
    },
    leadTo(serverUrl) {
      target = new URL(serverUrl)
    },
    stop() {
      breakAll()
      server.close()
    },
  }
}
