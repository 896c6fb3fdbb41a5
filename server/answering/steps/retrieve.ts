import { smallTalk, understandInContext } from '../../../language/index.ts'
import type { Step } from '../turn.ts'

const mostCandidates = 8

/** Asks the tenant's model which entry is meant and how sure that is. */
export const retrieve: Step = {
  name: 'retrieve',
  run(turn) {
    const telling = turn.messages.filter((message) => smallTalk(message) === undefined)
    const text = (telling.length > 0 ? telling : turn.messages).join('\n')
    const earlier = turn.earlier ?? turn.previous.map((asked) => ({ asked }))
    turn.understood = understandInContext(turn.knowledge.model, text, earlier, { limit: mostCandidates })
    if (telling.length > 0 && turn.findEvidence !== undefined)
      turn.evidence = turn.findEvidence(text, turn.now)
  },
}
