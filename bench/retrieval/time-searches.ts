import { percentile } from '../harness/statistics.ts'

/** How long each search took, by the clock and by this process's processor time, in milliseconds. */
export interface SearchTimes {
  wall: number[]
  processor: number[]
  /** Searches that found something. */
  found: number
}

/** Asks one question after the other, until `enoughSeconds` of processor time are spent. */
export function timeSearches(
  questions: readonly string[],
  search: (question: string) => unknown[],
  enoughSeconds = Number.POSITIVE_INFINITY,
): SearchTimes {
  const times: SearchTimes = { wall: [], processor: [], found: 0 }
  let left = enoughSeconds * 1_000
  for (const question of questions) {
    if (left <= 0) break
    const used = process.cpuUsage()
    const began = performance.now()
    const hits = search(question).length
    times.wall.push(performance.now() - began)
    // Of the processor alone: what others do on the machine does not count.
    const { user, system } = process.cpuUsage(used)
    times.processor.push((user + system) / 1_000)
    left -= (user + system) / 1_000
    if (hits > 0) times.found += 1
  }
  return times
}

export function timeFigures({ wall, processor }: SearchTimes): Record<string, number> {
  return {
    P50Ms: percentile(wall, 0.5),
    P99Ms: percentile(wall, 0.99),
    MaxMs: Math.max(...wall),
    ProcessorP50Ms: percentile(processor, 0.5),
    ProcessorP99Ms: percentile(processor, 0.99),
  }
}

/** How many times as long the other took for the same first questions: processor time for all of them, and at the median. */
export function timesSlower(ours: SearchTimes, other: SearchTimes): Record<string, number> {
  const asked = other.processor.length
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return {
    TimesSlower: sum(other.processor) / sum(ours.processor.slice(0, asked)),
    TimesSlowerP50: percentile(other.processor, 0.5) / percentile(ours.processor.slice(0, asked), 0.5),
  }
}
