import { sql } from 'kysely'
import {
  type ConversationEvent,
  type CustomerServerFrame,
  customerFrame,
  customerVisibleEvents,
  messageTextLimit,
} from '../../../contract/index.ts'
import { type Committed, type Queue, readEvents, statusOf } from '../../conversations/index.ts'
import { ApiError, type CustomerCaller, unfitValueError } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { correlated, type Log } from '../../platform/log/index.ts'
import type { Socket, SocketServer } from '../../platform/realtime/index.ts'
import { refuseForeignPage } from '../channels.ts'
import type { CustomerTokens } from './customer-tokens.ts'
import { presentToCustomer } from './present-to-customer.ts'
import { type ReceiveDependencies, receiveFrame, type WritingFrame } from './receive-frame.ts'
import { Allowance, addressOf, OpenCount } from './socket-limits.ts'

export interface CustomerSocketsOptions extends ReceiveDependencies {
  sockets: SocketServer
  tokens: CustomerTokens
  queue: Queue
  serverLog: Log
  ownOrigins: readonly string[]
  trustProxy: boolean
}

interface Connection {
  socket: Socket
  caller: CustomerCaller
  /** Up to here the log has been gone through for this client. */
  lastSent: number
  /** The last event it was shown; less than `lastSent` where something was not for the customer. */
  lastShown: number
  pulling: boolean
  pullAgain: boolean
  /** What the client was last told about the queue, as JSON. */
  queueTold: string
  inQueue: boolean
  /** What this client last said it has seen; said again it costs nothing. */
  readSeq: number
  /** The conversation is somebody else's now, and its token opens it no more. */
  endsAt?: Date
}

const mostEventsAtOnce = 200
const catchUpMs = 1_000
const queueDebounceMs = 150
const queuePollMs = 10_000
const helloWithinMs = 10_000
/** Who has just proven who they are comes back with the token of that, which may be on its way for a while. */
const handOverMs = 60_000
/** Frames a connection may have in work; more is a client that does not wait for acknowledgements. */
const mostInWork = 64
/** Sockets of one address that have not said who they are. */
const mostStrangers = 1_000
/** An address may keep as many sockets of a channel open as it may start sessions in so many minutes. */
const minutesOfSessions = 5
const mostOfTenant = 20_000
const tooMany = 4429

/** Serves customers' sockets: frames in, events out in order and without gaps, from wherever the client left off. */
export function serveCustomerSockets(options: CustomerSocketsOptions): { close(): void } {
  const { sockets, database, log, signals, queue, clock, serverLog } = options
  const connections = new Map<string, Set<Connection>>()
  const open = new OpenCount()
  const waitingTenants = new Map<string, NodeJS.Timeout>()

  sockets.at('/api/v1/web-chat/socket', accept)

  function accept(socket: Socket): void {
    let connection: Connection | undefined
    let greeting: Promise<Connection> | undefined
    let inWork = 0
    let closed = false
    const held: (() => void)[] = []
    /** Counts this socket among others until it closes; refuses it where there are as many as may be. */
    const hold = (key: string, most: number) => {
      const release = open.take(key, most)
      if (release === undefined) throw new ApiError('request/rate-limited', { retryAfterSeconds: 30 })
      held.push(release)
      // It went while it was looked at.
      if (closed) release()
      return release
    }
    // Typing is dropped without a word, and so are pings; frames that are wrong again and again cost the connection.
    const typing = new Allowance(20, 10)
    const pings = new Allowance(20, 5)
    const failures = new Allowance(1_000, 10)
    const impatience = setTimeout(() => socket.close(4408, 'no hello'), helloWithinMs)
    const fail = (error: unknown, clientId?: string) => {
      const expected = error instanceof ApiError ? error : unfitValueError(error)
      const known = expected ?? new ApiError('server/unavailable')
      if (expected === undefined) serverLog.warn({ err: error }, 'a customer frame failed')
      const { code, parameters, message } = known
      const frame: CustomerServerFrame = { type: 'error', code, message, parameters: { ...parameters } }
      socket.send(clientId === undefined ? frame : { ...frame, clientId })
      if (code === 'customer/token-invalid' || code === 'channel/origin-not-allowed') socket.close(4401, code)
      else if (!failures.take(clock.now().getTime())) socket.close(tooMany, 'too many frames')
    }
    socket.onClose = () => {
      closed = true
      clearTimeout(impatience)
      for (const release of held) release()
      if (connection !== undefined) remove(connection)
    }
    const address = addressOf(socket.request, options.trustProxy)
    let known: () => void
    try {
      known = hold(`stranger ${address}`, mostStrangers)
    } catch {
      clearTimeout(impatience)
      socket.close(tooMany, 'too many connections')
      return
    }
    socket.onFrame = (text) => {
      if (!socket.open) return
      const frame = readFrame(text)
      if (frame instanceof ApiError) return fail(frame, readClientId(text))
      if (frame.type === 'ping') {
        if (pings.take(clock.now().getTime())) socket.send({ type: 'pong' })
        return
      }
      if (frame.type === 'hello') {
        // One hello counts: two at once would deliver everything twice.
        if (greeting !== undefined) return
        greeting = hello(socket, frame.token, frame.after, ({ tenantId, channelId }, most) => {
          hold(`tenant ${tenantId}`, mostOfTenant)
          hold(`channel ${channelId} ${address}`, most)
        })
        greeting.then(
          (made) => {
            clearTimeout(impatience)
            known()
            connection = made
          },
          (error: unknown) => {
            greeting = undefined
            // All but its place among the strangers, which it is again.
            for (const release of held.splice(1)) release()
            fail(error)
            // Whoever is one too many is not asked to try again on this connection.
            if (error instanceof ApiError && error.code === 'request/rate-limited')
              socket.close(tooMany, 'too many connections')
          },
        )
        return
      }
      if (greeting === undefined) return fail(new ApiError('customer/token-invalid'))
      if (frame.type === 'typing' || frame.type === 'read') {
        // Of passing interest: what comes while the token is being checked is not worth keeping.
        if (connection === undefined) return
        if (frame.type === 'read') markRead(connection, frame.seq)
        else if (typing.take(clock.now().getTime())) passTyping(connection, frame.on)
        return
      }
      if (inWork >= mostInWork)
        return fail(new ApiError('request/rate-limited', { retryAfterSeconds: 1 }), frame.clientId)
      inWork += 1
      const greeted = greeting
      correlated(newId(), () => receive(greeted, frame)).finally(() => {
        inWork -= 1
      })
    }
    async function receive(greeted: Promise<Connection>, frame: WritingFrame): Promise<void> {
      let caller: CustomerCaller
      try {
        caller = (await greeted).caller
      } catch {
        // The hello itself has been answered with the reason.
        return
      }
      try {
        const seq = await receiveFrame(options, caller, frame)
        socket.send({ type: 'ack', clientId: frame.clientId, seq })
      } catch (error) {
        fail(error, frame.clientId)
      }
    }
  }

  async function hello(
    socket: Socket,
    token: string,
    after: number,
    admit: (caller: CustomerCaller, mostOfAddress: number) => void,
  ): Promise<Connection> {
    const caller = await options.tokens.verify(token)
    const channel = await options.channels.byId(caller.tenantId, caller.channelId)
    refuseForeignPage(channel, socket.request.headers, options.ownOrigins)
    admit(caller, channel.settings.limits.sessionsPerMinute * minutesOfSessions)
    const row = await database.tenant(caller.tenantId, (transaction) =>
      transaction
        .selectFrom('conversations')
        .select((expression) => [
          'owner_kind',
          'state',
          'agent_read_seq',
          // The end of the log as far as it is the customer's.
          expression
            .selectFrom('conversation_events')
            .select('seq')
            .whereRef('conversation_events.tenant_id', '=', 'conversations.tenant_id')
            .whereRef('conversation_events.conversation_id', '=', 'conversations.id')
            .where('type', 'in', [...customerVisibleEvents])
            .orderBy('seq', 'desc')
            .limit(1)
            .as('end'),
        ])
        .where('id', '=', caller.conversationId)
        .where('customer_id', '=', caller.customerId)
        .executeTakeFirst(),
    )
    if (row === undefined) throw new ApiError('customer/token-invalid')
    const status =
      row.owner_kind === 'queue' ? await queue.status(caller.tenantId, caller.conversationId) : undefined
    const end = row.end ?? 0
    // A client that asks for all gets the newest stretch; one that claims to be ahead of the log begins anew.
    const from = after > end ? 0 : Math.max(after, after === 0 ? end - mostEventsAtOnce : 0)
    const connection: Connection = {
      socket,
      caller,
      lastSent: from,
      lastShown: from,
      pulling: false,
      pullAgain: false,
      queueTold: JSON.stringify(status),
      inQueue: row.owner_kind === 'queue',
      readSeq: 0,
    }
    const set = connections.get(caller.conversationId) ?? new Set()
    set.add(connection)
    connections.set(caller.conversationId, set)
    socket.send({
      type: 'ready',
      conversationId: caller.conversationId,
      lastSeq: end,
      owner: row.owner_kind,
      closed: row.state === 'closed',
      ...(status === undefined ? {} : { queue: status }),
      readSeq: row.agent_read_seq,
    })
    if (!socket.open) remove(connection)
    const writing = signals.writingIn(caller.conversationId)
    if (writing !== undefined && row.owner_kind === 'assistant') {
      socket.send({ type: 'typing', by: 'assistant', on: true })
      socket.send({ type: 'writing', ...writing })
    }
    pull(connection)
    return connection
  }

  function remove(connection: Connection): void {
    const set = connections.get(connection.caller.conversationId)
    set?.delete(connection)
    if (set?.size === 0) connections.delete(connection.caller.conversationId)
  }

  function passTyping({ caller: { tenantId, conversationId } }: Connection, on: boolean): void {
    signals.send({ tenantId, conversationId, by: 'customer', typing: on })
  }

  function markRead(connection: Connection, upTo: number): void {
    const { tenantId, conversationId } = connection.caller
    const seq = Math.min(upTo, connection.lastShown)
    if (seq <= connection.readSeq) return
    connection.readSeq = seq
    database
      .tenant(tenantId, (transaction) =>
        transaction
          .updateTable('conversations')
          .set({ customer_read_seq: seq })
          .where('id', '=', conversationId)
          .where('customer_read_seq', '<', seq)
          .executeTakeFirst(),
      )
      .then((result) => {
        if (result.numUpdatedRows > 0n)
          signals.send({ tenantId, conversationId, by: 'customer', readSeq: seq })
      })
      .catch((error: unknown) => serverLog.debug({ err: error }, 'a read mark was lost'))
  }

  function send(connection: Connection, event: ConversationEvent): void {
    connection.lastSent = event.seq
    // Whoever wrote it, and however it came here.
    if (event.type === 'owner-changed' || event.type === 'conversation-closed') {
      connection.inQueue = event.type === 'owner-changed' && event.body.to.kind === 'queue'
      refreshQueueSoon(connection.caller.tenantId)
    }
    if (event.type === 'tool-proved' && event.actor.id !== connection.caller.customerId)
      connection.endsAt ??= new Date(clock.now().getTime() + handOverMs)
    const shown = presentToCustomer(event)
    if (shown === undefined) return
    const after = connection.lastShown
    connection.lastShown = event.seq
    connection.socket.send({ type: 'event', event: shown, ...(after === event.seq - 1 ? {} : { after }) })
  }

  /** Events straight from the commit where they follow on; else the log is read. */
  function deliver({ conversationId, lastSeq, events, state }: Committed): void {
    const set = connections.get(conversationId)
    if (set === undefined) return
    for (const connection of set) {
      for (const event of events) {
        if (!connection.pulling && event.seq === connection.lastSent + 1) send(connection, event)
      }
      if (connection.lastSent < lastSeq) pull(connection)
      if (state !== undefined) connection.inQueue = state.ownerKind === 'queue' && state.state === 'open'
    }
  }

  function pull(connection: Connection): void {
    if (connection.pulling) {
      connection.pullAgain = true
      return
    }
    connection.pulling = true
    const { tenantId, conversationId } = connection.caller
    readEvents(database, tenantId, conversationId, { after: connection.lastSent, limit: mostEventsAtOnce })
      .then((events) => {
        for (const event of events) send(connection, event)
        if (events.length === mostEventsAtOnce) connection.pullAgain = true
      })
      .catch((error: unknown) =>
        serverLog.debug({ err: error }, 'events could not be read; the next look repeats it'),
      )
      .finally(() => {
        connection.pulling = false
        if (connection.pullAgain && connection.socket.open) {
          connection.pullAgain = false
          pull(connection)
        }
      })
  }

  /** Hints can be lost: once a second this process looks where its conversations stand. */
  async function catchUp(): Promise<void> {
    const watched = [...connections.values()]
      .flatMap((set) => [...set].slice(0, 1))
      .map((connection) => connection.caller)
    for (let start = 0; start < watched.length; start += 2_000) {
      const part = watched.slice(start, start + 2_000)
      const { rows } = await sql<{ tenant_id: string; id: string; last_seq: number }>`
        select * from conversation_positions(${part.map((one) => one.tenantId)}::uuid[], ${part.map((one) => one.conversationId)}::uuid[])
      `.execute(database.unscoped)
      for (const row of rows) {
        for (const connection of connections.get(row.id) ?? [])
          if (connection.lastSent < row.last_seq) pull(connection)
      }
    }
  }

  function refreshQueueSoon(tenantId: string): void {
    if (waitingTenants.has(tenantId)) return
    waitingTenants.set(
      tenantId,
      setTimeout(() => {
        waitingTenants.delete(tenantId)
        refreshQueue(tenantId).catch((error: unknown) =>
          serverLog.debug({ err: error }, 'the queue could not be read'),
        )
      }, queueDebounceMs),
    )
  }

  async function refreshQueue(tenantId: string): Promise<void> {
    const mine = [...connections.values()]
      .flatMap((set) => [...set])
      .filter((connection) => connection.caller.tenantId === tenantId)
    if (!mine.some((connection) => connection.inQueue || connection.queueTold !== undefined)) return
    const standing = await queue.standing(tenantId)
    for (const connection of mine) {
      const position = standing.positions.get(connection.caller.conversationId)
      const expected = position === undefined ? undefined : queue.expectedWaitSeconds(tenantId, position)
      const status = position === undefined ? undefined : statusOf(standing, position, expected)
      connection.inQueue = status !== undefined
      const told = JSON.stringify(status)
      if (told === connection.queueTold) continue
      connection.queueTold = told
      connection.socket.send(status === undefined ? { type: 'queue' } : { type: 'queue', queue: status })
    }
  }

  const stops = [
    queue.dutyChanged.subscribe(refreshQueueSoon),
    log.committed.subscribe(deliver),
    signals.received.subscribe((signal) => {
      if (signal.by === 'customer') return
      for (const connection of connections.get(signal.conversationId) ?? []) {
        if (signal.typing !== undefined)
          connection.socket.send({ type: 'typing', by: signal.by, on: signal.typing })
        if (signal.writing !== undefined) connection.socket.send({ type: 'writing', ...signal.writing })
        if (signal.readSeq !== undefined) connection.socket.send({ type: 'read', seq: signal.readSeq })
      }
    }),
  ]
  let lastQueuePoll = 0
  let looking = false
  const timer = setInterval(() => {
    const now = clock.now().getTime()
    for (const connection of [...connections.values()].flatMap((set) => [...set]))
      if (connection.endsAt !== undefined && connection.endsAt.getTime() <= now)
        connection.socket.close(4401, 'customer/token-invalid')
    if (now - lastQueuePoll > queuePollMs) {
      lastQueuePoll = now
      const tenants = [...connections.values()].flatMap((set) => [...set]).filter((one) => one.inQueue)
      for (const tenantId of new Set(tenants.map((one) => one.caller.tenantId))) refreshQueueSoon(tenantId)
    }
    if (looking || connections.size === 0) return
    looking = true
    catchUp()
      .catch((error: unknown) =>
        serverLog.debug({ err: error }, 'catching up failed; the next look repeats it'),
      )
      .finally(() => {
        looking = false
      })
  }, catchUpMs)
  timer.unref()

  return {
    close() {
      clearInterval(timer)
      for (const stop of stops) stop()
      for (const one of waitingTenants.values()) clearTimeout(one)
    },
  }
}

type ReadFrame = WritingFrame | Exclude<ReturnType<typeof customerFrame.parse>, WritingFrame>

function readFrame(text: string): ReadFrame | ApiError {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return new ApiError('request/not-json')
  }
  const result = customerFrame.safeParse(value)
  if (result.success) return result.data
  if (
    typeof (value as { text?: unknown })?.text === 'string' &&
    (value as { text: string }).text.length > messageTextLimit
  ) {
    return new ApiError('message/too-long', { limit: messageTextLimit })
  }
  const issue = result.error.issues[0]
  return new ApiError('request/invalid', {
    detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown frame'}`.slice(0, 300),
  })
}

function readClientId(text: string): string | undefined {
  return /"clientId"\s*:\s*"([A-Za-z0-9_-]{8,64})"/.exec(text)?.[1]
}
