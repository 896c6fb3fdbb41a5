import { describe, expect, it } from 'vitest'
import { type Evidence, judge, type LoggedEvent, type Verdict } from './judge.ts'

const conversationId = 'c1'
const agent = 'a1'

function message(seq: number, clientId: string, text = `text of ${clientId}`): LoggedEvent {
  return { conversationId, seq, id: `e${seq}`, type: 'customer-message', clientId, text }
}

function reply(seq: number): LoggedEvent {
  return { conversationId, seq, id: `e${seq}`, type: 'assistant-message', kind: 'answer', decided: true }
}

function owned(seq: number, kind: string, id?: string): LoggedEvent {
  return { conversationId, seq, id: `e${seq}`, type: 'owner-changed', owner: { kind, id } }
}

/**
 * A conversation in which everything is as it has to be: two messages answered as one turn, a third handed over, an agent
 * who takes it and answers, and a customer who goes on with the agent.
 */
function whole(): Evidence {
  const events: LoggedEvent[] = [
    { conversationId, seq: 1, id: 'e1', type: 'session-started' },
    message(2, 'm1'),
    message(3, 'm2'),
    reply(4),
    message(5, 'm3'),
    reply(6),
    owned(7, 'queue'),
    owned(8, 'agent', agent),
    { conversationId, seq: 9, id: 'e9', type: 'agent-message', clientId: 's1', text: 'hello' },
    message(10, 'm4'),
  ]
  return {
    events,
    decisions: [
      { conversationId, inputFrom: 2, inputTo: 3, replySeq: 4 },
      { conversationId, inputFrom: 5, inputTo: 5, replySeq: 6 },
    ],
    conversations: [
      {
        id: conversationId,
        state: 'open',
        ownerKind: 'agent',
        ownerId: agent,
        lastSeq: 10,
        lastCustomerSeq: 10,
        answeredSeq: 10,
        turnDue: false,
        queued: false,
      },
    ],
    clients: [
      {
        conversationId,
        sent: [
          { conversationId, clientId: 'm1', text: 'text of m1', acknowledgedSeq: 2 },
          { conversationId, clientId: 'm2', text: 'text of m2', acknowledgedSeq: 3 },
          { conversationId, clientId: 'm3', text: 'text of m3', acknowledgedSeq: 5 },
          { conversationId, clientId: 'm4', text: 'text of m4', acknowledgedSeq: 10 },
        ],
        applied: events.map(({ seq, id }) => ({ seq, id })),
        disorder: 0,
        connected: true,
      },
    ],
    agentSent: [{ conversationId, clientId: 's1', text: 'hello', acknowledgedSeq: 9 }],
    taken: new Set([`${conversationId} ${agent}`]),
  }
}

/** The verdict on the whole conversation after something was done to it; only counts that are not 0. */
function verdictAfter(harm: (evidence: Evidence) => void): Partial<Verdict> {
  const evidence = whole()
  harm(evidence)
  const { findings, ...counts } = judge(evidence)
  expect(findings).toHaveLength(Object.values(counts).reduce((sum, count) => sum + count, 0))
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

function first<Item>(items: Item[], index = 0): Item {
  return items[index] as Item
}

describe('the judge of durability', () => {
  it('finds nothing where everything is right', () => {
    expect(verdictAfter(() => undefined)).toEqual({})
  })

  describe('lost', () => {
    it('counts what was acknowledged and is not in the log', () => {
      const harm = (evidence: Evidence) =>
        first(evidence.clients).sent.push({ conversationId, clientId: 'm5', text: 'x', acknowledgedSeq: 1 })
      expect(verdictAfter(harm)).toEqual({ lost: 1 })
    })

    it("counts an agent's message that was acknowledged and is not in the log", () => {
      const harm = (evidence: Evidence) =>
        evidence.agentSent.push({ conversationId, clientId: 's2', text: 'x', acknowledgedSeq: 11 })
      expect(verdictAfter(harm)).toEqual({ lost: 1 })
    })

    it('counts what reads otherwise than it was sent', () => {
      expect(
        verdictAfter((evidence) => Object.assign(first(evidence.events, 1), { text: 'another' })),
      ).toEqual({
        lost: 1,
      })
    })

    it('counts what never reached a connected client, and excuses one that is away', () => {
      expect(verdictAfter((evidence) => first(evidence.clients).applied.pop())).toEqual({ lost: 1 })
      const away = (evidence: Evidence) => {
        first(evidence.clients).applied.pop()
        first(evidence.clients).connected = false
      }
      expect(verdictAfter(away)).toEqual({})
    })

    it('counts an event that a client has and the log has not', () => {
      const harm = (evidence: Evidence) =>
        Object.assign(first(first(evidence.clients).applied), { id: 'other' })
      expect(verdictAfter(harm)).toEqual({ lost: 1 })
    })

    it('counts a conversation that is gone', () => {
      const harm = (evidence: Evidence) =>
        evidence.clients.push({ ...first(evidence.clients), conversationId: 'c2' })
      expect(verdictAfter(harm)).toEqual({ lost: 1 })
    })

    it('excuses the wish for a person that people already have', () => {
      const idle = { conversationId, clientId: 'h1', idle: true }
      const having = (acknowledgedSeq: number) => (evidence: Evidence) =>
        first(evidence.clients).sent.push({ ...idle, acknowledgedSeq })
      expect(verdictAfter(having(8))).toEqual({})
      // Said while the message before it was handed over.
      expect(verdictAfter(having(5))).toEqual({})
      expect(verdictAfter(having(3))).toEqual({ lost: 1 })
      expect(verdictAfter(having(4))).toEqual({ lost: 1 })
    })
  })

  describe('duplicated', () => {
    it('counts a client id that stands twice', () => {
      const harm = (evidence: Evidence) => {
        evidence.events.push({ ...message(11, 'm4'), id: 'e11' })
        first(evidence.clients).applied.push({ seq: 11, id: 'e11' })
        first(evidence.clients).sent[3] = {
          conversationId,
          clientId: 'm4',
          text: 'text of m4',
          acknowledgedSeq: 11,
        }
        Object.assign(first(evidence.conversations), { lastSeq: 11, lastCustomerSeq: 11 })
      }
      expect(verdictAfter(harm)).toEqual({ duplicated: 1 })
    })

    it('counts a message that nobody sent', () => {
      const harm = (evidence: Evidence) => Object.assign(first(evidence.events, 8), { clientId: undefined })
      expect(verdictAfter(harm)).toMatchObject({ duplicated: 1 })
    })

    it('counts an event taken twice, taken late, or out of order on the wire', () => {
      const twice = (evidence: Evidence) => first(evidence.clients).applied.push({ seq: 10, id: 'e10' })
      expect(verdictAfter(twice)).toEqual({ duplicated: 1 })
      const late = (evidence: Evidence) => {
        const { applied } = first(evidence.clients)
        applied.push(...applied.splice(3, 1))
      }
      expect(verdictAfter(late)).toEqual({ duplicated: 1 })
      const wire = (evidence: Evidence) => Object.assign(first(evidence.clients), { disorder: 2 })
      expect(verdictAfter(wire)).toEqual({ duplicated: 2 })
    })
  })

  describe('answeredTwice', () => {
    it('counts decisions whose inputs overlap', () => {
      const harm = (evidence: Evidence) => Object.assign(first(evidence.decisions, 1), { inputFrom: 3 })
      expect(verdictAfter(harm)).toEqual({ answeredTwice: 1 })
    })

    it('counts a reply without a turn of its own', () => {
      const harm = (evidence: Evidence) => evidence.decisions.pop()
      expect(verdictAfter(harm)).toMatchObject({ answeredTwice: 1 })
    })

    it('counts a reply to what was not asked', () => {
      const harm = (evidence: Evidence) => Object.assign(first(evidence.decisions), { inputFrom: 1 })
      expect(verdictAfter(harm)).toEqual({ answeredTwice: 1 })
    })
  })

  it('counts a reply of the assistant where an agent owns the conversation as talking over', () => {
    const harm = (evidence: Evidence) => {
      evidence.events.push(reply(11))
      evidence.decisions.push({ conversationId, inputFrom: 10, inputTo: 10, replySeq: 11 })
      first(evidence.clients).applied.push({ seq: 11, id: 'e11' })
      first(evidence.conversations).lastSeq = 11
    }
    expect(verdictAfter(harm)).toEqual({ talkedOver: 1 })
  })

  it('lets the assistant read on in a queue that nobody serves, and keep what no customer is shown', () => {
    const asked = (evidence: Evidence) => {
      const [before, behind] = [evidence.events.slice(0, 7), evidence.events.slice(7)]
      const kept: LoggedEvent = { conversationId, seq: 9, id: 'k9', type: 'meanwhile-noted', decided: true }
      const moved = behind.map((event) => ({ ...event, seq: event.seq + 3 }))
      evidence.events = [
        ...before,
        { ...message(8, 'm5'), id: 'm8' },
        kept,
        { ...reply(10), id: 'r10' },
        ...moved,
      ]
      evidence.decisions.push({ conversationId, inputFrom: 8, inputTo: 8, replySeq: 9 })
      Object.assign(first(evidence.conversations), { lastSeq: 13, lastCustomerSeq: 13, answeredSeq: 13 })
      const client = first(evidence.clients)
      client.sent = client.sent.map((one) => (one.clientId === 'm4' ? { ...one, acknowledgedSeq: 13 } : one))
      client.sent.push({ conversationId, clientId: 'm5', text: 'text of m5', acknowledgedSeq: 8 })
      client.applied = evidence.events.flatMap(({ seq, id, type }) =>
        type === 'meanwhile-noted' ? [] : [{ seq, id }],
      )
      for (const one of evidence.agentSent) one.acknowledgedSeq = 12
    }
    // The notice itself is no reply of a turn.
    const noticed = (evidence: Evidence) => {
      asked(evidence)
      Object.assign(first(evidence.events, 9), { kind: 'notice', decided: false })
    }
    expect(verdictAfter(noticed)).toEqual({})
    // A second answer to the same.
    expect(verdictAfter(asked)).toEqual({ answeredTwice: 1 })
  })

  it('counts each message that the assistant owes an answer', () => {
    const harm = (evidence: Evidence) => {
      evidence.events = evidence.events.slice(0, 5)
      evidence.decisions.pop()
      evidence.agentSent = []
      const client = first(evidence.clients)
      client.applied = client.applied.slice(0, 5)
      client.sent = client.sent.slice(0, 3)
      Object.assign(first(evidence.conversations), {
        ownerKind: 'assistant',
        ownerId: undefined,
        lastSeq: 5,
        lastCustomerSeq: 5,
      })
    }
    expect(verdictAfter(harm)).toEqual({ unanswered: 1 })
  })

  describe('ownerless', () => {
    const row = (change: Partial<Evidence['conversations'][number]>) =>
      verdictAfter((evidence) => Object.assign(first(evidence.conversations), change))

    it('counts a row that says otherwise than the log', () => {
      expect(row({ ownerKind: 'assistant', ownerId: undefined })).toEqual({ ownerless: 1 })
      expect(row({ ownerId: 'a2' })).toEqual({ ownerless: 1 })
      expect(row({ state: 'closed' })).toEqual({ ownerless: 1 })
      expect(row({ lastSeq: 9 })).toEqual({ ownerless: 1 })
      expect(row({ lastCustomerSeq: 5 })).toEqual({ ownerless: 1 })
      expect(row({ queued: true })).toEqual({ ownerless: 1 })
    })

    it('counts a turn that is due for ever', () => {
      expect(row({ turnDue: true })).toEqual({ ownerless: 1 })
    })

    it('counts an agent who never took it', () => {
      expect(verdictAfter((evidence) => Object.assign(evidence, { taken: new Set() }))).toEqual({
        ownerless: 1,
      })
    })
  })
})
