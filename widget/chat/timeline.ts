import type { ConversationEvent } from '../../contract/index.ts'
import { emptyOrdering, type Received, receive, skipGap, startReplay } from './ordering.ts'

export interface TimelineOptions {
  /** Events to show now, in order; may be none. */
  onApplied(events: readonly ConversationEvent[]): void
  /** Something is missing: ask the server again for what comes behind `last`. */
  onGap(): void
}

const patienceMs = 250
const expectMs = 2_500

/** Takes events as they come and hands them on in order; notices gaps and has them filled. */
export class Timeline {
  #ordering = emptyOrdering
  #replayUntil = 0
  #gapTimer: ReturnType<typeof setTimeout> | undefined
  #expectTimer: ReturnType<typeof setTimeout> | undefined
  #resumedFrom = -1
  readonly #options: TimelineOptions

  constructor(options: TimelineOptions) {
    this.#options = options
  }

  /** The last contiguous sequence number: where to resume. */
  get last(): number {
    return this.#ordering.last
  }

  /** Whether everything that was there at the last `ready` has been handed on. */
  get isCaughtUp(): boolean {
    return this.last >= this.#replayUntil
  }

  /** The server begins to replay what lies behind `last`, up to `lastSeq`. */
  begin(lastSeq: number): void {
    this.#replayUntil = lastSeq
    this.#apply(startReplay(this.#ordering, lastSeq))
  }

  take(event: ConversationEvent, after?: number): void {
    this.#apply(receive(this.#ordering, event, after))
  }

  /** The server has acknowledged an event as `seq`: if it does not come by itself, it is asked for. */
  expect(seq: number): void {
    if (seq <= this.last) return
    clearTimeout(this.#expectTimer)
    this.#expectTimer = setTimeout(() => {
      if (seq > this.last) this.#options.onGap()
    }, expectMs)
  }

  clear(): void {
    clearTimeout(this.#gapTimer)
    clearTimeout(this.#expectTimer)
    this.#gapTimer = undefined
    this.#ordering = emptyOrdering
    this.#replayUntil = 0
    this.#resumedFrom = -1
  }

  #apply({ ordering, applied }: Received): void {
    this.#ordering = ordering
    this.#options.onApplied(applied)
    this.#watchGap()
  }

  /** Events that stay held for a moment mean a gap: resume once, and if that brings nothing, go on behind it. */
  #watchGap(): void {
    if (this.#gapTimer !== undefined || this.#ordering.held.length === 0) return
    const { last } = this.#ordering
    this.#gapTimer = setTimeout(() => {
      this.#gapTimer = undefined
      if (this.#ordering.held.length === 0) return
      if (this.#ordering.last !== last) this.#watchGap()
      else if (this.#resumedFrom === last) this.#apply(skipGap(this.#ordering))
      else {
        this.#resumedFrom = last
        this.#options.onGap()
      }
    }, patienceMs)
  }
}
