import type { ConversationEvent, Owner } from '../contract/index.ts'

/**
 * Reads a whole conversation's log as a story and says, in one sentence each, where it breaks: a gap in the sequence, the
 * same client id twice, ownership that changes hands from somebody who did not have it, or words of somebody who did not
 * own the conversation.
 */
export function findLogFaults(events: readonly ConversationEvent[]): string[] {
  const faults: string[] = []
  const clientIds = new Set<string>()
  let owner: Owner = { kind: 'assistant' }
  const isOwner = (kind: Owner['kind'], id?: string) =>
    owner.kind === kind && (kind !== 'agent' || owner.id === id)
  for (const [index, event] of events.entries()) {
    const at = `event ${event.seq} (${event.type})`
    if (event.seq !== index + 1) faults.push(`${at} stands at place ${index + 1}`)
    if (event.clientId !== undefined) {
      if (clientIds.has(event.clientId)) faults.push(`${at} repeats the client id ${event.clientId}`)
      clientIds.add(event.clientId)
    }
    switch (event.type) {
      case 'owner-changed': {
        const { from, to } = event.body
        if (!isOwner(from.kind, from.id))
          faults.push(`${at} takes from ${from.kind}, but ${owner.kind} owned it`)
        owner = to
        break
      }
      case 'agent-message':
        if (!isOwner('agent', event.actor.id))
          faults.push(`${at} is of an agent while ${owner.kind} owned it`)
        break
      case 'assistant-message':
        // Receipts for a left message are of the system and belong to nobody's turn.
        if (event.actor.kind === 'assistant' && !isOwner('assistant'))
          faults.push(`${at} is of the assistant while ${owner.kind} owned it`)
        break
      case 'conversation-closed':
        owner = { kind: 'assistant' }
        break
      case 'session-started':
        if (event.body.reason === 'reopened') owner = { kind: 'assistant' }
        break
    }
  }
  return faults
}
