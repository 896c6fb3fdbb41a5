/** Messages that want a named need, and in how many ways they put it. */
export interface SaidWays {
  members: readonly number[]
  ways: number
}

export interface WaysFigures {
  precision: number
  recall: number
  /** How far the number of ways is off, relative to the true one. */
  countError: number
}

export function judgeWays(found: SaidWays, truth: SaidWays): WaysFigures {
  const wanted = new Set(truth.members)
  const right = found.members.filter((place) => wanted.has(place)).length
  return {
    precision: right / Math.max(1, found.members.length),
    recall: right / Math.max(1, wanted.size),
    countError: Math.abs(found.ways - truth.ways) / Math.max(1, truth.ways),
  }
}

export function meanOfWays(all: readonly WaysFigures[]): WaysFigures {
  const mean = (pick: (one: WaysFigures) => number) =>
    all.reduce((sum, one) => sum + pick(one), 0) / Math.max(1, all.length)
  return {
    precision: mean((one) => one.precision),
    recall: mean((one) => one.recall),
    countError: mean((one) => one.countError),
  }
}

/** Half the width of 95 % by which needs are asked: they differ much, and nine are few. */
export function noiseOfWays(all: readonly WaysFigures[]): WaysFigures {
  const means = meanOfWays(all)
  const noise = (name: keyof WaysFigures) => {
    const squares = all.reduce((sum, one) => sum + (one[name] - means[name]) ** 2, 0)
    return 1.96 * Math.sqrt(squares / Math.max(1, all.length - 1) / Math.max(1, all.length))
  }
  return { precision: noise('precision'), recall: noise('recall'), countError: noise('countError') }
}

/** Who takes everything has no precision, who takes nothing neither; whose count is off by 1 might as well have said none. */
export const waysPass = ({ precision, recall, countError }: WaysFigures): boolean =>
  precision >= 0.5 && recall >= 0.5 && countError <= 0.75
