import type { Seen, Sent, Told } from './played.ts'

/** One answered turn as its customer saw it. */
export interface PlayedTurn {
  conversation: number
  conversationId: string
  /** The last customer message that the reply answers. */
  last: Sent
  /** The first one. */
  first: Sent
  reply: Seen
  /** From the last customer message's scheduled time to the reply, without the time the burst was given to settle. */
  latencyMs: number
}

export interface Delivery {
  turns: PlayedTurn[]
  sent: number
  /** Messages without acknowledgement or without reply, and events that were skipped in the sequence. */
  lost: number
  /** Replies to nothing new, and events that came twice. */
  duplicated: number
}

export interface DeliveryContext {
  /** The last sequence number that was seen before. */
  previous?: number | undefined
  /** Which customer messages the reply with this sequence number says it answers; without it, all that waited. */
  answered?: ((replySeq: number) => { from: number; to: number } | undefined) | undefined
}

/** Pairs what a customer sent with what came back, and counts what is missing or too much. */
export function readDelivery(told: Told, { previous = 0, answered }: DeliveryContext = {}): Delivery {
  const delivery: Delivery = { turns: [], sent: told.sent.length, lost: 0, duplicated: 0 }
  const bySeq = new Map<number, Seen>()
  for (const event of told.seen) {
    if (bySeq.has(event.seq) || event.seq <= previous) delivery.duplicated += 1
    else bySeq.set(event.seq, event)
  }
  const events = [...bySeq.values()].sort((one, other) => one.seq - other.seq)
  const hidden = events.reduce((sum, { seq, after }) => sum + (after === undefined ? 0 : seq - 1 - after), 0)
  delivery.lost += Math.max(0, (events.at(-1)?.seq ?? previous) - previous - events.length - hidden)

  const sent = new Map(told.sent.map((one) => [one.clientId, one]))
  const acknowledged = new Set(told.acknowledged.map((one) => one.clientId))
  const inLog = new Set<string>()
  let waiting: { seq: number; sent: Sent }[] = []
  // What is written while people own the conversation is theirs to answer; where none is there the assistant may, once.
  let assistantOwns = true
  let leftToPeople = false
  for (const event of events) {
    if (event.type === 'session-started') assistantOwns = true
    else if (event.type === 'owner-changed') assistantOwns = event.owner === 'assistant'
    else if (event.type === 'customer-message' && event.clientId !== undefined) {
      inLog.add(event.clientId)
      const message = sent.get(event.clientId)
      if (message !== undefined && assistantOwns) waiting.push({ seq: event.seq, sent: message })
      leftToPeople = !assistantOwns
    } else if (event.type === 'assistant-message' && event.kind !== 'notice') {
      const { from, to } = answered?.(event.seq) ?? { from: 0, to: event.seq }
      const burst = waiting.filter(({ seq }) => seq >= from && seq <= to)
      waiting = waiting.filter((one) => !burst.includes(one))
      const last = burst.at(-1)
      if (last === undefined && leftToPeople) leftToPeople = false
      else if (last === undefined) delivery.duplicated += 1
      else delivery.turns.push(turnOf(told, burst[0]?.sent ?? last.sent, last.sent, event))
    }
  }
  const unanswered = new Set(waiting.map((one) => one.sent.clientId))
  for (const { clientId } of told.sent) {
    if (!acknowledged.has(clientId) || !inLog.has(clientId) || unanswered.has(clientId)) delivery.lost += 1
  }
  return delivery
}

function turnOf(told: Told, first: Sent, last: Sent, reply: Seen): PlayedTurn {
  return {
    conversation: told.conversation,
    conversationId: told.conversationId,
    first,
    last,
    reply,
    latencyMs: reply.at - last.scheduledAt - (reply.settleMs ?? 0),
  }
}

/** All customers' deliveries as one. */
export function sumDeliveries(deliveries: readonly Delivery[]): Delivery {
  const sum: Delivery = { turns: [], sent: 0, lost: 0, duplicated: 0 }
  for (const one of deliveries) {
    for (const turn of one.turns) sum.turns.push(turn)
    sum.sent += one.sent
    sum.lost += one.lost
    sum.duplicated += one.duplicated
  }
  return sum
}

/** What became of one labelled message. */
export interface Judged {
  /** The right entry; undefined where the message belongs to none. */
  gold: string | undefined
  outcome: 'answer' | 'options' | 'handover' | 'small-talk' | 'none'
  entryId?: string | undefined
  /** What the message was taken for, answered or not; known to few benchmarks. */
  first?: string | undefined
  options: readonly string[]
  /** The assistant's own confidence, 0..1. */
  confidence: number
}

/** The figures of one stream, shares as fractions of 1. See bench/README.md for what each divides by. */
export function judge(messages: readonly Judged[]): Record<string, number> {
  const asked = messages.filter((one) => one.gold !== undefined)
  const strangers = messages.filter((one) => one.gold === undefined)
  const answered = messages.filter((one) => one.outcome === 'answer')
  const offered = asked.filter((one) => one.outcome === 'options')
  const isRight = (one: Judged) => one.gold !== undefined && one.entryId === one.gold
  const isOffered = (one: Judged) => one.gold !== undefined && one.options.includes(one.gold)
  const right = answered.filter(isRight).length
  const precision = share(right, answered.length)
  const [low, high] = wilson(right, answered.length)
  const confidence = answered.reduce((sum, one) => sum + one.confidence, 0)
  return {
    Messages: messages.length,
    Coverage: share(asked.filter((one) => one.outcome === 'answer').length, asked.length),
    CoverageOfAll: share(answered.length, messages.length),
    Precision: precision,
    PrecisionLow: low,
    PrecisionHigh: high,
    Offered: share(messages.filter((one) => one.outcome === 'options').length, messages.length),
    OfferedRight: share(offered.filter(isOffered).length, offered.length),
    FirstOrOffered: share(
      asked.filter((one) => (one.outcome === 'answer' ? isRight(one) : isOffered(one))).length,
      asked.length,
    ),
    HandedOver: share(messages.filter((one) => one.outcome === 'handover').length, messages.length),
    SmallTalk: share(messages.filter((one) => one.outcome === 'small-talk').length, messages.length),
    OutOfScopeAnswered: share(strangers.filter((one) => one.outcome === 'answer').length, strangers.length),
    MeanConfidenceMinusPrecision: answered.length === 0 ? 0 : confidence / answered.length - precision,
  }
}

/** Part of a whole as a fraction of 1; 0 of nothing. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

/** Wilson's 95 % interval of a share; everything is possible where nothing was seen. */
export function wilson(part: number, whole: number): [low: number, high: number] {
  if (whole === 0) return [0, 1]
  const z = 1.959964
  const seen = part / whole
  const centre = seen + (z * z) / (2 * whole)
  const spread = z * Math.sqrt((seen * (1 - seen)) / whole + (z * z) / (4 * whole * whole))
  const scale = 1 + (z * z) / whole
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)]
}

/** How many of the items it holds for, as a fraction of 1, with Wilson's 95 %: what sampling the items alone makes of it. */
export function shareFigures<Item>(
  name: string,
  items: readonly Item[],
  holds: (item: Item) => boolean,
): Record<string, number> {
  const part = items.filter(holds).length
  const [low, high] = wilson(part, items.length)
  return { [name]: share(part, items.length), [`${name}Low`]: low, [`${name}High`]: high }
}

/** The value that the given share of all values does not exceed (nearest rank). NaN of nothing. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN
}

/** Puts a stream's name before each of its figures. */
export function named(stream: string, figures: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [stream + name, value]))
}
