import type { Durations } from '../../contract/index.ts'

/** Fewer measured than this say nothing about the middle, or about the slowest tenth. */
const leastForMedian = 5
const leastForP90 = 10

/** Durations counted by steps of a tenth: step `b` holds from 1.1^(b-1) up to 1.1^b milliseconds. */
export class Steps {
  readonly #counts = new Map<number, number>()
  #total = 0

  add(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count)
    this.#total += count
  }

  /** The middle of the step that holds this share of the durations: right to within five in a hundred. */
  at(share: number): number {
    const wanted = Math.max(1, Math.ceil(share * this.#total))
    let seen = 0
    for (const bucket of [...this.#counts.keys()].sort((a, b) => a - b)) {
      seen += this.#counts.get(bucket) ?? 0
      if (seen >= wanted) return Math.round(1.1 ** (bucket - 0.5))
    }
    return 0
  }

  durations(): Durations {
    const count = this.#total
    return {
      count,
      totalMs: Math.round(
        [...this.#counts].reduce((sum, [bucket, many]) => sum + many * 1.1 ** (bucket - 0.5), 0),
      ),
      ...(count >= leastForMedian ? { medianMs: this.at(0.5) } : {}),
      ...(count >= leastForP90 ? { p90Ms: this.at(0.9) } : {}),
    }
  }
}
