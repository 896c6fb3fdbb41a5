import type { Language } from '../types.ts'
import type { RankingWeights } from './ranking.ts'

/** How what the experts say becomes an order and a confidence. */
export interface Judge {
  ranking: RankingWeights
  /** Gate for P(right and in scope). */
  confidence: Float64Array
  /** Gate for P(in scope). */
  scope: Float64Array
}

/** Chinese is judged apart: it has shorter words and mostly other numbers of wordings than the rest. */
export interface Judges {
  chinese: Judge
  other: Judge
}

export function judgeFor(judges: Judges, language: Language): Judge {
  return language === 'zh' ? judges.chinese : judges.other
}
