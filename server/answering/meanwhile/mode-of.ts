import type { Unattended } from '../../../contract/index.ts'
import type { Decision, Turn } from '../turn.ts'

const strictness: readonly Unattended[] = ['answer', 'acknowledge', 'silent']

/** Of the scene that passed the customer on and that of what they say now, the stricter. */
export function modeOf({ meanwhile, policy }: Turn, decision: Decision): Unattended {
  const first = policy.document.scenes.find((scene) => scene.key === meanwhile?.scene)
  const modes = [first, decision.scene].map((scene) => strictness.indexOf(scene?.unattended ?? 'answer'))
  return strictness[Math.max(...modes)] ?? 'answer'
}
