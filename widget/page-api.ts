import type { Chat, ChatEventName } from './chat/chat.ts'
import { unreadCount } from './chat/state.ts'
import { chooseLocale } from './messages/index.ts'

type Listener = (detail: unknown) => void

/** `window.attune`. Before the script is there, a page may write `(window.attune ||= []).push(['open'])`. */
export interface PageApi {
  open(): void
  close(): void
  /** A signed customer identity (JWT); without one the customer is forgotten in this browser. */
  identify(identity?: string): void
  setLocale(locale: string): void
  /** Hears of `open`, `close`, `unread` (a number) and `event` (a conversation event). Returns how to stop. */
  on(name: ChatEventName, listener: Listener): () => void
  /** One call as a list, name first: what a page can write before the script is there. */
  push(call: readonly [name: string, ...values: unknown[]]): void
}

/** The page’s handle on the chat; does first what the page has asked for before. */
export function createPageApi(chat: Chat, earlier: unknown): PageApi {
  const listeners = new Map<string, Set<Listener>>()
  const emit = (name: ChatEventName, detail: unknown) => {
    for (const listener of listeners.get(name) ?? []) {
      try {
        listener(detail)
      } catch (error) {
        // The page’s mistake must not stop the chat.
        console.error(error)
      }
    }
  }
  const api: PageApi = {
    open: () => chat.open(),
    close: () => chat.close(),
    identify: (identity) => chat.identify(identity || undefined),
    setLocale: (locale) => chat.setLocale(chooseLocale(locale)),
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener))
      return () => {
        set.delete(listener)
      }
    },
    push([name, ...values]) {
      const call = (api as unknown as Record<string, ((...values: unknown[]) => unknown) | undefined>)[name]
      if (call) call(...values)
      else console.error(`attune: there is no "${name}".`)
    },
  }
  let { open } = chat.store.get()
  let unread = unreadCount(chat.store.get())
  chat.onEvent = (event) => emit('event', event)
  chat.store.subscribe(() => {
    const state = chat.store.get()
    if (state.open !== open) {
      open = state.open
      emit(open ? 'open' : 'close', undefined)
    }
    if (unreadCount(state) !== unread) {
      unread = unreadCount(state)
      emit('unread', unread)
    }
  })
  if (Array.isArray(earlier)) for (const call of earlier) api.push(call)
  return api
}
