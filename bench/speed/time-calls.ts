import { redraw } from '../harness/redraw.ts'
import { percentile } from '../harness/statistics.ts'

const passes = 9
const together = 3

/**
 * One call, by the clock: of all calls as they came; of each item's median over nine passes (`Own…`); and of each item's best of three passes
 * (`Best…`, the middle one of three such sets). On a machine that others use, a call is now and then put aside for milliseconds, or shares its
 * core with a neighbour who takes half of it: the best of three is what the call itself takes, with caches as all the other items left them,
 * for between two calls of an item all others are made. Processor time of so short a thing cannot be read call by call; `ProcessorMeanMs` is
 * that of all.
 */
export function timeCalls<Item>(
  items: readonly Item[],
  call: (item: Item) => unknown,
): Record<string, number> {
  const times = items.map(() => new Float64Array(passes))
  const used = process.threadCpuUsage()
  for (let pass = 0; pass < passes; pass += 1)
    for (const [at, item] of items.entries()) {
      const begun = performance.now()
      call(item)
      ;(times[at] as Float64Array)[pass] = performance.now() - begun
    }
  const { user, system } = process.threadCpuUsage(used)
  const all = times.flatMap((one) => [...one])
  const own = times.map((one) => one.toSorted()[passes >> 1] ?? Number.NaN)
  const bestOf = (some: readonly Float64Array[], share: number) => {
    const sets = Array.from({ length: passes / together }, (_, set) =>
      percentile(
        some.map((one) => Math.min(...one.subarray(set * together, (set + 1) * together))),
        share,
      ),
    )
    return percentile(sets, 0.5)
  }
  const best = ([some]: readonly [readonly Float64Array[]]) => ({
    BestP50Ms: bestOf(some, 0.5),
    BestP99Ms: bestOf(some, 0.99),
  })
  return {
    P50Ms: percentile(all, 0.5),
    P99Ms: percentile(all, 0.99),
    OwnP50Ms: percentile(own, 0.5),
    OwnP99Ms: percentile(own, 0.99),
    ...best([times]),
    // Other messages would have been longer or shorter; another hour on the same machine is not in it.
    ...redraw([times] as const, best, 200),
    ProcessorMeanMs: (user + system) / 1_000 / all.length,
  }
}

/** Seconds something took: by the clock, and of the process's processor time. */
export function timed<Result>(work: () => Result): { result: Result; wall: number; processor: number } {
  const used = process.cpuUsage()
  const begun = performance.now()
  const result = work()
  const wall = (performance.now() - begun) / 1_000
  const { user, system } = process.cpuUsage(used)
  return { result, wall, processor: (user + system) / 1e6 }
}
