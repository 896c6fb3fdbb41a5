import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../log/index.ts'

const channelName = 'attune_wakeups'
/** PostgreSQL refuses payloads of 8,000 bytes and more. */
const mostPayloadBytes = 7_000
const batchMs = 5

/**
 * Hints between processes that something changed: at most one NOTIFY every 5 ms, carrying many keys. A hint may be lost;
 * whoever needs certainty also looks by itself.
 */
export interface Wakeups {
  /** Tells the other processes (not this one). `key` holds no newline and at most 6,000 bytes. */
  announce(kind: string, key: string): void
  on(kind: string, listener: (key: string) => void): void
  /** Waits until this process tells and hears others, as long as the database is there to carry it. */
  connected(patienceMs: number): Promise<void>
  close(): Promise<void>
}

export interface WakeupsOptions {
  connectionString: string
  processId: string
  log: Log
}

export function openWakeups(options: WakeupsOptions): Wakeups {
  const listeners = new Map<string, ((key: string) => void)[]>()
  let waiting = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let client: pg.Client | undefined
  let closed = false
  let retryMs = 100
  const first = Promise.withResolvers<void>()

  function receive(payload: string): void {
    const [from, ...lines] = payload.split('\n')
    if (from === options.processId) return
    for (const line of lines) {
      const space = line.indexOf(' ')
      for (const listener of listeners.get(line.slice(0, space)) ?? []) {
        try {
          listener(line.slice(space + 1))
        } catch (error) {
          options.log.error({ err: error }, 'a wake-up listener failed')
        }
      }
    }
  }

  async function connect(): Promise<void> {
    if (closed) return
    const next = new pg.Client({
      connectionString: options.connectionString,
      application_name: 'attune wake-ups',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    })
    let gone = false
    // A failed attempt is told by its promise and by an event or two: it counts once.
    const lost = () => {
      if (gone) return
      gone = true
      if (client === next) client = undefined
      next.end().catch(() => undefined)
      if (!closed) setTimeout(() => void connect(), retryMs).unref()
      retryMs = Math.min(retryMs * 2, 2_000)
    }
    next.on('error', lost)
    next.on('end', lost)
    next.on('notification', (message) => receive(message.payload ?? ''))
    try {
      await next.connect()
      await next.query(`LISTEN ${channelName}`)
      if (closed) return void next.end().catch(() => undefined)
      client = next
      retryMs = 100
      first.resolve()
    } catch (error) {
      options.log.debug({ err: error }, 'wake-ups are not connected yet')
      lost()
    }
  }

  /** One statement at a time: what comes meanwhile goes with the next. */
  async function flush(): Promise<void> {
    const payloads = takePayloads()
    for (const text of client === undefined ? [] : payloads) {
      await client?.query('select pg_notify($1, $2)', [channelName, text]).catch(() => undefined)
    }
    timer = waiting.size === 0 || closed ? undefined : setTimeout(flush, batchMs)
  }

  function takePayloads(): string[] {
    const lines = [...waiting]
    waiting = new Set()
    let payload = options.processId
    let bytes = payload.length
    const payloads: string[] = []
    for (const line of lines) {
      const more = Buffer.byteLength(line) + 1
      if (bytes + more > mostPayloadBytes) {
        payloads.push(payload)
        payload = options.processId
        bytes = payload.length
      }
      payload += `\n${line}`
      bytes += more
    }
    payloads.push(payload)
    return payloads
  }

  void connect()

  return {
    announce(kind, key) {
      if (closed) return
      waiting.add(`${kind} ${key}`)
      timer ??= setTimeout(flush, batchMs)
    },
    on(kind, listener) {
      listeners.set(kind, [...(listeners.get(kind) ?? []), listener])
    },
    connected: (patienceMs) => Promise.race([first.promise, delay(patienceMs, undefined, { ref: false })]),
    async close() {
      closed = true
      clearTimeout(timer)
      const open = client
      client = undefined
      await open?.end().catch(() => undefined)
    },
  }
}
