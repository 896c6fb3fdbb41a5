interface Window {
  startedAt: number
  count: number
}

/**
 * Counts per key in windows of a minute, in this process. Memory is bounded: when more than `mostKeys` keys are live the
 * oldest windows are dropped.
 */
export class RateLimiter {
  readonly #windows = new Map<string, Window>()
  readonly #windowMs: number
  readonly #mostKeys: number

  constructor(options: { windowMs?: number; mostKeys?: number } = {}) {
    this.#windowMs = options.windowMs ?? 60_000
    this.#mostKeys = options.mostKeys ?? 50_000
  }

  /** Counts one use of `key`. Returns 0 when it is allowed, else the seconds until the next window. */
  take(key: string, limit: number, now: number): number {
    let window = this.#windows.get(key)
    if (window === undefined || now - window.startedAt >= this.#windowMs) {
      this.#windows.delete(key)
      if (this.#windows.size >= this.#mostKeys) {
        const oldest = this.#windows.keys().next().value
        if (oldest !== undefined) this.#windows.delete(oldest)
      }
      window = { startedAt: now, count: 0 }
      this.#windows.set(key, window)
    }
    if (window.count >= limit) return Math.max(1, Math.ceil((window.startedAt + this.#windowMs - now) / 1000))
    window.count += 1
    return 0
  }
}
