import type { DecisionRecord } from '../../../contract/index.ts'
import { checkGrounding } from '../../../language/index.ts'
import { deeds, grounding, handoverPromised, links } from './against-evidence.ts'
import { injection, instructions, personalData } from './against-leaks.ts'
import { replyLanguage, style, wording } from './as-the-company-speaks.ts'
import type { DraftToGuard, Guard, GuardFinding } from './guarded-draft.ts'

/** Every generated text passes all of them, in this order; the list is data. */
export const guards: readonly Guard[] = [
  grounding,
  links,
  deeds,
  handoverPromised,
  instructions,
  replyLanguage,
  wording,
  style,
  injection,
  personalData,
]

export interface GuardVerdict {
  name: Guard['name']
  passed: boolean
  findings: GuardFinding[]
}

/** What each guard says of a text. Pure; a guard that throws has not passed. */
export function runGuards(draft: DraftToGuard, list: readonly Guard[] = guards): GuardVerdict[] {
  const guarded = { ...draft, grounding: checkGrounding(draft.text, draft.evidence) }
  return list.map(({ name, find }) => {
    let findings: GuardFinding[]
    try {
      findings = find(guarded)
    } catch {
      findings = [{ code: 'guard-failed' }]
    }
    return { name, passed: findings.length === 0, findings }
  })
}

/** As a decision record keeps them: names and codes, no text. */
export function checksOf(verdicts: readonly GuardVerdict[]): DecisionRecord['checks'] {
  return verdicts.map(({ name, passed, findings }) => ({
    name,
    passed,
    ...(passed ? {} : { reasons: [...new Set(findings.map((one) => one.code))].slice(0, 8) }),
  }))
}

export interface GuardedText {
  outcome: 'send' | 'handover'
  text: string
  verdicts: GuardVerdict[]
  repaired: boolean
}

/** What is told to whoever writes it anew. */
export type Repair = (problem: {
  text: string
  verdicts: readonly GuardVerdict[]
}) => Promise<string | undefined>

/**
 * A text that fails is written anew once, by whoever the caller says; one that fails again, or cannot be mended, is a
 * handover. A text that promises a person is that handover at once: nobody is told twice that somebody comes.
 */
export async function guardDraft(
  draft: DraftToGuard,
  repair?: Repair,
  list: readonly Guard[] = guards,
): Promise<GuardedText> {
  const verdicts = runGuards(draft, list)
  const failed = verdicts.filter((one) => !one.passed)
  if (failed.length === 0) return { outcome: 'send', text: draft.text, verdicts, repaired: false }
  const over = (given: GuardVerdict[], repaired: boolean): GuardedText => ({
    outcome: 'handover',
    text: draft.text,
    verdicts: given,
    repaired,
  })
  // What leaked or was commanded is not asked again of the same model.
  const isFinal = failed.some(
    ({ name }) => name === 'handover-promised' || name === 'instructions' || name === 'injection',
  )
  if (isFinal || repair === undefined) return over(verdicts, false)
  const text = await repair({ text: draft.text, verdicts: failed })
  if (text === undefined || text.trim() === '') return over(verdicts, false)
  const again = runGuards({ ...draft, text }, list)
  return again.every((one) => one.passed)
    ? { outcome: 'send', text, verdicts: again, repaired: true }
    : over(again, true)
}
