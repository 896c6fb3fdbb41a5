import type { Conversation } from '../../contract/conversations.ts'

export type ConversationAction = 'take' | 'to-assistant' | 'to-queue' | 'close'

/** Which actions the member has on a conversation now. */
export function actionsFor(
  conversation: Pick<Conversation, 'state' | 'owner'>,
  memberId: string,
  maySupervise: boolean,
): ConversationAction[] {
  if (conversation.state === 'closed') return []
  const mine = conversation.owner.kind === 'agent' && conversation.owner.id === memberId
  if (mine) return ['to-assistant', 'to-queue', 'close']
  const othersAgent = conversation.owner.kind === 'agent'
  return othersAgent && !maySupervise ? [] : ['take', 'close']
}
