import type { Log } from '../log/index.ts'

/**
 * What one module tells whoever listens, inside this process, after it has become true. Listeners run at once and in the
 * order they subscribed; one that throws is logged and disturbs neither the others nor the speaker.
 */
export class Topic<Value> {
  readonly #name: string
  readonly #log: Log
  readonly #listeners = new Set<(value: Value) => void>()

  constructor(name: string, log: Log) {
    this.#name = name
    this.#log = log
  }

  /** Returns how to stop listening. */
  subscribe(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  publish(value: Value): void {
    for (const listener of this.#listeners) {
      try {
        listener(value)
      } catch (error) {
        this.#log.error({ err: error, topic: this.#name }, 'a listener failed')
      }
    }
  }
}
