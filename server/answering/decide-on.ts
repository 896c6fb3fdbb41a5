import type { Policy } from '../policy/index.ts'
import type { LoadedKnowledge } from '../understanding/index.ts'
import { runPipeline } from './pipeline.ts'
import type { Outcome, Turn } from './turn.ts'

/** What the assistant would do about a question, as far as it can be told without a conversation. */
export interface Verdict {
  outcome: Outcome
  /** The entry that would be answered. */
  entryId?: string
  confidence: number
  /** P(it belongs to the knowledge at all). */
  inScope: number
  scene: string
  /** The one that held. */
  threshold: number
  /** What it took the question for, best first. */
  candidates: readonly { entryId: string; probability: number }[]
}

/** Asks the production steps about a question on any knowledge: the one in force or a changed copy. */
export async function decideOn(
  at: { now: Date; policy: Policy; knowledge: LoadedKnowledge },
  text: string,
): Promise<Verdict> {
  const turn: Turn = {
    ...at,
    text,
    messages: [text],
    previous: [],
    optionsInARow: 0,
    onDuty: true,
    checks: [],
    steps: [],
  }
  await runPipeline(turn, () => undefined)
  const entryId = turn.decision?.outcome === 'answer' ? turn.decision.entry?.id : undefined
  return {
    outcome: turn.decision?.outcome ?? 'handover',
    ...(entryId === undefined ? {} : { entryId }),
    confidence: turn.understood?.confidence ?? 0,
    inScope: turn.understood?.inScope ?? 0,
    scene: turn.decision?.scene.key ?? 'default',
    threshold: turn.decision?.scene.threshold ?? 1,
    candidates: turn.understood?.candidates ?? [],
  }
}
