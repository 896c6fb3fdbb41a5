import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Chat } from '../chat/chat.ts'
import type { KeyStore } from '../chat/key-store.ts'
import type { State } from '../chat/state.ts'
import type { Messages } from '../messages/index.ts'

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
