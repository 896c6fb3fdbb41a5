import type { KeyStore } from './key-store.ts'

/** How far the customer has read in a conversation, the same in all tabs. */
export class ReadMarks {
  #conversationId = ''
  #told = 0
  readonly #store: KeyStore
  readonly #prefix: string

  constructor(store: KeyStore, prefix: string) {
    this.#store = store
    this.#prefix = prefix
  }

  /** The highest sequence number seen in any tab. */
  get seq(): number {
    return Number(this.#store.get(this.#key())) || 0
  }

  enter(conversationId: string): void {
    this.#conversationId = conversationId
    this.#told = 0
  }

  /** The log was set back: earlier marks mean nothing. */
  clear(): void {
    this.#store.remove(this.#key())
    this.#told = 0
  }

  /** Everything up to `seq` is seen; `tell` passes it on and says whether it could. */
  mark(seq: number, tell: (seq: number) => boolean): void {
    if (seq > this.seq) this.#store.set(this.#key(), String(seq))
    if (seq > this.#told && tell(seq)) this.#told = seq
  }

  isKey(key: string): boolean {
    return key === this.#key()
  }

  #key(): string {
    return this.#prefix + this.#conversationId
  }
}
