import type { GateWeights } from './gate.ts'
import type { RankingWeights } from './ranking.ts'

/** Ranking before a tenant's own customers have taught it. */
export const defaultRanking: RankingWeights = new Float64Array([4, 3, 2, 4])

/** Gate before a tenant's own customers have taught it. */
export const defaultGate: GateWeights = {
  confidence: new Float64Array([-3, 1, 0.3, 0, 2, 0, -1, 1, -1, 1, 1, 0, 0, 0, 0, 0, 0, 4]),
  scope: new Float64Array([-1, 1, 0, 0, 2, 0, -2, 1, -1, 1, 1, 0, 0, 0, 0, 0, 0, 4]),
}
