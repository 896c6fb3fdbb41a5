/** The time, injected wherever a rule depends on it, so that tests can set it. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is moved; for tests. */
export function manualClock(start: Date): Clock & { advance(milliseconds: number): void } {
  let current = start.getTime()
  return {
    now: () => new Date(current),
    advance(milliseconds) {
      current += milliseconds
    },
  }
}
