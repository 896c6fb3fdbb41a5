import type { ConversationEvent } from '../../contract/index.ts'

/** The server replays at most this many events to a client that has none. */
export const replayLimit = 200

/** Which events of the conversation have been taken, strictly in the order of their sequence numbers. */
export interface Ordering {
  /** The last contiguous sequence number taken: where to resume. */
  readonly last: number
  /** Events that came too early, by rising sequence number. */
  readonly held: readonly Held[]
}

interface Held {
  readonly seq: number
  /** The one it follows on directly. */
  readonly after: number
  readonly event: ConversationEvent
}

export interface Received {
  readonly ordering: Ordering
  /** Events to apply now, in order. */
  readonly applied: readonly ConversationEvent[]
}

export const emptyOrdering: Ordering = { last: 0, held: [] }

/** Takes one event, which follows on `after`: known ones are ignored, early ones are held until the gap before them is filled. */
export function receive(ordering: Ordering, event: ConversationEvent, after = event.seq - 1): Received {
  const known = event.seq <= ordering.last || ordering.held.some((held) => held.seq === event.seq)
  if (known) return { ordering, applied: [] }
  const held = [...ordering.held, { seq: event.seq, after, event }].sort(
    (left, right) => left.seq - right.seq,
  )
  return drain({ last: ordering.last, held })
}

/** A client without events starts where the server’s replay starts. `lastSeq` is that of the `ready` frame. */
export function startReplay(ordering: Ordering, lastSeq: number): Received {
  const last = ordering.last === 0 ? Math.max(0, lastSeq - replayLimit) : ordering.last
  return drain({ ...ordering, last })
}

/** Goes on behind a gap that a resume did not fill: the server has nothing there for this client. */
export function skipGap(ordering: Ordering): Received {
  const first = ordering.held[0]
  return first === undefined ? { ordering, applied: [] } : drain({ ...ordering, last: first.after })
}

function drain(ordering: Ordering): Received {
  const applied: ConversationEvent[] = []
  let { last } = ordering
  const held = ordering.held.filter(({ seq, after, event }) => {
    if (seq <= last) return false
    if (after > last) return true
    last = seq
    applied.push(event)
    return false
  })
  return { ordering: { last, held }, applied }
}
