import {
  type ConversationSort,
  type ConversationView,
  conversationSorts,
  conversationViews,
  languages,
} from './views.ts'

/** What the address says about the desk besides the conversation. */
export interface DeskSearch {
  view?: ConversationView
  sort?: ConversationSort
  /** Only conversations of this channel, by its id. */
  channel?: string
  language?: (typeof languages)[number]
  decision?: string
  /** What is searched for; the results stand in place of the list. */
  q?: string
  /** The message to open at, by its sequence number. */
  at?: number
  /** The conversation in the second pane. */
  beside?: string
}

const text = (value: unknown, longest: number): string | undefined => {
  const words = typeof value === 'number' ? String(value) : value
  return typeof words === 'string' && words !== '' ? words.slice(0, longest) : undefined
}
const id = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value) ? value : undefined

export function readDeskSearch(search: Record<string, unknown>): DeskSearch {
  const at = Number(search.at)
  return {
    view: conversationViews.find((view) => view === search.view),
    sort: conversationSorts.find((sort) => sort === search.sort),
    channel: id(search.channel),
    language: languages.find((language) => language === search.language),
    decision: id(search.decision),
    q: text(search.q, 200),
    at: Number.isInteger(at) && at > 0 ? at : undefined,
    beside: id(search.beside),
  }
}

/** The same place in the desk with another conversation: what belonged to the one before is dropped. */
export const elsewhere = (search: DeskSearch, at?: number): DeskSearch => ({
  ...search,
  decision: undefined,
  at,
})

/** Another view, in its usual order; filters and the second pane stay. */
export const inView = (search: DeskSearch, view: ConversationView): DeskSearch => ({
  ...elsewhere(search),
  view,
  sort: undefined,
  q: undefined,
})
