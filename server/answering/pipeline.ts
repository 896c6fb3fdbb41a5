import type { DecisionRecord, DroppedDraft } from '../../contract/index.ts'
import { engineVersion } from '../../language/index.ts'
import type { Evidence } from '../knowledge/index.ts'
import { correlationId } from '../platform/log/index.ts'
import { sceneOf } from '../policy/index.ts'
import { check } from './steps/check.ts'
import { consult } from './steps/consult.ts'
import { decide } from './steps/decide.ts'
import { draft } from './steps/draft.ts'
import { meanwhile } from './steps/meanwhile.ts'
import { procedure } from './steps/procedure.ts'
import { propose } from './steps/propose.ts'
import { retrieve } from './steps/retrieve.ts'
import { rewrite } from './steps/rewrite.ts'
import { understand } from './steps/understand.ts'
import type { Step, Turn } from './turn.ts'

/** The steps of every turn, in the console's "try it", on the command line and in service alike. */
export const pipeline: readonly Step[] = [
  understand,
  retrieve,
  decide,
  procedure,
  rewrite,
  consult,
  propose,
  meanwhile,
  draft,
  check,
]

/** Records stay small; eight tell all there is to tell. */
const mostCues = 8

const round = (value: number, digits: number) => Number(value.toFixed(digits))

/** Runs the steps over a turn. A step that fails, or a draft that does not pass its checks, ends in a handover. */
export async function runPipeline(turn: Turn, onError: (error: unknown) => void): Promise<void> {
  if (turn.broken) return handOver(turn, 'knowledge-unavailable')
  try {
    await runSteps(turn, pipeline)
  } catch (error) {
    onError(error)
    await handOver(turn, 'a-step-failed')
    return
  }
  const failed = turn.checks.find((one) => !one.passed)
  if (failed !== undefined) await handOver(turn, `check-failed: ${failed.name}`)
}

async function runSteps(turn: Turn, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const begun = performance.now()
    if (step.applies !== undefined) {
      const applies = step.applies(turn)
      if (!(typeof applies === 'boolean' ? applies : await applies)) continue
    }
    // Awaited only where there is something to wait for: most steps are done at once.
    const waiting = step.run(turn)
    if (waiting !== undefined) await waiting
    turn.steps.push({ name: step.name, took: round((performance.now() - begun) * 1000, 1) })
  }
}

async function handOver(turn: Turn, rule: string): Promise<void> {
  const { checks } = turn
  turn.language ??= turn.languageBefore ?? 'en'
  delete turn.held
  delete turn.settled
  turn.decision = {
    outcome: 'handover',
    rule,
    scene: sceneOf(turn.policy.document, []),
    tier: 'human',
    reason: 'assistant-failed',
  }
  await runSteps(turn, [draft])
  turn.checks = checks
}

/** What a decision record holds before it is tied to a conversation. Entries are named by id; no text is copied. */
export type RecordedDecision = Omit<
  DecisionRecord,
  'id' | 'conversationId' | 'occurredAt' | 'replySeq' | 'inputFrom' | 'inputTo' | 'found' | 'passages'
> & {
  passages?: Evidence[]
  found: Omit<DecisionRecord['found'][number], 'title'>[]
}

/** How the turn came to be run. */
export interface Settled {
  settleMs: number
  supersedes: number
  dropped?: readonly DroppedDraft[]
}

/** The record of a turn that has been decided. */
export function recordOf(turn: Turn, settle: Settled): RecordedDecision {
  const { understood, decision, knowledge, policy } = turn
  if (decision === undefined) throw new Error('the turn is not decided')
  const { calibration } = knowledge.model
  const causedBy = correlationId()
  return {
    understood: {
      language: turn.language ?? 'other',
      wantsHuman: turn.wantsHuman ?? false,
      ...(turn.smallTalk === undefined ? {} : { smallTalk: turn.smallTalk }),
      ...(turn.mood === undefined ? {} : { emotion: turn.mood.emotion, urgency: turn.mood.urgency }),
      ...(turn.cues === undefined || turn.cues.cues.length === 0
        ? {}
        : { cues: turn.cues.cues.slice(0, mostCues) }),
      inScope: round(understood?.inScope ?? 0, 4),
      confidence: round(understood?.confidence ?? 0, 4),
      ...(understood?.context === undefined ? {} : { context: contextOf(turn, understood.context) }),
      features: Object.fromEntries(
        Object.entries(understood?.features ?? {}).map(([name, value]) => [name, round(value, 4)]),
      ),
    },
    found: (understood?.candidates ?? []).map(({ entryId, probability, evidence }) => ({
      entryId: entryId as DecisionRecord['found'][number]['entryId'],
      probability: round(probability, 4),
      evidence: {
        linear: round(evidence.linear, 4),
        neighbours: round(evidence.neighbours, 4),
        lexical: round(evidence.lexical, 4),
      },
    })),
    ...(turn.evidence === undefined || turn.evidence.length === 0 ? {} : { passages: turn.evidence }),
    decided: {
      outcome: decision.outcome,
      rule: decision.rule,
      scene: decision.scene.key,
      ...(decision.sceneCause === undefined ? {} : { sceneCause: decision.sceneCause }),
      ...(decision.scene.targetPrecision === undefined
        ? {}
        : { targetPrecision: decision.scene.targetPrecision }),
      threshold: decision.scene.threshold,
      offerThreshold: decision.scene.offerThreshold,
      confidence: round(confidenceOf(turn), 4),
      calibration: calibration.state,
      labelled: calibration.labelled,
      ...(decision.reason === undefined ? {} : { reason: decision.reason }),
      ...(decision.entry === undefined
        ? {}
        : { entryId: decision.entry.id as DecisionRecord['found'][number]['entryId'] }),
      ...(turn.consulted === undefined ? {} : { local: localOf(turn.consulted) }),
    },
    ...(turn.consulted === undefined ? {} : { models: turn.consulted.asked }),
    ...(turn.retrieval === undefined ? {} : { retrieval: turn.retrieval }),
    ...(turn.answerable === undefined ? {} : { answerable: turn.answerable }),
    checks: turn.checks,
    versions: {
      knowledge: knowledge.knowledge,
      model: knowledge.modelId,
      policy: policy.version,
      engine: engineVersion,
    },
    tier: decision.tier,
    settleMs: settle.settleMs,
    supersedes: settle.supersedes,
    ...(settle.dropped === undefined || settle.dropped.length === 0 ? {} : { dropped: [...settle.dropped] }),
    steps: turn.steps,
    cost: turn.cost ?? { currency: 'USD', amount: 0 },
    ...(causedBy === undefined ? {} : { correlationId: causedBy }),
  }
}

/** Which turn was used, as people find it again: by its message's number, or by how many turns back it lies. */
function contextOf(
  turn: Turn,
  { kind, turn: place }: NonNullable<NonNullable<Turn['understood']>['context']>,
): NonNullable<DecisionRecord['understood']['context']> {
  const seq = turn.earlier?.[place]?.seq
  const turnsBack = (turn.earlier ?? turn.previous).length - place
  return { kind, turnsBack, ...(seq === undefined ? {} : { seq }) }
}

/** What would have been done without a model: why one was asked. */
function localOf({
  local: { outcome, rule, reason },
  confidence,
}: NonNullable<Turn['consulted']>): NonNullable<DecisionRecord['decided']['local']> {
  return {
    outcome: outcome === 'options' || outcome === 'answer' ? outcome : 'handover',
    rule,
    confidence: round(confidence, 4),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** A click says what is meant; otherwise the measured confidence of whoever decided. */
export function confidenceOf(turn: Turn): number {
  if (turn.decision?.confidence !== undefined) return turn.decision.confidence
  return turn.decision?.rule === 'customer-chose-the-entry' ? 1 : (turn.understood?.confidence ?? 0)
}
