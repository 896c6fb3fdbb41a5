import type { Language } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'
import { inWords, type Words } from './steps/values.ts'
import type { ProcedureStore } from './store.ts'

/** Where the news does not arrive, what is offered is read again after this. */
const staleMs = 60_000
const mostTenants = 5_000
const wakeupKind = 'procedures'

interface Offered {
  id: string
  label: Words
}
interface Known {
  at: number
  byEntry: ReadonlyMap<string, Offered>
  byScene: ReadonlyMap<string, Offered>
  any: boolean
}

/** What is offered where, kept at hand so that a turn reads nothing for it. */
export function openOffers({
  store,
  clock,
  wakeups,
  everAny,
}: {
  store: Pick<ProcedureStore, 'published'>
  clock: Clock
  wakeups: Wakeups
  /** Whether the tenant has procedures at all: also one that is withdrawn may be running. */
  everAny(tenantId: string): Promise<boolean>
}) {
  const known = new Map<string, Known>()
  const reading = new Map<string, Promise<Known>>()
  wakeups.on(wakeupKind, (tenantId) => known.delete(tenantId))

  async function read(tenantId: string): Promise<Known> {
    const at = clock.now().getTime()
    const live = await store.published(tenantId)
    const offers = live.map(({ id, definition: { name, button, entries, scenes } }) => ({
      entries,
      scenes,
      offered: { id, label: inWords(button, 'en') === '' ? name : button },
    }))
    const found: Known = {
      at,
      any: live.length > 0 || (await everAny(tenantId)),
      byEntry: new Map(
        offers.flatMap(({ entries, offered }) => entries.map((key) => [key, offered] as const)),
      ),
      byScene: new Map(offers.flatMap(({ scenes, offered }) => scenes.map((key) => [key, offered] as const))),
    }
    if (known.size >= mostTenants) known.delete(known.keys().next().value ?? '')
    known.set(tenantId, found)
    return found
  }

  async function of(tenantId: string): Promise<Known> {
    const before = known.get(tenantId)
    if (before !== undefined && clock.now().getTime() - before.at <= staleMs) return before
    const running = reading.get(tenantId) ?? read(tenantId).finally(() => reading.delete(tenantId))
    reading.set(tenantId, running)
    return running
  }

  const shown = (one: Offered | undefined, language: Language) =>
    one === undefined
      ? undefined
      : { procedure: one.id, label: (inWords(one.label, language) || '…').slice(0, 80) }

  return {
    /** Nothing of this tenant can be running. */
    none: async (tenantId: string) => !(await of(tenantId)).any,
    ofEntry: async (tenantId: string, key: string, language: Language) =>
      shown((await of(tenantId)).byEntry.get(key), language),
    ofScene: async (tenantId: string, key: string, language: Language) =>
      shown((await of(tenantId)).byScene.get(key), language),
    forget(tenantId: string) {
      known.delete(tenantId)
      wakeups.announce(wakeupKind, tenantId)
    },
  }
}
