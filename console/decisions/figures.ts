/** Microseconds as people read them: `240 µs`, `3.1 ms`, `1.2 s`. */
export function durationText(microseconds: number): string {
  if (microseconds < 1_000) return `${Math.round(microseconds)} µs`
  if (microseconds < 1_000_000) return `${(microseconds / 1_000).toFixed(1)} ms`
  return `${(microseconds / 1_000_000).toFixed(1)} s`
}

/** A share of 1 as a percentage with one decimal, none where it would be zero: `98.1 %`, `81 %`. */
export function shareText(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}

/** Width of a bar in percent, kept within 0 and 100. */
export function barWidth(share: number): string {
  return `${Math.min(100, Math.max(0, share * 100))}%`
}
