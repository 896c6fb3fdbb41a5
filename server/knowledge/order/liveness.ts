/** A span of time open at either end: from the first moment on, until just before the second. */
export interface Validity {
  from: Date | null
  until: Date | null
}

export interface Liveness {
  live: boolean
  /** The next moment at which time alone changes that. */
  flipAt: Date | null
}

/** Whether an entry answers customers at a moment: published, in a public base, within its own time and its base's. */
export function livenessOf(
  entry: { published: boolean; validity: Validity; base: { audience: string; validity: Validity } },
  now: Date,
): Liveness {
  if (!entry.published || entry.base.audience !== 'public') return { live: false, flipAt: null }
  const spans = [entry.validity, entry.base.validity]
  const from = latest(spans.map((span) => span.from))
  const until = earliest(spans.map((span) => span.until))
  if (until !== null && until <= now) return { live: false, flipAt: null }
  if (from !== null && from > now)
    return { live: false, flipAt: until !== null && until <= from ? null : from }
  return { live: true, flipAt: until }
}

function latest(times: readonly (Date | null)[]): Date | null {
  return times.reduce((best, time) => (best === null || (time !== null && time > best) ? time : best), null)
}

function earliest(times: readonly (Date | null)[]): Date | null {
  return times.reduce((best, time) => (best === null || (time !== null && time < best) ? time : best), null)
}
