import type { Answerable, Consultation } from '../../../contract/index.ts'
import type { Decision, WrittenAnswer } from '../turn.ts'

/** What asking a model has brought: maybe a decision, or words for the agent; and always what it took. */
export interface Advice {
  decision?: Decision
  consultation?: Consultation
  suggestion?: WrittenAnswer
  /** Where passages were looked at: whether they are likely enough to hold the answer. */
  answerable?: Answerable
}
