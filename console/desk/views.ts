import type {
  ConversationView as ContractView,
  ConversationSort as Sort,
} from '../../contract/conversations.ts'

// Named here again: the router knows them, and the first page must not carry the contract's schemas.
/** Views of the desk, in the order of the tabs. */
export const conversationViews = [
  'mine',
  'queue',
  'replied',
  'assistant',
  'open',
  'closed',
] as const satisfies readonly ContractView[]
export type ConversationView = ContractView
export const conversationSorts = ['newest', 'waiting'] as const satisfies readonly Sort[]
export const languages = ['zh', 'en', 'other'] as const
export type ConversationSort = Sort

/** The queue is served by waiting time; everything else shows first what happened last. */
export const usualSort = (view: ConversationView): Sort => (view === 'queue' ? 'waiting' : 'newest')
