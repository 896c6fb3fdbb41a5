import type { ToolSettings } from '../../../contract/index.ts'
import { isYoung } from '../../customers/index.ts'
import type { CallPlace } from './call-rows.ts'
import type { ToolCore } from './open-tools.ts'

/** What whoever asks would have to prove first; the customer can do that, and goes on then. */
export type Lacking = 'identity-required' | 'code-required'

export const isLacking = (code: string): code is Lacking =>
  code === 'identity-required' || code === 'code-required'

/** What is missing for a call of a tool with these settings; `code` where the policy, or the amount, wants one, too. */
export function lacking(
  core: Pick<ToolCore, 'holds' | 'clock'>,
  { needs, codeWithin }: Pick<ToolSettings, 'needs' | 'codeWithin'>,
  { subject, codeAt }: Pick<CallPlace, 'subject' | 'codeAt'>,
  code = needs === 'code',
): Lacking | undefined {
  if (core.holds('identity') && (needs !== 'nobody' || code) && subject === undefined)
    return 'identity-required'
  const stepsUp = code && core.holds('step-up')
  return stepsUp && !isYoung(codeAt, core.clock.now(), codeWithin * 60_000) ? 'code-required' : undefined
}
