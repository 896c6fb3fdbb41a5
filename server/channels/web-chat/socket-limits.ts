import type { IncomingMessage } from 'node:http'

/** So many at once, and so many a second from then on. */
export class Allowance {
  readonly #burst: number
  readonly #perSecond: number
  #left: number
  #at = 0

  constructor(burst: number, perSecond: number) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#left = burst
  }

  take(now: number): boolean {
    const gained = (Math.max(0, now - this.#at) / 1_000) * this.#perSecond
    this.#left = Math.min(this.#burst, this.#left + gained)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}

/** How many of each key are open. Remembers none that has none, so it is as large as what is open. */
export class OpenCount {
  readonly #open = new Map<string, number>()

  get size(): number {
    return this.#open.size
  }

  /** Counts one more and gives what takes it back; undefined where there are `most` already. */
  take(key: string, most: number): (() => void) | undefined {
    const open = this.#open.get(key) ?? 0
    if (open >= most) return undefined
    this.#open.set(key, open + 1)
    let held = true
    return () => {
      if (!held) return
      held = false
      const left = (this.#open.get(key) ?? 1) - 1
      if (left === 0) this.#open.delete(key)
      else this.#open.set(key, left)
    }
  }
}

/** Where it comes from, as the HTTP side tells it: the proxy's word where one stands before us. */
export function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy
    ? String(request.headers['x-forwarded-for'] ?? '')
        .split(',')[0]
        ?.trim()
    : ''
  return (forwarded || request.socket.remoteAddress || 'unknown').slice(0, 64)
}
