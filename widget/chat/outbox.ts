import type { AttachmentId, CustomerFrame, ErrorCode } from '../../contract/index.ts'
import type { Problem } from '../messages/index.ts'
import { type KeyStore, readJson } from './key-store.ts'

/** Frames that are kept until the server has acknowledged them. */
export type WritingFrame = Extract<CustomerFrame, { clientId: string }>
type WithoutId<Frame> = Frame extends unknown ? Omit<Frame, 'clientId'> : never
/** What a customer does about a tool. */
export type ToolFrame = WithoutId<
  Extract<WritingFrame, { type: 'tool-start' | 'tool-input' | 'tool-confirm' | 'procedure-start' }>
>

export interface OutboxEntry {
  readonly frame: WritingFrame
  /** Shown while the frame is on its way: the text of a message, the label of an option. */
  readonly label: string
  /** Rising in the order of writing: milliseconds since 1970, made unique inside the tab. */
  readonly order: number
  /** The tab that wrote it and sends it while it lives. */
  readonly tab: string
  /** Why the server refused it; it waits for the customer then. */
  readonly problem?: Problem
  /** Keys of files in this page that it waits for; what comes after it waits, too. */
  readonly uploads?: readonly string[]
  /** Acknowledged with this sequence number; kept in memory only, until its event is shown. */
  readonly ackedSeq?: number
}

/**
 * What the customer has written and the server has not yet confirmed, per conversation, one stored key per entry: tabs never
 * overwrite each other’s entries, and a reload or a closed tab loses none.
 */
export class Outbox {
  #conversationId = ''
  #entries = new Map<string, OutboxEntry>()
  #lastOrder = 0
  readonly #store: KeyStore
  readonly #prefix: string
  readonly #tab: string

  constructor(store: KeyStore, prefix: string, tab: string) {
    this.#store = store
    this.#prefix = prefix
    this.#tab = tab
  }

  /** All entries of the conversation in the order of writing. */
  list(): OutboxEntry[] {
    return [...this.#entries.values()].sort(
      (left, right) => left.order - right.order || (left.frame.clientId < right.frame.clientId ? -1 : 1),
    )
  }

  get(clientId: string): OutboxEntry | undefined {
    return this.#entries.get(clientId)
  }

  add(frame: WritingFrame, label: string, now: number, uploads: readonly string[] = []): OutboxEntry {
    const entry: OutboxEntry = {
      frame,
      label,
      order: this.#nextOrder(now),
      tab: this.#tab,
      ...(uploads.length > 0 ? { uploads } : {}),
    }
    this.#keep(entry)
    return entry
  }

  /** The next frame this tab has to send: its own, or one whose tab is gone. */
  next(isAlive: (tab: string) => boolean): OutboxEntry | undefined {
    const next = this.list().find(
      (entry) =>
        entry.ackedSeq === undefined && !entry.problem && (entry.tab === this.#tab || !isAlive(entry.tab)),
    )
    return next?.uploads ? undefined : next
  }

  /** Whether anything waits to be sent by whichever tab. */
  hasUnsent(): boolean {
    return this.list().some((entry) => entry.ackedSeq === undefined && !entry.problem)
  }

  /** Its files have arrived: it may go. */
  attach(clientId: string, attachments: readonly AttachmentId[]): void {
    const entry = this.#entries.get(clientId)
    if (entry?.frame.type !== 'message') return
    const { uploads: _, ...rest } = entry
    this.#keep({ ...rest, frame: { ...entry.frame, attachments: [...attachments] } })
  }

  /** Committed as `seq`: never sent again, shown until the event itself has come. */
  acknowledge(clientId: string, seq: number): void {
    const entry = this.#entries.get(clientId)
    if (!entry) return
    this.#store.remove(this.#key(this.#conversationId, clientId))
    this.#entries.set(clientId, { ...entry, ackedSeq: seq })
  }

  /** The customer’s own event came back, or everything up to `last` is shown: the placeholder goes. */
  settle(clientId: string | undefined, last: number): void {
    if (clientId !== undefined) this.remove(clientId)
    for (const entry of this.#entries.values()) {
      if (entry.ackedSeq !== undefined && entry.ackedSeq <= last) this.#entries.delete(entry.frame.clientId)
    }
  }

  refuse(clientId: string, problem: Problem): void {
    const entry = this.#entries.get(clientId)
    if (entry) this.#keep({ ...entry, problem })
  }

  /** Sends a refused entry again, behind everything else. */
  retry(clientId: string, now: number): void {
    const entry = this.#entries.get(clientId)
    if (!entry) return
    const { problem: _, ...rest } = entry
    this.#keep({ ...rest, order: this.#nextOrder(now), tab: this.#tab })
  }

  remove(clientId: string): void {
    this.#entries.delete(clientId)
    this.#store.remove(this.#key(this.#conversationId, clientId))
  }

  /** Shows the entries of a conversation; what was written before there was one comes along. */
  enter(conversationId: string): void {
    const carried = this.#conversationId === '' ? this.list() : []
    const orphans = conversationId === '' ? [] : this.#read('')
    this.#conversationId = conversationId
    this.#entries = new Map(this.#read(conversationId).map((entry) => [entry.frame.clientId, entry]))
    for (const entry of [...orphans, ...carried]) {
      this.#store.remove(this.#key('', entry.frame.clientId))
      this.#keep(entry)
    }
  }

  /** The conversation is lost: what the customer wrote moves to the next one, clicks that refer into it do not. */
  leave(): void {
    const unsent = this.list().filter((entry) => entry.ackedSeq === undefined)
    for (const entry of unsent) this.remove(entry.frame.clientId)
    this.#conversationId = ''
    this.#entries.clear()
    for (const entry of unsent) if (outlivesConversation(entry.frame)) this.#keep(entry)
  }

  /** Takes over what was left unsent in an earlier conversation of the same person. */
  rescue(conversationId: string): void {
    for (const entry of this.#read(conversationId)) {
      this.#store.remove(this.#key(conversationId, entry.frame.clientId))
      if (outlivesConversation(entry.frame)) this.#keep(entry)
    }
  }

  /** Forgets everything that is not sent yet. */
  clear(): void {
    for (const clientId of [...this.#entries.keys()]) this.remove(clientId)
  }

  /** Takes over what another tab wrote or removed under `key`. `isShown`: its event has come already, ahead of this news. */
  takeStorageChange(key: string, isShown: (clientId: string) => boolean): boolean {
    const prefix = this.#key(this.#conversationId, '')
    if (!key.startsWith(prefix)) return false
    const clientId = key.slice(prefix.length)
    const known = this.#entries.get(clientId)
    const entry = readJson<OutboxEntry>(this.#store, key)
    if (entry) {
      if (known?.ackedSeq === undefined && !isShown(clientId)) this.#entries.set(clientId, entry)
    } else if (known?.ackedSeq === undefined) {
      this.#entries.delete(clientId)
      // Acknowledged in the other tab: it stays visible until its event arrives here too. Before there is a
      // conversation nothing can be acknowledged: it has moved into the one the other tab has found.
      const awaited =
        this.#conversationId !== '' &&
        known &&
        !known.problem &&
        (known.frame.type === 'message' || known.frame.type === 'choice')
      if (awaited) this.#entries.set(clientId, { ...known, ackedSeq: Number.MAX_SAFE_INTEGER })
    }
    return true
  }

  #read(conversationId: string): OutboxEntry[] {
    return this.#store
      .keys(this.#key(conversationId, ''))
      .map((key) => readJson<OutboxEntry>(this.#store, key))
      .filter((entry) => entry?.frame?.clientId !== undefined) as OutboxEntry[]
  }

  #keep(entry: OutboxEntry): void {
    this.#entries.set(entry.frame.clientId, entry)
    if (entry.ackedSeq !== undefined) return
    this.#store.set(this.#key(this.#conversationId, entry.frame.clientId), JSON.stringify(entry))
  }

  #key(conversationId: string, clientId: string): string {
    return `${this.#prefix}${conversationId || 'new'}.${clientId}`
  }

  #nextOrder(now: number): number {
    this.#lastOrder = Math.max(now, this.#lastOrder + 1)
    return this.#lastOrder
  }
}

const outlivesConversation = (frame: WritingFrame): boolean =>
  frame.type === 'message' || frame.type === 'human' || frame.type === 'leave-message'

/** What to do with a frame the server answered with an error. */
export type Refusal = 'again-later' | 'new-session' | 'forget' | 'tell'

export function refusalOf(code: ErrorCode, frame: WritingFrame, attempts: number): Refusal {
  if (code === 'request/rate-limited' || code === 'server/unavailable') return 'again-later'
  if (code === 'server/internal') return attempts < 3 ? 'again-later' : 'tell'
  if (code === 'customer/token-invalid') return 'new-session'
  if (code === 'conversation/nothing-to-do') return 'forget'
  // A newer conversation of the same customer is open: the session knows which.
  if (code === 'conversation/closed' && outlivesConversation(frame))
    return attempts < 3 ? 'new-session' : 'tell'
  return outlivesConversation(frame) && frame.type !== 'human' ? 'tell' : 'forget'
}
