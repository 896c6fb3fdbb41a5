import type { IncomingMessage } from 'node:http'
import { type ConsoleServerFrame, type ConversationId, consoleFrame } from '../../contract/index.ts'
import { accessConversation, type ConversationLog, type Queue, type Signals } from '../conversations/index.ts'
import type { Knowledge } from '../knowledge/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { Topic } from '../platform/events/index.ts'
import { type Caller, isOwnOrigin, type MemberCaller } from '../platform/http/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Socket, SocketServer } from '../platform/realtime/index.ts'
import type { Members, SessionChanges } from '../tenants/index.ts'
import { markRead } from './mark-read.ts'
import { pushCounts } from './push-counts.ts'
import { openViewers } from './viewers.ts'

export interface ConsoleSocketsOptions {
  sockets: SocketServer
  database: Database
  log: ConversationLog
  signals: Signals
  knowledge: Knowledge
  members: Members
  sessionChanges: SessionChanges
  queue: Queue
  serverLog: Log
  ownOrigins: readonly string[]
  /** Drafts that wait for approval have come or gone. */
  reviewsChanged: Topic<string>
  authenticate(request: IncomingMessage): Promise<Caller>
}

interface Connection {
  socket: Socket
  caller: MemberCaller
  watching: Set<string>
}

const presenceEveryMs = 20_000
const mostWatched = 50
const recheckEveryMs = 30_000

/** Serves the console's sockets: hints that something changed, presence, typing. Content is fetched over HTTP. */
export function serveConsoleSockets(options: ConsoleSocketsOptions): { close(): void } {
  const { sockets, log, signals, knowledge, members, serverLog, database } = options
  const tenants = new Map<string, Set<Connection>>()
  const callers = new WeakMap<IncomingMessage, MemberCaller>()
  const counts = pushCounts(options)

  sockets.at('/api/v1/realtime', accept, async (request) => {
    // A socket carries the cookie from any page: only the console's own pages may open it.
    if (isOwnOrigin(request.headers, options.ownOrigins) === false) return 403
    const caller = await options.authenticate(request).catch(() => undefined)
    if (caller?.kind !== 'member') return 401
    if (!caller.permissions.has('conversations:read')) return 403
    callers.set(request, caller)
    return undefined
  })

  function accept(socket: Socket): void {
    const caller = callers.get(socket.request)
    if (caller === undefined) {
      socket.close(4401, 'sign-in/required')
      return
    }
    const connection: Connection = { socket, caller, watching: new Set() }
    const set = tenants.get(caller.tenantId) ?? new Set()
    set.add(connection)
    tenants.set(caller.tenantId, set)
    const stopCounts = counts.listen(caller.tenantId, caller.memberId, (now) =>
      send(connection, { type: 'counts', counts: now }),
    )
    socket.onClose = () => {
      stopCounts()
      set.delete(connection)
      for (const conversationId of connection.watching) viewers.left(connection, conversationId)
      if (set.size === 0) tenants.delete(caller.tenantId)
    }
    // One after the other: what is left at once was not looked up too late to be left.
    let before = Promise.resolve()
    socket.onFrame = (text) => {
      before = before
        .then(() => receive(connection, text))
        .catch((error: unknown) => serverLog.debug({ err: error }, 'a console frame failed'))
    }
    members.seen(caller.tenantId, caller.memberId).then(
      (presence) => send(connection, { type: 'ready', presence }),
      () => send(connection, { type: 'ready', presence: 'away' }),
    )
  }

  const viewers = openViewers({ signals, connectionsOf: (tenantId) => tenants.get(tenantId) ?? [] })

  const send = (connection: Connection, frame: ConsoleServerFrame) => connection.socket.send(frame)

  function broadcast(tenantId: string, frame: ConsoleServerFrame, except?: Connection): void {
    const text = JSON.stringify(frame)
    for (const connection of tenants.get(tenantId) ?? [])
      if (connection !== except) connection.socket.sendText(text)
  }

  async function receive(connection: Connection, text: string): Promise<void> {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return send(connection, { type: 'error', code: 'request/not-json', message: 'Frames are JSON.' })
    }
    const result = consoleFrame.safeParse(value)
    if (!result.success)
      return send(connection, {
        type: 'error',
        code: 'request/invalid',
        message: result.error.issues[0]?.message ?? '',
      })
    const frame = result.data
    const { tenantId, memberId } = connection.caller
    switch (frame.type) {
      case 'ping':
        return send(connection, { type: 'pong' })
      case 'watch':
        return watch(connection, frame.conversationId)
      case 'unwatch':
        if (connection.watching.delete(frame.conversationId)) viewers.left(connection, frame.conversationId)
        return
      case 'presence':
        await members.seen(tenantId, memberId, frame.state)
        return
      case 'typing':
        if (
          !connection.watching.has(frame.conversationId) ||
          !connection.caller.permissions.has('conversations:serve')
        )
          return
        if (frame.note)
          return signals.send({
            tenantId,
            conversationId: frame.conversationId,
            by: 'agent',
            memberId,
            noting: frame.on,
          })
        return passTyping(connection, frame.conversationId, frame.on)
      case 'read':
        return markRead(options, connection.caller, frame.conversationId, frame.seq)
    }
  }

  async function watch(connection: Connection, conversationId: ConversationId): Promise<void> {
    const { owner, state } = await accessConversation(database, connection.caller.tenantId, conversationId)
    if (!connection.socket.open || connection.watching.size >= mostWatched) return
    connection.watching.add(conversationId)
    viewers.came(connection, conversationId)
    const shown = signals.writingIn(conversationId)
    if (shown !== undefined && owner.kind === 'assistant' && state === 'open')
      send(connection, { type: 'assistant-writing', conversationId, on: true, shown })
  }

  /** The customer sees typing of the agent who serves them, and of nobody else. */
  async function passTyping({ caller }: Connection, conversationId: string, on: boolean): Promise<void> {
    const { tenantId, memberId } = caller
    const conversation = await accessConversation(database, tenantId, conversationId)
    if (conversation.owner.id !== memberId) return
    signals.send({ tenantId, conversationId, by: 'agent', memberId, typing: on })
  }

  const stops = [
    log.committed.subscribe(({ tenantId, conversationId, lastSeq, state }) => {
      if (!tenants.has(tenantId)) return
      if (state !== undefined)
        return announce(tenantId, conversationId, lastSeq, state.ownerKind, state.ownerId, state.state)
      accessConversation(database, tenantId, conversationId).then(
        (one) =>
          announce(tenantId, conversationId, one.lastSeq, one.owner.kind, one.owner.id ?? null, one.state),
        () => undefined,
      )
    }),
    signals.received.subscribe((signal) => {
      for (const connection of tenants.get(signal.tenantId) ?? []) {
        if (signal.notified?.includes(connection.caller.memberId))
          send(connection, { type: 'notified', conversationId: signal.conversationId as ConversationId })
        if (signal.seenSeq !== undefined && signal.memberId === connection.caller.memberId)
          send(connection, {
            type: 'seen',
            conversationId: signal.conversationId as ConversationId,
            seq: signal.seenSeq,
          })
        if (!connection.watching.has(signal.conversationId)) continue
        const conversationId = signal.conversationId as ConversationId
        if (signal.by === 'customer' && signal.typing !== undefined)
          send(connection, { type: 'customer-typing', conversationId, on: signal.typing })
        if (signal.by === 'customer' && signal.readSeq !== undefined)
          send(connection, { type: 'customer-read', conversationId, seq: signal.readSeq })
        if (signal.by === 'assistant' && (signal.typing ?? signal.writing) !== undefined)
          send(connection, {
            type: 'assistant-writing',
            conversationId,
            on: signal.typing ?? true,
            ...(signal.writing === undefined ? {} : { shown: signal.writing }),
          })
        if (signal.by !== 'agent' || signal.memberId === connection.caller.memberId) continue
        const memberId = signal.memberId ?? ''
        const typing = signal.typing ?? signal.noting
        if (typing !== undefined)
          send(connection, { type: 'agent-typing', conversationId, memberId, on: typing })
        if (signal.viewing !== undefined)
          send(connection, { type: 'agent-viewing', conversationId, memberId, on: signal.viewing })
      }
      if (signal.asks) viewers.answer(signal)
    }),
    members.presenceChanged.subscribe((tenantId) => broadcast(tenantId, { type: 'presence-changed' })),
    options.reviewsChanged.subscribe((tenantId) => {
      for (const connection of tenants.get(tenantId) ?? [])
        if (connection.caller.permissions.has('replies:review')) send(connection, { type: 'reviews-changed' })
    }),
    knowledge.changed.subscribe((tenantId) => broadcast(tenantId, { type: 'knowledge-changed' })),
  ]

  function announce(
    tenantId: string,
    conversationId: string,
    lastSeq: number,
    ownerKind: 'assistant' | 'queue' | 'agent',
    ownerId: string | null,
    state: 'open' | 'closed',
  ): void {
    broadcast(tenantId, {
      type: 'conversation-changed',
      conversationId: conversationId as ConversationId,
      lastSeq,
      owner: ownerId === null ? { kind: ownerKind } : { kind: ownerKind, id: ownerId },
      state,
    })
  }

  /** An open console keeps its member on duty. */
  const presence = setInterval(() => {
    for (const set of tenants.values()) {
      const once = new Map([...set].map((connection) => [connection.caller.memberId, connection.caller]))
      for (const caller of once.values())
        members.seen(caller.tenantId, caller.memberId).catch(() => undefined)
      for (const connection of set) viewers.stillThere(connection)
    }
  }, presenceEveryMs)
  presence.unref()

  /** Whoever was signed out, removed or lost the permission is disconnected: at once where it is told, and by the clock. */
  function recheckSockets(connections: Iterable<Connection>): void {
    for (const connection of connections) {
      options.authenticate(connection.socket.request).then(
        (caller) => {
          const same = caller.kind === 'member' && caller.tenantId === connection.caller.tenantId
          if (!same || !caller.permissions.has('conversations:read'))
            return connection.socket.close(4401, 'sign-in/required')
          // What they may do since.
          connection.caller = caller
        },
        () => undefined,
      )
    }
  }
  const recheckAll = () => {
    for (const set of tenants.values()) recheckSockets(set)
  }
  stops.push(
    options.sessionChanges.changed.subscribe((tenantId) =>
      tenantId === undefined ? recheckAll() : recheckSockets(tenants.get(tenantId) ?? []),
    ),
  )
  const recheck = setInterval(recheckAll, recheckEveryMs)
  recheck.unref()

  return {
    close() {
      counts.close()
      clearInterval(presence)
      clearInterval(recheck)
      for (const stop of stops) stop()
    },
  }
}
