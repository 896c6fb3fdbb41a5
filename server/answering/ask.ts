import {
  type DecisionRecord,
  type HandoverReason,
  type MessagePart,
  type PassageSource,
  plainText,
  type Source,
} from '../../contract/index.ts'
import type { Customers } from '../customers/index.ts'
import type { PassageSearch } from '../knowledge/index.ts'
import type { Models } from '../models/index.ts'
import type { WordingRules } from '../phrasing/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Policies } from '../policy/index.ts'
import type { Understanding } from '../understanding/index.ts'
import { evidenceQuery } from './evidence.ts'
import { fillAnswer } from './fill-answer.ts'
import { recordOf, runPipeline } from './pipeline.ts'
import { titleOf } from './steps/draft.ts'
import { needsApproval } from './steps/propose.ts'
import type { TierLedger } from './tiers/tier-ledger.ts'
import { tiersFor } from './tiers/tiers.ts'
import type { Turn } from './turn.ts'

export interface AskResult {
  outcome: DecisionRecord['decided']['outcome']
  text: string
  parts: MessagePart[]
  sources: Source[]
  passages?: PassageSource[]
  suggested?: { text: string; passages: PassageSource[] }
  reason?: HandoverReason
  options: { entryId?: DecisionRecord['found'][number]['entryId']; label: string }[]
  /** In a conversation a person would approve it first. */
  toApprove?: boolean
  decision: Omit<DecisionRecord, 'id' | 'conversationId' | 'replySeq' | 'inputFrom' | 'inputTo'>
}

/** Runs the production pipeline on a question, without a conversation and without sending anything. */
export async function ask(
  {
    clock,
    policies,
    understanding,
    passageSearch,
    log,
    database,
    customers,
    models,
    tierLedger,
    wordingRules,
  }: {
    clock: Clock
    policies: Policies
    understanding: Understanding
    passageSearch: PassageSearch
    log: Log
    database: Database
    customers: Customers
    models: Models
    tierLedger: TierLedger
    wordingRules: WordingRules
  },
  tenantId: string,
  question: { text: string; previous: readonly string[] },
): Promise<AskResult> {
  const now = clock.now()
  // Brought up to date first: what was published a moment ago is found.
  await passageSearch.search(tenantId, question.text, evidenceQuery(now))
  const turn: Turn = {
    now,
    policy: await policies.current(tenantId),
    knowledge: await understanding.current(tenantId),
    text: question.text,
    messages: [question.text],
    previous: question.previous,
    optionsInARow: 0,
    onDuty: true,
    fill: (pictures) => fillAnswer({ database, customers }, tenantId, undefined, pictures),
    findEvidence: (text, at) => passageSearch.quick(tenantId, text, evidenceQuery(at)),
    tiers: tiersFor(
      {
        models,
        ledger: tierLedger,
        passageSearch,
        wordingRules,
        onError: (error) => log.error({ err: error }, 'models could not be asked'),
      },
      { tenantId },
    ),
    checks: [],
    steps: [],
  }
  await runPipeline(turn, (error) => log.error({ err: error }, 'a question failed'))
  const { found, passages, ...record } = recordOf(turn, { settleMs: 0, supersedes: 0 })
  const parts = turn.draft?.parts ?? []
  return {
    outcome: turn.decision?.outcome ?? 'handover',
    text: plainText(parts.filter((part) => part.type === 'text' || part.type === 'buttons')),
    parts: parts.filter((part) => part.type !== 'choice' && part.type !== 'form'),
    sources: turn.draft?.sources ?? [],
    ...(turn.draft?.passages === undefined ? {} : { passages: turn.draft.passages }),
    ...(turn.suggestion === undefined
      ? {}
      : { suggested: { text: turn.suggestion.text, passages: turn.suggestion.passages } }),
    ...(turn.decision?.reason === undefined ? {} : { reason: turn.decision.reason }),
    ...(turn.decision !== undefined && needsApproval(turn.decision, turn.decision.scene.review)
      ? { toApprove: true }
      : {}),
    options: parts.flatMap((part) =>
      part.type === 'choice'
        ? part.options.map((option) => ({
            ...(option.action === 'entry'
              ? { entryId: option.id as DecisionRecord['found'][number]['entryId'] }
              : {}),
            label: option.label,
          }))
        : [],
    ),
    decision: {
      ...record,
      occurredAt: now.toISOString(),
      found: withTitles(found, turn),
      ...(passages === undefined ? {} : { passages: await passageSearch.show(tenantId, passages) }),
    },
  }
}

function withTitles(
  found: Omit<DecisionRecord['found'][number], 'title'>[],
  turn: Turn,
): DecisionRecord['found'] {
  return found.map((candidate) => {
    const entry = turn.knowledge.entries.get(candidate.entryId)
    return { ...candidate, title: entry === undefined ? '' : titleOf(entry, turn.language ?? 'en') }
  })
}
