import type { z } from 'zod'
import type { askedQuestion, GivenAnswer } from '../../../contract/index.ts'
import { ask } from '../ask.ts'

export type AnswerApiDependencies = Parameters<typeof ask>[0]

/** What another desk or bot is told: the answer and how sure it is, and nothing that is for the company's own people alone. */
export async function giveAnswer(
  dependencies: AnswerApiDependencies,
  tenantId: string,
  { question, previous }: z.output<typeof askedQuestion>,
): Promise<GivenAnswer> {
  const { outcome, text, parts, sources, passages, options, decision, reason, toApprove } = await ask(
    dependencies,
    tenantId,
    {
      text: question,
      previous,
    },
  )
  const told = {
    confidence: decision.decided.confidence,
    threshold: decision.decided.threshold,
    scene: decision.decided.scene,
    language: decision.understood.language,
  }
  // Nobody here could approve it: whoever asked has people of their own.
  if (toApprove)
    return {
      outcome: 'handover',
      text: '',
      parts: [],
      sources: [],
      options: [],
      ...told,
      reason: 'not-approved',
    }
  return {
    outcome,
    text,
    parts,
    sources,
    ...(passages === undefined ? {} : { passages }),
    options,
    ...told,
    ...(reason === undefined ? {} : { reason }),
  }
}
