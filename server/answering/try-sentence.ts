import type { z } from 'zod'
import { plainText, type trySentence as tryRoute } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Log } from '../platform/log/index.ts'
import { checkPolicy, findScene, type Policies, type Policy } from '../policy/index.ts'
import type { Understanding } from '../understanding/index.ts'
import { confidenceOf, runPipeline } from './pipeline.ts'
import { titleOf } from './steps/draft.ts'
import type { Turn } from './turn.ts'

/** Which scene a sentence falls into and why, by the production pipeline and a policy that may not be saved yet. */
export async function trySentence(
  {
    clock,
    policies,
    understanding,
    log,
  }: { clock: Clock; policies: Policies; understanding: Understanding; log: Log },
  tenantId: string,
  { text, channelId, document }: z.output<(typeof tryRoute)['body']>,
): Promise<z.output<(typeof tryRoute)['reply']>> {
  const inForce = await policies.current(tenantId)
  if (document !== undefined) checkPolicy(document)
  const policy: Policy = document === undefined ? inForce : { ...inForce, document }
  const knowledge = await understanding.current(tenantId)
  const turn: Turn = {
    now: clock.now(),
    policy,
    knowledge,
    text,
    messages: [text],
    previous: [],
    optionsInARow: 0,
    onDuty: true,
    ...(channelId === undefined ? {} : { channelId }),
    checks: [],
    steps: [],
  }
  await runPipeline(turn, (error) => log.error({ err: error }, 'a sentence could not be tried'))
  const { decision, understood } = turn
  if (decision === undefined) throw new Error('the turn is not decided')
  const first = understood?.candidates[0]
  const nearest = first === undefined ? undefined : knowledge.entries.get(first.entryId)
  const categories = [...new Set(Object.values(nearest?.category ?? {}))]
  const sure = decision.reason !== 'out-of-scope'
  const { tried } = findScene(policy.document, {
    categories: sure ? categories : [],
    text,
    channelId,
    language: turn.language,
  })
  return {
    language: turn.language ?? 'other',
    scene: decision.scene.key,
    cause: decision.sceneCause ?? { by: 'default' },
    outcome: decision.outcome,
    rule: decision.rule,
    ...(decision.reason === undefined ? {} : { reason: decision.reason }),
    confidence: Number(confidenceOf(turn).toFixed(4)),
    threshold: decision.scene.threshold,
    ...(nearest === undefined
      ? {}
      : { entry: { title: titleOf(nearest, turn.language ?? 'en'), categories } }),
    text: plainText(turn.draft?.parts ?? []),
    tried,
  }
}
