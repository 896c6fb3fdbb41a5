import { customerVisibleEvents, type EventType } from '../../contract/index.ts'

/** One event as it stands in the log. */
export interface LoggedEvent {
  conversationId: string
  seq: number
  id: string
  type: string
  clientId?: string | undefined
  /** Plain text, where the event is a message. */
  text?: string | undefined
  /** Of an assistant message: its kind, and whether a turn's decision made it. */
  kind?: string | undefined
  decided?: boolean | undefined
  /** Of a change of owner: who owns from here on. */
  owner?: { kind: string; id?: string | undefined } | undefined
}

/** One turn's decision record: which customer messages it answered, and with which event. */
export interface LoggedDecision {
  conversationId: string
  inputFrom: number
  inputTo: number
  replySeq: number
}

/** A conversation's own row. */
export interface LoggedConversation {
  id: string
  state: string
  ownerKind: string
  ownerId?: string | undefined
  lastSeq: number
  lastCustomerSeq: number
  answeredSeq: number
  turnDue: boolean
  queued: boolean
}

/** What one side knows it has sent. `text` is absent where the server words the event itself. */
export interface Sent {
  conversationId: string
  clientId: string
  text?: string | undefined
  /** "Talk to a person" writes nothing where people already have the conversation. */
  idle?: boolean | undefined
  acknowledgedSeq?: number | undefined
}

/** What one customer's client holds at the end. */
export interface ClientRecord {
  conversationId: string
  sent: Sent[]
  /** Events in the order they were taken. */
  applied: { seq: number; id: string }[]
  /** Events that came again, or before one that lies between. */
  disorder: number
  /** Whether the client is connected and has resumed: only then everything must have reached it. */
  connected: boolean
}

export interface Evidence {
  events: LoggedEvent[]
  decisions: LoggedDecision[]
  conversations: LoggedConversation[]
  clients: ClientRecord[]
  agentSent: Sent[]
  /** Conversations an agent asked for, as `conversation agent`. */
  taken: ReadonlySet<string>
}

export interface Verdict {
  lost: number
  duplicated: number
  answeredTwice: number
  talkedOver: number
  unanswered: number
  ownerless: number
  /** One line for each violation, for the person who looks for its cause. */
  findings: string[]
}

type Count = Exclude<keyof Verdict, 'findings'>

/** Compares the log with what each side knows: every violation of a promise is counted once, under its name. */
export function judge(evidence: Evidence): Verdict {
  const verdict: Verdict = {
    lost: 0,
    duplicated: 0,
    answeredTwice: 0,
    talkedOver: 0,
    unanswered: 0,
    ownerless: 0,
    findings: [],
  }
  const find = (count: Count, conversationId: string, what: string) => {
    verdict[count] += 1
    verdict.findings.push(`${count}: ${conversationId} ${what}`)
  }
  const events = groupBy(evidence.events, (event) => event.conversationId)
  const decisions = groupBy(evidence.decisions, (decision) => decision.conversationId)
  const agentSent = groupBy(evidence.agentSent, (sent) => sent.conversationId)
  const clients = groupBy(evidence.clients, (client) => client.conversationId)
  for (const conversation of evidence.conversations) {
    const log = (events.get(conversation.id) ?? []).toSorted((a, b) => a.seq - b.seq)
    const mine = clients.get(conversation.id) ?? []
    const sent = [...mine.flatMap((client) => client.sent), ...(agentSent.get(conversation.id) ?? [])]
    const history = walk(log, decisions.get(conversation.id) ?? [])
    judgeSent(log, sent, history, (count, what) => find(count, conversation.id, what))
    judgeLog(log, sent, mine.length > 0, (count, what) => find(count, conversation.id, what))
    for (const client of mine) judgeClient(client, log, (count, what) => find(count, conversation.id, what))
    judgeAnswers(log, decisions.get(conversation.id) ?? [], history, (count, what) =>
      find(count, conversation.id, what),
    )
    judgeOwner(conversation, log, history, evidence.taken, (what) => find('ownerless', conversation.id, what))
  }
  const known = new Set(evidence.conversations.map((one) => one.id))
  for (const client of evidence.clients)
    if (!known.has(client.conversationId))
      find('lost', client.conversationId, 'the conversation is not there')
  return verdict
}

type Tell = (count: Count, what: string) => void

/** Who owned the conversation after each event, and which customer messages the assistant still owes an answer. */
interface History {
  ownerAfter: Map<number, string>
  owner: { kind: string; id?: string | undefined }
  closed: boolean
  owing: number[]
  talkedOver: number[]
}

function walk(log: readonly LoggedEvent[], decisions: readonly LoggedDecision[]): History {
  const byReply = new Map(decisions.map((decision) => [decision.replySeq, decision]))
  const history: History = {
    ownerAfter: new Map(),
    owner: { kind: 'assistant' },
    closed: false,
    owing: [],
    talkedOver: [],
  }
  for (const event of log) {
    if (event.type === 'session-started') {
      history.owner = { kind: 'assistant' }
      history.closed = false
    } else if (event.type === 'owner-changed' && event.owner !== undefined) {
      history.owner = event.owner
    } else if (event.type === 'conversation-closed') {
      history.owner = { kind: 'assistant' }
      history.closed = true
    } else if (event.type === 'customer-message') {
      history.owing.push(event.seq)
    } else if (event.type === 'assistant-message' && event.decided === true) {
      const answered = byReply.get(event.seq)?.inputTo ?? 0
      history.owing = history.owing.filter((seq) => seq > answered)
      // In a queue that nobody serves the assistant reads on; of an agent's conversation it says nothing.
      if (history.owner.kind === 'agent' || history.closed) history.talkedOver.push(event.seq)
    }
    if (history.owner.kind !== 'assistant' || history.closed) history.owing = []
    history.ownerAfter.set(event.seq, history.closed ? 'closed' : history.owner.kind)
  }
  return history
}

/** What was acknowledged stands in the log, at that place and in those words. */
function judgeSent(log: readonly LoggedEvent[], sent: readonly Sent[], history: History, tell: Tell): void {
  const byClientId = new Map(log.map((event) => [event.clientId, event]))
  for (const one of sent) {
    if (one.acknowledgedSeq === undefined) continue
    const event = byClientId.get(one.clientId)
    if (event === undefined) {
      if (one.idle === true && isWithPeople(log, history, one.acknowledgedSeq)) continue
      const what = one.idle === true ? 'a wish for a person' : one.clientId
      tell('lost', `${what} was acknowledged as ${one.acknowledgedSeq} and is not in the log`)
    } else if (event.seq !== one.acknowledgedSeq || (one.text !== undefined && event.text !== one.text)) {
      tell('lost', `${one.clientId} was acknowledged as ${one.acknowledgedSeq} and reads otherwise`)
    }
  }
}

/**
 * Whether people came to own the conversation at the customer's message with this number or behind it, before the customer's next
 * one: a wish that changes nothing is acknowledged with the last thing the customer said.
 */
function isWithPeople(log: readonly LoggedEvent[], history: History, seq: number): boolean {
  for (const event of log) {
    if (event.seq > seq && event.type === 'customer-message') return false
    if (event.seq >= seq && (history.ownerAfter.get(event.seq) ?? 'assistant') !== 'assistant') return true
  }
  return false
}

/** Sequence numbers without gaps, each event once, and nothing that nobody sent. */
function judgeLog(log: readonly LoggedEvent[], sent: readonly Sent[], watched: boolean, tell: Tell): void {
  const known = new Set(sent.map((one) => one.clientId))
  const clientIds = new Set<string>()
  const ids = new Set<string>()
  let last = 0
  for (const event of log) {
    if (ids.has(event.id) || event.seq === last) tell('duplicated', `event ${event.seq} stands twice`)
    else if (event.seq !== last + 1) tell('lost', `events ${last + 1} to ${event.seq - 1} are missing`)
    ids.add(event.id)
    last = event.seq
    const said = event.type === 'customer-message' || event.type === 'agent-message'
    if (!said || !watched) continue
    if (event.clientId === undefined || !known.has(event.clientId))
      tell('duplicated', `event ${event.seq} was sent by nobody`)
    else if (clientIds.has(event.clientId)) tell('duplicated', `${event.clientId} stands twice`)
    clientIds.add(event.clientId ?? '')
  }
}

/** A connected client holds the whole log as far as it is for customers, in order, each event once. */
function judgeClient(client: ClientRecord, log: readonly LoggedEvent[], tell: Tell): void {
  for (let count = 0; count < client.disorder; count += 1)
    tell('duplicated', 'an event came twice or out of order')
  const bySeq = new Map(log.map((event) => [event.seq, event.id]))
  const taken = new Map<number, string>()
  let last = 0
  for (const { seq, id } of client.applied) {
    if (taken.has(seq)) tell('duplicated', `event ${seq} was taken twice`)
    else if (seq < last) tell('duplicated', `event ${seq} was taken after ${last}`)
    else if (bySeq.get(seq) !== id) tell('lost', `event ${seq} reached the client and is not in the log`)
    taken.set(seq, id)
    last = Math.max(last, seq)
  }
  if (!client.connected) return
  for (const { seq, type } of log)
    if (customerVisibleEvents.has(type as EventType) && !taken.has(seq))
      tell('lost', `event ${seq} never reached the client`)
}

/** Each customer message of the assistant's has exactly one answer. */
function judgeAnswers(
  log: readonly LoggedEvent[],
  decisions: readonly LoggedDecision[],
  history: History,
  tell: Tell,
): void {
  let answered = 0
  for (const decision of decisions.toSorted((a, b) => a.replySeq - b.replySeq)) {
    if (decision.inputFrom <= answered)
      tell('answeredTwice', `messages ${decision.inputFrom} to ${decision.inputTo} were answered before`)
    answered = Math.max(answered, decision.inputTo)
  }
  const replies = new Set(decisions.map((decision) => decision.replySeq))
  for (const event of log)
    if (event.type === 'assistant-message' && event.decided === true && !replies.has(event.seq))
      tell('answeredTwice', `reply ${event.seq} answers no turn of its own`)
  const asked = new Set(log.filter((event) => event.type === 'customer-message').map((event) => event.seq))
  for (const { inputFrom, inputTo, replySeq } of decisions)
    if (!asked.has(inputFrom) || !asked.has(inputTo) || replySeq <= inputTo)
      tell('answeredTwice', `reply ${replySeq} answers what was not asked`)
  for (const seq of history.talkedOver) tell('talkedOver', `reply ${seq} came when others owned it`)
  for (const seq of history.owing) tell('unanswered', `message ${seq} has no reply`)
}

/** The row says what the log says; whoever owns a conversation knows of it; nothing is due for ever. */
function judgeOwner(
  conversation: LoggedConversation,
  log: readonly LoggedEvent[],
  history: History,
  taken: ReadonlySet<string>,
  tell: (what: string) => void,
): void {
  const { ownerKind, ownerId } = conversation
  const lastCustomerSeq = log.findLast((event) => event.type === 'customer-message')?.seq ?? 0
  if (conversation.lastSeq !== (log.at(-1)?.seq ?? 0)) tell('its last sequence number is not that of the log')
  else if (conversation.lastCustomerSeq !== lastCustomerSeq) tell('its last customer message is another')
  else if (ownerKind !== history.owner.kind || ownerId !== history.owner.id)
    tell(`${ownerKind} owns it, the log says ${history.owner.kind}`)
  else if ((conversation.state === 'closed') !== history.closed)
    tell(`it is ${conversation.state} against the log`)
  else if (ownerKind === 'agent' && !taken.has(`${conversation.id} ${ownerId}`))
    tell('its agent never took it')
  else if (conversation.queued !== (ownerKind === 'queue'))
    tell('it stands in the queue and does not, at once')
  else if (conversation.turnDue) tell('a turn is due for ever')
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
