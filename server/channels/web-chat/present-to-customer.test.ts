import { describe, expect, it } from 'vitest'
import type { ConversationEvent } from '../../../contract/index.ts'
import { presentToCustomer } from './present-to-customer.ts'

const event = (type: string, body: object) =>
  ({
    id: '00000000-0000-7000-8000-000000000001',
    seq: 3,
    version: 1,
    type,
    occurredAt: '2026-11-20T09:00:00.000Z',
    actor: { kind: 'assistant' },
    body,
  }) as unknown as ConversationEvent

describe('what a customer sees', () => {
  it('is the answer with its source, without what the assistant thought of itself', () => {
    const body = { kind: 'answer', parts: [{ type: 'text', text: 'Yes.' }], sources: [{ title: 'May I?' }] }
    const inner = { confidence: 0.9, decisionId: 'd', handoverReason: 'low-confidence' }
    const seen = presentToCustomer(event('assistant-message', { ...body, ...inner }))
    for (const key of Object.keys(inner)) expect(seen?.body).not.toHaveProperty(key)
    expect(seen?.body).toMatchObject(body)
    expect(seen).toMatchObject({ seq: 3, type: 'assistant-message' })
  })

  it('leaves the event itself as it was, for staff', () => {
    const original = event('assistant-message', { kind: 'answer', parts: [], sources: [], confidence: 0.9 })
    presentToCustomer(original)
    expect(original.body).toHaveProperty('confidence', 0.9)
  })

  it('is nothing at all of what is internal, nor of a type nobody has decided on', () => {
    expect(presentToCustomer(event('note-added', { text: 'beware', mentions: [] }))).toBeUndefined()
    expect(presentToCustomer(event('type-of-tomorrow', {}))).toBeUndefined()
  })

  it('is everything else unchanged', () => {
    const left = event('message-left', { contact: 'a@example.com', text: 'Hello' })
    expect(presentToCustomer(left)).toEqual(left)
  })
})
