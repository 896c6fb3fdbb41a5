import { setTimeout as pause } from 'node:timers/promises'

/** How much of the time, between 0 and 1, work that can wait may take at this moment. */
export type Pace = () => number

/** The longest rest between two pieces, in ms: a piece that took long was disturbed, and tells little about the next. */
const longestRestMs = 500

/**
 * Does work that can wait piece by piece, resting after each one for so long that it takes no more than its share of the
 * time. Ends when a piece says that nothing is left, or after `mostMs`.
 */
export async function inPieces(
  piece: () => Promise<{ left: boolean }>,
  options: { pace: Pace; mostMs: number; now?: () => number; rest?: (ms: number) => Promise<unknown> },
): Promise<void> {
  const {
    pace,
    mostMs,
    now = () => performance.now(),
    rest = (ms) => pause(ms, undefined, { ref: false }),
  } = options
  const end = now() + mostMs
  for (;;) {
    const began = now()
    const { left } = await piece()
    const took = now() - began
    const resting = Math.min(longestRestMs, took * (1 / pace() - 1))
    if (!left || now() + resting >= end) return
    await rest(resting)
  }
}
