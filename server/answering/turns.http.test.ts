import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ConversationEvent,
  getConversation,
  handBackConversation,
  type PolicyDocument,
  plainText,
  sendWebChatFrame,
  takeConversation,
} from '../../contract/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { findLogFaults } from '../../testing/log-faults.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'
import { answerTurn } from './index.ts'
import { loadTurn, readBurst } from './load-turn.ts'

let server: TestServerHandle
let tenant: TestTenant
/** Turns of this tenant are due long after the test: only the test itself runs them. */
let slow: TestTenant

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  slow = await server.createTenant({ settle: { quietMs: 10_000, longestMs: 30_000 } })
  await server.teach(slow, libraryEntries)
})
afterAll(() => server.stop())

/** A turn that stands still between loading and sending until `go` is called. */
function pausedTurn(conversationId: string, supersedes = 0) {
  let go: () => void = () => undefined
  let loaded: () => void = () => undefined
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  const ready = new Promise<void>((resolve) => {
    loaded = resolve
  })
  const { modules } = server
  const queue = {
    ...modules.queue,
    async duty() {
      loaded()
      await gate
      return { onDuty: false }
    },
  }
  const result = answerTurn(
    { ...modules, queue, log: modules.conversationLog, serverLog: modules.log },
    { tenantId: slow.id, conversationId, settleMs: 0, supersedes },
  )
  return { ready, go, result }
}

const answersOf = (customer: CustomerClient) =>
  customer.events.filter((event) => event.type === 'assistant-message' && event.body.kind !== 'notice')
const runTurn = async (conversationId: string, supersedes = 0) => {
  const turn = pausedTurn(conversationId, supersedes)
  turn.go()
  return turn.result
}

describe('an answer in flight', () => {
  it('is dropped when the conversation went to an agent and back in the meantime', async () => {
    const customer = await server.customer(slow)
    const { conversationId } = customer.session
    await customer.say('What are your opening hours?')
    const turn = pausedTurn(conversationId)
    await turn.ready
    const agent = await server.createMember(slow, 'agent')
    const one = { params: { conversationId }, cookie: agent.cookie }
    const before = (await server.call(getConversation, one)).body
    await server.call(takeConversation, { ...one, body: { ownerEpoch: before.ownerEpoch } })
    await server.call(handBackConversation, { ...one, body: { to: 'assistant' } })
    turn.go()
    expect(await turn.result).toBe('not-ours')
    const after = (await server.call(getConversation, one)).body
    expect(after).toMatchObject({ owner: { kind: 'assistant' }, ownerEpoch: before.ownerEpoch + 2 })
    // The question itself is taken up as the first turn of the new session, and answered once.
    await customer.event('session-started', 2)
    await customer.event('assistant-message')
    expect(answersOf(customer)).toHaveLength(1)
    expect(await runTurn(conversationId)).toBe('nothing-to-do')
    expect(findLogFaults(customer.events)).toEqual([])
  })

  it('is dropped while an agent owns the conversation', async () => {
    const customer = await server.customer(slow)
    const { conversationId } = customer.session
    await customer.say('What are your opening hours?')
    const turn = pausedTurn(conversationId)
    await turn.ready
    const agent = await server.createMember(slow, 'agent')
    const one = { params: { conversationId }, cookie: agent.cookie }
    const { ownerEpoch } = (await server.call(getConversation, one)).body
    await server.call(takeConversation, { ...one, body: { ownerEpoch } })
    turn.go()
    expect(await turn.result).toBe('not-ours')
    await customer.event('owner-changed')
    expect(answersOf(customer)).toEqual([])
  })

  it('goes out once when two processes answer the same turn', async () => {
    const customer = await server.customer(slow)
    const { conversationId } = customer.session
    await customer.say('What are your opening hours?')
    const turns = [pausedTurn(conversationId), pausedTurn(conversationId), pausedTurn(conversationId)]
    await Promise.all(turns.map((turn) => turn.ready))
    for (const turn of turns) turn.go()
    const results = await Promise.all(turns.map((turn) => turn.result))
    expect(results.sort()).toEqual(['not-ours', 'not-ours', 'sent'])
    await customer.event('assistant-message')
    expect(answersOf(customer)).toHaveLength(1)
  })

  it('gives way to a newer message, and one answer covers both', async () => {
    const customer = await server.customer(slow)
    const { conversationId } = customer.session
    const first = await customer.say('What are your opening hours?')
    const turn = pausedTurn(conversationId)
    await turn.ready
    const second = await customer.say('I mean on Sundays, are you open then?')
    turn.go()
    expect(await turn.result).toBe('superseded')
    expect(await runTurn(conversationId, 1)).toBe('sent')
    await customer.event('assistant-message')
    expect(answersOf(customer)).toHaveLength(1)
    const [decision] = await server.database.asOwner<{ input_from: number; input_to: number }>(
      'select input_from, input_to from decisions where conversation_id = $1',
      [conversationId],
    )
    const seqs = [first, second].map((ack) => (ack.type === 'ack' ? ack.seq : 0))
    expect(decision).toEqual({ input_from: seqs[0], input_to: seqs[1] })
  })

  it('gives way at most twice; what came since is the next turn', async () => {
    const customer = await server.customer(slow)
    const { conversationId } = customer.session
    await customer.say('What are your opening hours?')
    for (const supersedes of [0, 1]) {
      const turn = pausedTurn(conversationId, supersedes)
      await turn.ready
      await customer.say(`and ${supersedes}`)
      turn.go()
      expect(await turn.result).toBe('superseded')
    }
    const turn = pausedTurn(conversationId, 2)
    await turn.ready
    await customer.say('How do I renew a borrowed book?')
    turn.go()
    expect(await turn.result).toBe('sent')
    expect(await runTurn(conversationId)).toBe('sent')
    expect(await runTurn(conversationId)).toBe('nothing-to-do')
    await customer.until(() => answersOf(customer).length === 2, 'two answers')
  })
})

describe('a session boundary', () => {
  it('is where the assistant’s memory ends: what was said before is no context', async () => {
    const customer = await server.customer(slow)
    const { conversationId } = customer.session
    await customer.say('What are your opening hours?')
    expect(await runTurn(conversationId)).toBe('sent')
    await customer.say('And on Sundays?')
    const burst = async () => {
      const loaded = await loadTurn(server.database.database, slow.id, conversationId)
      return loaded === undefined ? undefined : readBurst(loaded)
    }
    expect((await burst())?.previous).toEqual(['What are your opening hours?'])
    await customer.send({ type: 'close' })
    await customer.say('And in summer?')
    expect(await burst()).toMatchObject({ messages: ['And in summer?'], previous: [] })
  })
})

describe('the end of a burst', () => {
  const elapsed = (from: ConversationEvent | undefined, to: ConversationEvent) =>
    new Date(to.occurredAt).getTime() - new Date(from?.occurredAt ?? 0).getTime()

  async function tenantWith(settle: PolicyDocument['settle']) {
    const made = await server.createTenant({ settle })
    await server.teach(made, libraryEntries)
    return made
  }

  /** Types on and on until it has come. */
  async function typingUntil<T>(customer: CustomerClient, come: Promise<T>): Promise<T> {
    const type = () => customer.sendRaw({ type: 'typing', on: true })
    type()
    const again = setInterval(type, 250)
    return come.finally(() => clearInterval(again))
  }

  it('waits while the customer types, but no longer than the policy says', async () => {
    const customer = await server.customer(await tenantWith({ quietMs: 800, longestMs: 2_000 }))
    await customer.say('What are your opening hours?')
    // It comes although they still type.
    const answer = await typingUntil(customer, customer.event('assistant-message'))
    const message = customer.events.find((event) => event.type === 'customer-message')
    expect(elapsed(message, answer)).toBeGreaterThanOrEqual(1_900)
  })

  it('comes soon after the customer stops typing', async () => {
    const quick = await tenantWith({ quietMs: 300, longestMs: 20_000 })
    // A busy machine may be slow once, not each time.
    let soonest = Number.POSITIVE_INFINITY
    for (let attempt = 0; attempt < 6 && soonest >= 2_500; attempt += 1) {
      const customer = await server.customer(quick)
      await customer.say('What are your opening hours?')
      customer.sendRaw({ type: 'typing', on: true })
      customer.sendRaw({ type: 'typing', on: false })
      const answer = await customer.event('assistant-message')
      soonest = Math.min(soonest, elapsed(customer.events[1], answer))
    }
    expect(soonest).toBeLessThan(2_500)
  })

  it('does not come between the end of typing and the message that was typed', async () => {
    const quick = await tenantWith({ quietMs: 1_000, longestMs: 20_000 })
    const customer = await server.customer(quick)
    const other = await server.customer(quick)
    await customer.say('hello, tell me please')
    // Somebody else's answer says that the quiet time has passed.
    await typingUntil(customer, other.ask('What are your opening hours?'))
    customer.sendRaw({ type: 'typing', on: false })
    await other.say('thanks')
    await customer.say('What are your opening hours?')
    await customer.event('assistant-message')
    await customer.ask('How high is the overdue fine?')
    expect(answersOf(customer)).toHaveLength(2)
  })

  it('is not waited for by whoever wants a person, in either language, typed or tapped', async () => {
    for (const text of ['I want to talk to a human', '转人工', undefined]) {
      const customer = await server.customer(slow)
      const ack = text === undefined ? customer.send({ type: 'human' }) : customer.say(text)
      await ack
      const reply = await customer.event('assistant-message')
      expect(reply.body.kind).toBe('handover')
      // A turn of this tenant waits for ten seconds.
      expect(elapsed(customer.events[1], reply)).toBeLessThan(9_000)
    }
  })

  it('takes "a person, please" in the middle of a burst before anything else', async () => {
    const customer = await server.customer(slow)
    await customer.say('What are your opening hours?')
    await customer.say('转人工')
    const reply = await customer.event('assistant-message')
    expect(reply.body.kind).toBe('handover')
    expect(answersOf(customer)).toHaveLength(1)
  })
})

describe('options', () => {
  const offering = { key: 'default', categories: [], threshold: 1, offerThreshold: 0, offerCount: 3 }
  let unsure: TestTenant

  beforeAll(async () => {
    unsure = await server.createTenant({ scenes: [offering] })
    await server.teach(unsure, libraryEntries)
  })

  function optionsOf(event: ConversationEvent) {
    if (event.type !== 'assistant-message') return []
    return event.body.parts.flatMap((part) => (part.type === 'choice' ? part.options : []))
  }

  it('are answered by a click, which is kept as a label', async () => {
    const customer = await server.customer(unsure)
    const offered = await customer.ask('something about my card')
    expect(offered.body.kind).toBe('options')
    const options = optionsOf(offered)
    expect(options.at(-1)).toMatchObject({ id: 'human', action: 'human' })
    const picked = options.find((option) => option.label.includes('lost my reader card'))
    await customer.send({ type: 'choice', ofSeq: offered.seq, optionId: picked?.id ?? '' })
    const answer = await customer.event('assistant-message', offered.seq)
    expect(answer.body.kind).toBe('answer')
    expect(plainText(answer.body.parts)).toContain('Block the card')
    const labels = await server.database.asOwner(
      'select seq, kind, entry_id from labels where conversation_id = $1',
      [customer.session.conversationId],
    )
    expect(labels).toEqual([{ seq: offered.seq, kind: 'choice', entry_id: picked?.id }])
  })

  it('go to people when none of them fits', async () => {
    const customer = await server.customer(unsure)
    const offered = await customer.ask('something about my card')
    await customer.send({ type: 'choice', ofSeq: offered.seq, optionId: 'human' })
    const reply = await customer.event('owner-changed')
    expect(reply.body).toMatchObject({ to: { kind: 'queue' }, reason: 'option-declined' })
  })

  it('are offered at most twice in a row, then people take over', async () => {
    const customer = await server.customer(unsure)
    const kinds: string[] = []
    for (const text of ['my card', 'my card please', 'it is about my card'])
      kinds.push((await customer.ask(text)).body.kind)
    expect(kinds).toEqual(['options', 'options', 'handover'])
  })

  it('that were never offered cannot be chosen', async () => {
    const customer = await server.customer(unsure)
    const offered = await customer.ask('something about my card')
    const wrong = await customer.send({ type: 'choice', ofSeq: offered.seq, optionId: randomUUID() })
    expect(wrong).toMatchObject({ type: 'error', code: 'message/option-unknown' })
    for (const ofSeq of [1, 2, 9_999]) {
      const answer = await customer.send({ type: 'choice', ofSeq, optionId: 'human' })
      expect(answer).toMatchObject({ type: 'error', code: 'message/not-found' })
    }
    const stranger = await server.startSession(unsure)
    const choice = { type: 'choice', clientId: randomUUID(), ofSeq: offered.seq, optionId: 'human' }
    const answer = await server.call(sendWebChatFrame, { bearer: stranger.token, body: choice })
    expect(answer.body).toMatchObject({ error: { code: 'message/not-found' } })
  })
})

describe('feedback', () => {
  it('is kept as a label of the answer it is about', async () => {
    const customer = await server.customer(tenant)
    const answer = await customer.ask('What are your opening hours?')
    await customer.send({ type: 'feedback', ofSeq: answer.seq, solved: true })
    await customer.event('feedback-given')
    const [label] = await server.database.asOwner<{ kind: string; key: string }>(
      'select l.kind, e.key from labels l join entries e on e.id = l.entry_id where l.conversation_id = $1',
      [customer.session.conversationId],
    )
    expect(label).toEqual({ kind: 'solved', key: 'opening-hours' })
    const nothing = await customer.send({ type: 'feedback', ofSeq: 2, solved: true })
    expect(nothing).toMatchObject({ code: 'message/not-found' })
  })
})
