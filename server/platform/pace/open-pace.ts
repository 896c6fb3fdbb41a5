import type { Pace } from './in-pieces.ts'

/** Above so many customers' and agents' messages a second the machine is busy. */
const busyPerSecond = 100
const shares = { quiet: 0.5, busy: 0.08 }
const windowMs = 1_000

/** Knows from what happens how busy it is: call `happened` for each thing. */
export function openPace(now: () => number = () => performance.now()): { happened(): void; pace: Pace } {
  let began = now()
  let count = 0
  let before = 0
  const turnWindow = () => {
    const passed = now() - began
    if (passed < windowMs) return
    // After a silence the window before was empty.
    before = passed < 2 * windowMs ? count : 0
    count = 0
    began = now()
  }
  return {
    happened() {
      turnWindow()
      count += 1
    },
    pace() {
      turnWindow()
      return Math.max(before, count) > (busyPerSecond * windowMs) / 1_000 ? shares.busy : shares.quiet
    },
  }
}
