import type { ConversationCounts } from '../../contract/index.ts'
import { type ConversationLog, countConversations, countsOf } from '../conversations/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { Log } from '../platform/log/index.ts'

interface Listener {
  memberId: string
  told: string
  tell(counts: ConversationCounts): void
}

/** A tenant's numbers are counted again at most this often, however much goes on and however many look. */
const pauseMs = 500

/** Tells members the numbers beside their views whenever they change: one count a tenant, none where nobody looks. */
export function pushCounts(options: { log: ConversationLog; database: Database; serverLog: Log }): {
  listen(tenantId: string, memberId: string, tell: (counts: ConversationCounts) => void): () => void
  close(): void
} {
  const { log, database, serverLog } = options
  const tenants = new Map<string, Set<Listener>>()
  const waiting = new Map<string, ReturnType<typeof setTimeout>>()
  const countedAt = new Map<string, number>()
  /** One count after the other: a slow one must not tell older numbers behind a quick one's. */
  const counting = new Map<string, Promise<void>>()

  function countInTurn(tenantId: string): void {
    const turn = (counting.get(tenantId) ?? Promise.resolve())
      .then(() => {
        waiting.delete(tenantId)
        return count(tenantId)
      })
      .catch((error: unknown) => serverLog.debug({ err: error }, 'conversations could not be counted'))
    counting.set(tenantId, turn)
  }

  async function count(tenantId: string): Promise<void> {
    const listeners = tenants.get(tenantId)
    if (listeners === undefined) return
    countedAt.set(tenantId, performance.now())
    const counted = await database.tenant(tenantId, countConversations)
    for (const listener of listeners) {
      const counts = countsOf(counted, listener.memberId)
      const told = JSON.stringify(counts)
      if (told === listener.told) continue
      listener.told = told
      listener.tell(counts)
    }
  }

  function soon(tenantId: string): void {
    if (waiting.has(tenantId) || !tenants.has(tenantId)) return
    const since = performance.now() - (countedAt.get(tenantId) ?? Number.NEGATIVE_INFINITY)
    const timer = setTimeout(() => countInTurn(tenantId), Math.max(20, pauseMs - since))
    timer.unref()
    waiting.set(tenantId, timer)
  }

  const stop = log.committed.subscribe(({ tenantId }) => soon(tenantId))
  return {
    listen(tenantId, memberId, tell) {
      const listener: Listener = { memberId, told: '', tell }
      const listeners = tenants.get(tenantId) ?? new Set()
      listeners.add(listener)
      tenants.set(tenantId, listeners)
      soon(tenantId)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        tenants.delete(tenantId)
        countedAt.delete(tenantId)
        counting.delete(tenantId)
      }
    },
    close() {
      stop()
      for (const timer of waiting.values()) clearTimeout(timer)
    },
  }
}
