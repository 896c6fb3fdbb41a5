import type { ErrorCode, ErrorParameters } from '../../../contract/errors.ts'
import type { AttachmentPart } from '../../../contract/parts/attachments.ts'
import type { CardInput } from '../../../contract/parts/cards.ts'
import type { UsedSource } from '../../../contract/workspace/desk-knowledge.ts'
import { ApiError, isPassing } from '../../app/api.ts'

/** What goes with the words of a message. */
export interface MessageExtras {
  attachments?: readonly AttachmentPart[]
  card?: CardInput
  options?: readonly string[]
  /** Wording rules that warned about it and were confirmed. */
  confirmedRules?: string[]
  /** What of the knowledge it was made from. */
  sources?: readonly UsedSource[]
}

/** A message on its way to the server. */
export interface OutgoingMessage extends MessageExtras {
  conversationId: string
  clientId: string
  text: string
  /** When it was written. */
  at: string
  /** `waiting`: no answer yet, tried again by itself; `sent`: acknowledged as `seq`; `refused`: a person must decide. */
  state: 'sending' | 'waiting' | 'sent' | 'refused'
  seq?: number
  code?: ErrorCode
  parameters?: ErrorParameters
}

interface Parts {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>
  /** Every message of this outbox is kept under a key that begins so. */
  prefix: string
  deliver: (message: OutgoingMessage) => Promise<{ seq: number }>
  /** Resolves after so many milliseconds, or sooner when trying again is worth it. */
  pause: (milliseconds: number) => Promise<void>
  now: () => number
}

export interface Outbox {
  list(): readonly OutgoingMessage[]
  subscribe(listener: () => void): () => void
  add(conversationId: string, clientId: string, text: string, extras?: MessageExtras): void
  /** Sends it again; `confirmedRule` is one that had warned. */
  retry(clientId: string, confirmedRule?: string): void
  discard(clientId: string): void
}

/** A message found after a reload goes out by itself only if it is younger than this. */
const stillMeant = 10 * 60_000

/**
 * Sends messages in order, one at a time in each conversation, until each is acknowledged or refused. The server counts a
 * repeated `clientId` once, so trying again is always safe. What is under way survives a reload.
 */
export function createOutbox({ storage, prefix, deliver, pause, now }: Parts): Outbox {
  let messages: readonly OutgoingMessage[] = readKept()
  const listeners = new Set<() => void>()
  const running = new Set<string>()

  function readKept(): OutgoingMessage[] {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index))
    return keys
      .flatMap((key) =>
        key?.startsWith(prefix) ? [JSON.parse(storage.getItem(key)!) as OutgoingMessage] : [],
      )
      .sort((a, b) => a.at.localeCompare(b.at))
      .map((message) =>
        now() - Date.parse(message.at) > stillMeant ? { ...message, state: 'refused' } : message,
      )
  }
  function set(next: readonly OutgoingMessage[]): void {
    messages = next
    for (const listener of listeners) listener()
  }
  function change(clientId: string, changes: Partial<OutgoingMessage>): void {
    set(messages.map((message) => (message.clientId === clientId ? { ...message, ...changes } : message)))
    const message = messages.find((one) => one.clientId === clientId)
    if (!message || message.state === 'sent') storage.removeItem(prefix + clientId)
    else storage.setItem(prefix + clientId, JSON.stringify(message))
  }
  /** Tries one message until it is decided. */
  async function settle(clientId: string): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const message = messages.find((one) => one.clientId === clientId)
      if (!message) return
      try {
        const { seq } = await deliver(message)
        change(clientId, { state: 'sent', seq })
        return
      } catch (error) {
        if (!isPassing(error)) {
          const reason = error instanceof ApiError ? { code: error.code, parameters: error.parameters } : {}
          change(clientId, { state: 'refused', ...reason })
          return
        }
        change(clientId, { state: 'waiting' })
        await pause(Math.min(15_000, 1_000 * 2 ** attempt))
      }
    }
  }
  async function run(conversationId: string): Promise<void> {
    if (running.has(conversationId)) return
    running.add(conversationId)
    const next = () =>
      messages.find(
        (one) =>
          one.conversationId === conversationId && (one.state === 'sending' || one.state === 'waiting'),
      )
    for (let message = next(); message; message = next()) await settle(message.clientId)
    running.delete(conversationId)
  }

  for (const conversationId of new Set(messages.map((message) => message.conversationId)))
    void run(conversationId)

  return {
    list: () => messages,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    add: (conversationId, clientId, text, extras) => {
      const message: OutgoingMessage = {
        conversationId,
        clientId,
        text,
        ...extras,
        at: new Date(now()).toISOString(),
        state: 'sending',
      }
      set([...messages, message])
      storage.setItem(prefix + clientId, JSON.stringify(message))
      void run(conversationId)
    },
    retry: (clientId, confirmedRule) => {
      const known = messages.find((one) => one.clientId === clientId)?.confirmedRules ?? []
      change(clientId, {
        state: 'sending',
        code: undefined,
        parameters: undefined,
        ...(confirmedRule === undefined ? {} : { confirmedRules: [...known, confirmedRule] }),
      })
      const message = messages.find((one) => one.clientId === clientId)
      if (message) void run(message.conversationId)
    },
    discard: (clientId) => {
      set(messages.filter((message) => message.clientId !== clientId))
      storage.removeItem(prefix + clientId)
    },
  }
}
