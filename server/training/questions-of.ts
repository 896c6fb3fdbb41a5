import type { QuestionKind } from '../../contract/index.ts'
import { maskPersonalData, smallTalk, summariseForHandover } from '../../language/index.ts'
import type { PastTurn } from '../conversations/index.ts'

/** A customer's question and what became of it. */
export interface AskedQuestion {
  id: string
  conversationId: string
  inputFrom: number
  inputTo: number
  replySeq: number
  occurredAt: Date
  kind: QuestionKind
  language: string
  text: string
  confidence: number
  entryId: string | null
  /** Entries with the probability that they were meant. */
  candidates: [entryId: string, probability: number][]
}

const longestText = 500
const mostCandidates = 5
/** Who asks for a person so soon behind an answer was not helped by it. */
const letDownWithinMs = 30 * 60_000

/**
 * The questions in one conversation's turns, in order. A click on an option, "none of these" and a wish for a person say
 * something about the question before them and are none themselves.
 */
export function questionsOf(turns: readonly PastTurn[]): AskedQuestion[] {
  const questions: AskedQuestion[] = []
  /** The question that the newest reply was about. */
  let about: AskedQuestion | undefined
  for (const turn of turns) {
    const before = about
    if (turn.rule === 'customer-chose-the-entry') {
      if (before !== undefined) Object.assign(before, { kind: 'chosen', entryId: turn.entryId })
    } else if (turn.rule === 'customer-declined-the-options') {
      if (before !== undefined) before.kind = 'unanswered'
    } else if (turn.rule === 'customer-asked-for-a-person') {
      if (before !== undefined && isLetDown(before, turn)) before.kind = 'handed-over'
      const own = carriesMatter(turn) ? questionOf(turn, 'handed-over') : undefined
      if (own !== undefined) questions.push(own)
      about = undefined
      continue
    } else {
      const kind = kindOf(turn)
      about = kind === undefined ? undefined : questionOf(turn, kind)
      if (about !== undefined) questions.push(about)
    }
    if (turn.solved === false && about !== undefined) about.kind = 'disliked'
  }
  return questions
}

function kindOf(turn: PastTurn): QuestionKind | undefined {
  if (turn.outcome === 'answer') return 'answered'
  // Until the customer takes one of them.
  if (turn.outcome === 'options') return 'low-confidence'
  if (turn.outcome !== 'handover') return undefined
  // Whoever was too upset to be answered may have asked what is well known.
  if (turn.reason === 'furious' || turn.reason === 'abusive') return undefined
  // What a scene leaves to people, though they are not there, may be well known.
  if (turn.rule === 'scene-waits-for-people') return undefined
  // What a procedure asked was answered; people only go on with it.
  if (turn.reason === 'procedure') return undefined
  return turn.reason === 'low-confidence' ? 'low-confidence' : 'unanswered'
}

function isLetDown(question: AskedQuestion, turn: PastTurn): boolean {
  if (question.kind === 'disliked') return false
  return turn.occurredAt.getTime() - question.occurredAt.getTime() <= letDownWithinMs
}

/** Whether anything is asked in it besides for a person. */
function carriesMatter(turn: PastTurn): boolean {
  return summariseForHandover(turn.messages.map((text) => ({ from: 'customer', text }))).asked.length > 0
}

function questionOf(turn: PastTurn, kind: QuestionKind): AskedQuestion | undefined {
  const telling = turn.messages.filter((message) => smallTalk(message) === undefined)
  const text = maskPersonalData(telling.join('\n')).text.trim().slice(0, longestText).toWellFormed()
  if (text === '') return undefined
  return {
    id: turn.id,
    conversationId: turn.conversationId,
    inputFrom: turn.inputFrom,
    inputTo: turn.inputTo,
    replySeq: turn.replySeq,
    occurredAt: turn.occurredAt,
    kind,
    language: turn.language,
    text,
    confidence: turn.confidence,
    entryId: turn.outcome === 'answer' ? turn.entryId : null,
    candidates: turn.found
      .slice(0, mostCandidates)
      .map(
        ({ entryId, probability }) =>
          [entryId, Number((turn.inScope * probability).toFixed(4))] as [string, number],
      ),
  }
}
