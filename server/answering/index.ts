import './schema.ts'

export { type AnswerDependencies, answerTurn, type TurnResult } from './answer-turn.ts'
export { type AskResult, ask } from './ask.ts'
export { decideOn, type Verdict } from './decide-on.ts'
export {
  checksOf,
  type GuardedText,
  type GuardVerdict,
  guardDraft,
  guards,
  type Repair,
  runGuards,
} from './guards/guard-draft.ts'
export type { DraftToGuard } from './guards/guarded-draft.ts'
export { runPipeline } from './pipeline.ts'
export { openReplyReviews, type ReplyReviews } from './review/reply-reviews.ts'
export { addReplyReviewRoutes } from './review/routes.ts'
export { addAnsweringRoutes } from './routes.ts'
export { sceneOfQuestion } from './steps/decide.ts'
export { titleOf } from './steps/draft.ts'
export { type MeasuredShare, measuredShare } from './tiers/measured-share.ts'
export { evidenceOf, provable, readResult } from './tiers/read-result.ts'
export { noteStaffLabels, openTierLedger, type ReplyKind, type TierLedger } from './tiers/tier-ledger.ts'
export { type Tiers, toolGuards } from './tiers/tiers.ts'
export type { Turn } from './turn.ts'
export { startTurnScheduler } from './turn-scheduler.ts'
