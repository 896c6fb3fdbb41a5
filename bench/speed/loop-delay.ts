import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { percentile } from '../harness/statistics.ts'

export interface LoopDelay {
  /** How late timers came, in milliseconds: by the clock, all that others do on the machine included. */
  wallP999Ms: number
  /** Processor time this thread spent without letting others in: what the process itself holds its loop up with. */
  ownP999Ms: number
  ownMaxMs: number
}

/** Watches this process's event loop for as long as `work` lasts. */
export async function watchLoop<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; delay: LoopDelay }> {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  const own: number[] = []
  let watching = true
  const watch = async () => {
    let before = process.threadCpuUsage()
    while (watching) {
      await delay(1)
      const now = process.threadCpuUsage()
      own.push((now.user + now.system - before.user - before.system) / 1_000)
      before = now
    }
  }
  histogram.enable()
  const watched = watch()
  try {
    const result = await work()
    return { result, delay: await finish() }
  } catch (error) {
    await finish()
    throw error
  }

  async function finish(): Promise<LoopDelay> {
    histogram.disable()
    watching = false
    await watched
    return {
      wallP999Ms: histogram.percentile(99.9) / 1e6,
      ownP999Ms: percentile(own, 0.999),
      ownMaxMs: Math.max(...own),
    }
  }
}
