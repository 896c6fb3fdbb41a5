import {
  checkGrounding,
  findFacts,
  type GroundReason,
  isCourtesy,
  normaliseText,
  splitSentences,
  spokenDeeds,
} from '../../../language/index.ts'

/** What followed on a suggestion, oldest first. */
export interface Followed {
  type: string
  /** Of a message; absent where it was erased. */
  text?: string | undefined
}

/** So much of a suggestion, in pairs of words, has to stand in what was sent: more is written otherwise than kept. */
const leastKept = 0.6
/** From here on a sentence is one of the suggestion's, perhaps with another figure in it. */
const leastAlike = 0.4

/** Said with the words of a suggestion these are another statement, however small the edit. */
const otherwise: ReadonlySet<GroundReason> = new Set([
  'value-unknown',
  'value-elsewhere',
  'denied-otherwise',
  'contrary',
  'link-unknown',
  'name-unknown',
])

/**
 * What an agent made of a suggested reply: sent it, with small edits at most; answered the customer with something else; or
 * nothing that can be told yet, or ever: a greeting, a promise to look, a question and a transfer are no answers. It is replaced only once
 * the customer has written again or the session is over: a suggestion may follow on the agent's first words.
 */
export function handledSuggestion(
  suggested: string,
  followed: readonly Followed[],
): 'used' | 'replaced' | undefined {
  const written: string[] = []
  for (const { type, text } of followed) {
    if (type === 'agent-message') {
      if (text === undefined) return undefined
      written.push(text)
      if (isUsed(suggested, written.join('\n'))) return 'used'
    } else if (written.some(isAnswer)) return 'replaced'
    else if (type !== 'customer-message') return undefined
  }
  return undefined
}

function isUsed(suggested: string, written: string): boolean {
  const known = pairsOf(suggested)
  if (shareIn(known, pairsOf(written)) < leastKept) return false
  const evidence = [{ id: 'suggested', text: suggested }]
  const dates = datesOf(suggested)
  return splitSentences(written).every(({ start, end }) => {
    const said = written.slice(start, end)
    if (shareIn(pairsOf(said), known) < leastAlike) return true
    if ([...datesOf(said)].some((date) => !dates.has(date))) return false
    const { sentences } = checkGrounding(said, evidence)
    return sentences.every(({ reasons }) => !reasons.some((reason) => otherwise.has(reason)))
  })
}

/** Any day will do, to see whether two texts name the same ones. */
const someDay = { now: new Date('2026-01-14T12:00:00Z'), timeZone: 'UTC' }
const datesOf = (text: string): Set<string> =>
  new Set(
    findFacts(text, someDay).flatMap((fact) =>
      fact.type === 'date' ? [`${fact.from} ${fact.to} ${fact.at ?? ''}`] : [],
    ),
  )

/** Whether an agent's message answers anything, right or wrong. */
const isAnswer = (text: string): boolean =>
  splitSentences(text).some(({ start, end }) => {
    const said = text.slice(start, end)
    return !isCourtesy(said) && !/[?？]$/.test(said) && !putsOff(said)
  })

const looking =
  /^(?:ok(?:ay)?,? )?(?:just |please |one |a |give me |let me |i(?:'|’)?(?:ll| will) |i(?:'|’)?m |hold on)[^.!?]{0,40}(?:moment|minute|second|check|look|find out|hold on|wait)|(?:稍等|稍候|等一下|等一会|看一下|查一下|核实一下|帮您(?:查|看|核实))/i
const putsOff = (said: string): boolean =>
  (said.length <= 80 && looking.test(said)) || spokenDeeds(said).some(({ kind }) => kind === 'handover')

const wordOf = /\p{Script=Han}|[\p{L}\p{N}][\p{L}\p{N}.,:'-]*(?<=[\p{L}\p{N}])/gu

/** Every two words in a row, Chinese signs being words, and how often. */
function pairsOf(text: string): Map<string, number> {
  const words = normaliseText(text).match(wordOf) ?? []
  const pairs = new Map<string, number>()
  for (const [at, word] of ['', ...words].entries()) {
    const pair = `${word} ${words[at] ?? ''}`
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  return pairs
}

function shareIn(some: ReadonlyMap<string, number>, all: ReadonlyMap<string, number>): number {
  let total = 0
  let shared = 0
  for (const [pair, many] of some) {
    total += many
    shared += Math.min(many, all.get(pair) ?? 0)
  }
  return shared / Math.max(1, total)
}
