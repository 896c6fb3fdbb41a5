/** Views of the desk, in the order of the tabs. */
export const conversationViews = ['mine', 'queue', 'assistant', 'open', 'closed'] as const
export type ConversationView = (typeof conversationViews)[number]
