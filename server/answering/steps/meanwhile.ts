import type { Unattended } from '../../../contract/index.ts'
import { saysSettled, smallTalk } from '../../../language/index.ts'
import { modeOf } from '../meanwhile/mode-of.ts'
import type { Decision, Step, Turn } from '../turn.ts'
import { sceneFor } from './decide.ts'
import { needsApproval } from './propose.ts'

/**
 * While the conversation waits for people and nobody is there, decides what of what was decided may be said: no more than a scene
 * allows, nothing that a person would have had to approve, and not again what did not help. Everything else is kept for people.
 */
export const meanwhile: Step = {
  name: 'meanwhile',
  applies: (turn) => turn.meanwhile !== undefined,
  run(turn) {
    const { decision } = turn
    if (decision === undefined) return
    if (isSettled(turn)) {
      turn.settled = true
      turn.decision = {
        outcome: 'small-talk',
        rule: 'customer-says-it-is-settled',
        ...sceneFor(turn),
        tier: 'rule',
        smallTalk: 'finished',
      }
      return
    }
    const mode = modeOf(turn, decision)
    const rule = keptBy(turn, decision, mode)
    if (decision.outcome !== 'handover' && rule === undefined) return
    // Nobody has to be told that their "thanks" is kept for somebody.
    turn.kept = mode === 'silent' || decision.outcome === 'small-talk' ? 'silent' : 'acknowledge'
    if (rule === undefined || decision.outcome === 'handover' || decision.outcome === 'small-talk') return
    const { scene, sceneCause, tier } = decision
    turn.decision = {
      outcome: 'handover',
      rule,
      scene,
      ...(sceneCause === undefined ? {} : { sceneCause }),
      tier,
      ...(rule === 'reply-needs-approval' ? { reason: 'not-approved' as const } : {}),
    }
  },
}

/** Why what was decided is not said; undefined where it is. */
function keptBy(turn: Turn, decision: Decision, mode: Unattended): string | undefined {
  if (mode !== 'answer') return 'scene-waits-for-people'
  if (needsApproval(decision, decision.scene.review)) return 'reply-needs-approval'
  const { entry } = decision
  if (entry === undefined || decision.rule === 'customer-chose-the-entry') return undefined
  return turn.meanwhile?.unhelpful.includes(entry.id) ? 'answer-did-not-help-before' : undefined
}

/** The customer says that the matter is done with, and nothing else. */
function isSettled({ messages, wantsHuman, choice }: Turn): boolean {
  if (wantsHuman || choice !== undefined || !messages.some(saysSettled)) return false
  return messages.every((message) => saysSettled(message) || smallTalk(message) !== undefined)
}
