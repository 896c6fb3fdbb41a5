import type { SceneReview } from '../../../contract/index.ts'
import { chooseEntry } from '../../models/index.ts'
import type { Decision, Step, Turn } from '../turn.ts'
import { openRules } from './consult.ts'
import { answering, mostOptionsInARow, sceneFor } from './decide.ts'
import { draftOf } from './draft.ts'

/**
 * Decides whether a person approves the reply before it goes out. Where the local tier is not sure and nobody else had an answer,
 * its likeliest entry is what is proposed, if the scene wants that and it is likely enough to be worth a look.
 */
export const propose: Step = {
  name: 'propose',
  applies: ({ holds, decision }) => holds === true && decision?.scene.review !== undefined,
  run(turn) {
    const { decision } = turn
    const review = decision?.scene.review
    if (decision === undefined || review === undefined) return
    const proposed = decision.outcome === 'answer' ? decision : likeliest(turn, decision, review)
    if (proposed === undefined || !needsApproval(proposed, review)) return
    turn.decision = proposed
    const instead = optionsInstead(turn, proposed)
    turn.held = {
      sure: proposed.toApprove !== true,
      ...(instead === undefined ? {} : { instead }),
    }
  },
}

/** Whether a reply waits for a person in a scene that says so. */
export function needsApproval(decision: Decision, review: SceneReview | undefined): boolean {
  if (decision.outcome !== 'answer' || review === undefined) return false
  if (decision.toApprove) return true
  const byModel = decision.tier === 'small-model' || decision.tier === 'large-model'
  return byModel ? review.models : review.local === 'all'
}

/** What the local tier holds for likeliest, where it was not sure of it and no model found that nothing fits. */
function likeliest(turn: Turn, decision: Decision, review: SceneReview): Decision | undefined {
  if (review.local === 'never') return undefined
  if (!openRules.includes(decision.rule) && decision.rule !== 'model-chose-what-to-offer') return undefined
  if (turn.consulted?.asked.some((one) => one.task === chooseEntry.name && one.use === 'nothing-fits'))
    return undefined
  const first = turn.understood?.candidates[0]
  const entry = first === undefined ? undefined : answering(turn, first.entryId)
  if (first === undefined || entry === undefined) return undefined
  const found = sceneFor(turn, entry)
  // An entry of another scene is that scene's matter.
  if (found.scene.key !== decision.scene.key) return undefined
  if ((turn.understood?.inScope ?? 0) * first.probability < found.scene.offerThreshold) return undefined
  return {
    outcome: 'answer',
    rule: 'likeliest-entry-to-approve',
    ...found,
    tier: 'local',
    entry,
    toApprove: true,
  }
}

/** The likely entries as buttons, without the one that was declined then. */
function optionsInstead(turn: Turn, proposed: Decision) {
  const { scene } = proposed
  if (scene.review?.whenDeclined !== 'options' || turn.optionsInARow >= mostOptionsInARow) return undefined
  const options = (turn.understood?.candidates ?? [])
    .flatMap(({ entryId }) => answering(turn, entryId) ?? [])
    .filter((entry) => entry.id !== proposed.entry?.id)
    .slice(0, scene.offerCount)
  if (options.length === 0) return undefined
  return draftOf(turn, { ...proposed, outcome: 'options', options }, {}).parts
}
