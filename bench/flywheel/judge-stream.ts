export interface Asked {
  /** Answered without asking anybody. */
  local: boolean
  right: boolean
}

const window = 500

/** What a stream came to: shares of all, of what was answered locally, and the worst 500 messages in a row (each 500 apart). */
export function judgeStream(asked: readonly Asked[]): {
  escalated: number
  precision: number
  lowestWindow: number
  /** The same over every 500 in a row, wherever they begin. */
  lowestSliding: number
  /** Over the last tenth. */
  lastEscalated: number
} {
  const precisionOf = (some: readonly Asked[]) => {
    const local = some.filter((one) => one.local)
    return local.length === 0 ? 1 : local.filter((one) => one.right).length / local.length
  }
  const escalatedOf = (some: readonly Asked[]) =>
    some.filter((one) => !one.local).length / Math.max(1, some.length)
  let lowestWindow = 1
  for (let start = 0; start + window <= asked.length; start += window)
    lowestWindow = Math.min(lowestWindow, precisionOf(asked.slice(start, start + window)))
  return {
    lowestSliding: slidingLowest(asked),
    escalated: escalatedOf(asked),
    precision: precisionOf(asked),
    lowestWindow,
    lastEscalated: escalatedOf(asked.slice(-Math.ceil(asked.length / 10))),
  }
}

function slidingLowest(asked: readonly Asked[]): number {
  let lowest = 1
  let local = 0
  let right = 0
  for (const [at, one] of asked.entries()) {
    const left = asked[at - window]
    if (left?.local) {
      local -= 1
      if (left.right) right -= 1
    }
    if (one.local) {
      local += 1
      if (one.right) right += 1
    }
    if (at >= window - 1 && local > 0) lowest = Math.min(lowest, right / local)
  }
  return lowest
}
