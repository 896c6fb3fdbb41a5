import { type ConversationEvent, customerVisibleEvents } from '../../../contract/index.ts'

/**
 * An event as its customer may see it: without what the assistant thought of itself. Undefined where it is not for customers:
 * only types that are listed as visible ever leave, so a new type is internal until somebody decides otherwise.
 */
export function presentToCustomer(event: ConversationEvent): ConversationEvent | undefined {
  if (!customerVisibleEvents.has(event.type)) return undefined
  if (event.type !== 'assistant-message') return event
  const { confidence: _confidence, decisionId: _decision, handoverReason: _reason, ...body } = event.body
  return { ...event, body }
}
