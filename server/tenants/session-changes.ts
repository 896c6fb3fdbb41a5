import { afterCommit, type TenantTransaction } from '../platform/db/index.ts'
import { Topic } from '../platform/events/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'

const wakeup = 'sessions'
/** Of a login, which may be a member of several tenants. */
const everywhere = 'everywhere'

/** Tells every process that sessions ended or rights changed, so that open sockets are looked at at once. */
export interface SessionChanges {
  /** The tenant; absent where it may be any. */
  readonly changed: Topic<string | undefined>
  /** After the commit of this transaction. */
  tell(transaction: TenantTransaction, tenantId: string | undefined): void
}

export function openSessionChanges({ wakeups, log }: { wakeups: Wakeups; log: Log }): SessionChanges {
  const changed = new Topic<string | undefined>('sessions', log)
  wakeups.on(wakeup, (key) => changed.publish(key === everywhere ? undefined : key))
  return {
    changed,
    tell(transaction, tenantId) {
      afterCommit(transaction, () => {
        changed.publish(tenantId)
        wakeups.announce(wakeup, tenantId ?? everywhere)
      })
    },
  }
}
