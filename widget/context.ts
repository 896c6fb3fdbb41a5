import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Chat } from './chat.ts'
import type { KeyStore } from './key-store.ts'
import type { Messages } from './messages/index.ts'
import type { State } from './state.ts'

export interface ChatContext {
  readonly chat: Chat
  readonly state: State
  readonly texts: Messages
  /** Drafts of this tab; they survive a reload. */
  readonly drafts: KeyStore
}

export const chatContext = createContext<ChatContext | undefined>(undefined)

export function useChat(): ChatContext {
  const context = useContext(chatContext)
  if (!context) throw new Error('rendered outside of the chat')
  return context
}
