import { smallTalk, understandInContext } from '../../../language/index.ts'
import type { Step, Turn } from '../turn.ts'

const mostCandidates = 8

/** Asks the tenant's model which entry is meant and how sure that is. */
export const retrieve: Step = {
  name: 'retrieve',
  run(turn) {
    if (turn.smallTalk === 'unhelped') return askAgain(turn)
    const telling = turn.messages.filter((message) => smallTalk(message) === undefined)
    const text = (telling.length > 0 ? telling : turn.messages).join('\n')
    const earlier = turn.earlier ?? turn.previous.map((asked) => ({ asked }))
    turn.understood = understandInContext(turn.knowledge.model, text, earlier, { limit: mostCandidates })
    if (telling.length > 0 && turn.findEvidence !== undefined)
      turn.evidence = turn.findEvidence(text, turn.now)
  },
}

/** What did not help is not found again: the customer's question is looked up anew, without what answered it. */
function askAgain(turn: Turn): void {
  const last = turn.earlier?.at(-1)
  if (last === undefined) return
  const understood = turn.knowledge.model.understand(last.asked, { limit: mostCandidates })
  const candidates = understood.candidates.filter(({ entryId }) => entryId !== last.entryId)
  turn.understood = { ...understood, candidates, confidence: 0 }
}

/** Reads and looks up a question that needs nothing of what was said before. */
export function understandAlone(
  turn: Turn,
  question: string,
): Pick<Turn, 'understood' | 'evidence' | 'rewritten'> {
  const last = (turn.earlier ?? turn.previous).length - 1
  return {
    rewritten: question,
    understood: {
      ...turn.knowledge.model.understand(question, { limit: mostCandidates }),
      context: { kind: 'rewritten', turn: last },
    },
    ...(turn.findEvidence === undefined ? {} : { evidence: turn.findEvidence(question, turn.now) }),
  }
}
