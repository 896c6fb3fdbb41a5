/** This tab among the others of the same site. Where the browser has no locks, every other tab counts as gone. */
export interface Tabs {
  readonly own: string
  /** Whether another tab is still there to send what it wrote. Known a moment late. */
  isAlive(tab: string): boolean
  isHidden(): boolean
  /** Runs alone among the tabs of this browser. */
  alone<Result>(name: string, run: () => Promise<Result>): Promise<Result>
}

const lockPrefix = 'attune.tab.'

export function createTabs(own: string, locks: LockManager | undefined): Tabs {
  let alive: ReadonlySet<string> = new Set()
  const look = async (): Promise<void> => {
    const { held = [] } = (await locks?.query()) ?? {}
    alive = new Set(held.map((lock) => lock.name ?? ''))
  }
  if (locks) {
    // Held as long as the tab lives: the browser itself gives it back when the tab is closed or crashes.
    locks.request(lockPrefix + own, () => new Promise<never>(() => {})).catch(() => {})
    look().catch(() => {})
  }
  return {
    own,
    isAlive(tab) {
      look().catch(() => {})
      return alive.has(lockPrefix + tab)
    },
    isHidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
    alone: (name, run) => (locks ? runAlone(locks, `attune.${name}`, run) : run()),
  }
}

/** A tab the browser has frozen may hold the lock for long: after a while the others go on without it. */
async function runAlone<Result>(
  locks: LockManager,
  name: string,
  run: () => Promise<Result>,
): Promise<Result> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), 4_000)
  try {
    return await locks.request(name, { signal: patience.signal }, () => {
      clearTimeout(timer)
      return run()
    })
  } catch (error) {
    if (patience.signal.aborted) return run()
    throw error
  }
}
