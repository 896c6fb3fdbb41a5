interface Slot<Held> {
  held: Held | undefined
  work: Promise<void>
  /** When somebody last asked whether it is current. */
  checkedAt: number
}

const mostTenants = 200

/** What a process holds in memory of each tenant that is asked about here; those not asked about for the longest go first. */
export interface HeldByTenant<Held> {
  /** What is held now, however old. */
  peek(tenantId: string): Held | undefined
  /** Milliseconds since it was last looked whether it is current. */
  age(tenantId: string): number
  has(tenantId: string): boolean
  /** Brings it up to what is in force; one after the other for each tenant. */
  refresh(tenantId: string): Promise<void>
}

export function holdByTenant<Held>(
  bringUpToDate: (tenantId: string, before: Held | undefined) => Promise<Held>,
): HeldByTenant<Held> {
  const slots = new Map<string, Slot<Held>>()

  function slotOf(tenantId: string): Slot<Held> {
    const slot = slots.get(tenantId) ?? { held: undefined, work: Promise.resolve(), checkedAt: -Infinity }
    slots.delete(tenantId)
    slots.set(tenantId, slot)
    const [oldest] = slots.keys()
    if (slots.size > mostTenants && oldest !== undefined) slots.delete(oldest)
    return slot
  }

  return {
    peek: (tenantId) => slotOf(tenantId).held,
    age: (tenantId) => performance.now() - slotOf(tenantId).checkedAt,
    has: (tenantId) => slots.has(tenantId),
    refresh(tenantId) {
      const slot = slotOf(tenantId)
      slot.checkedAt = performance.now()
      const mine = slot.work.then(async () => {
        slot.held = await bringUpToDate(tenantId, slot.held)
      })
      slot.work = mine.catch(() => undefined)
      return mine
    },
  }
}
