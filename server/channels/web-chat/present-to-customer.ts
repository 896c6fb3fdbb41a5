import type { ConversationEvent } from '../../../contract/index.ts'

/** An event as its customer may see it: without what the assistant thought of itself. */
export function presentToCustomer(event: ConversationEvent): ConversationEvent {
  if (event.type !== 'assistant-message') return event
  const { confidence: _confidence, decisionId: _decision, handoverReason: _reason, ...body } = event.body
  return { ...event, body }
}
