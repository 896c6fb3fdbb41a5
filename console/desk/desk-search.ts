import { type ConversationView, conversationViews } from './views.ts'

/** What the address says about the desk besides the conversation. */
export interface DeskSearch {
  view?: ConversationView
  decision?: string
  /** What is searched for; the results stand in place of the list. */
  q?: string
  /** The message to open at, by its sequence number. */
  at?: number
}

const text = (value: unknown, longest: number): string | undefined => {
  const words = typeof value === 'number' ? String(value) : value
  return typeof words === 'string' && words !== '' ? words.slice(0, longest) : undefined
}

export function readDeskSearch(search: Record<string, unknown>): DeskSearch {
  const at = Number(search.at)
  return {
    view: conversationViews.find((view) => view === search.view),
    decision: text(search.decision, 36),
    q: text(search.q, 200),
    at: Number.isInteger(at) && at > 0 ? at : undefined,
  }
}

/** The same place in the desk with another conversation: what belonged to the one before is dropped. */
export const elsewhere = (search: DeskSearch, at?: number): DeskSearch => ({
  ...search,
  decision: undefined,
  at,
})
