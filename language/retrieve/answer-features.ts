import { splitSentences } from '../ground/split-sentences.ts'
import { keyOfPair } from '../match/asked-pairs.ts'
import type { LookedInto, PassageToIndex } from '../match/passage-index.ts'
import { TermReader } from './passage-terms.ts'

/** What tells whether passages answer a question, in order; every one is of the order of 1. The first is constant. */
export const answerFeatureNames = [
  'constant',
  'covered',
  'coveredTogether',
  'closest',
  'paired',
  'titled',
  'rare',
  'unknown',
  'lead',
  'level',
  'length',
  'longCovered',
] as const
export type AnswerFeature = (typeof answerFeatureNames)[number]
export const answerFeatureCount = answerFeatureNames.length

/** Of the question's terms, those that tell most. */
const mostRare = 5
/** What stands so far down is what any question finds. */
const farDown = 10

const reader = new TermReader()

/** Which of these terms a text holds. */
function heldBy(text: string, wanted: ReadonlySet<number>): Set<number> {
  const held = new Set<number>()
  reader.read(text, (term) => {
    if (wanted.has(term)) held.add(term)
  })
  return held
}

/** What a question and the passages found for it look like to whoever judges whether these answer it. */
export function answerFeatures({ terms, pairs, scores, most, passages }: LookedInto): Float64Array {
  const out = new Float64Array(answerFeatureCount)
  const total = terms.reduce((sum, one) => sum + one.weight, 0)
  out[0] = 1
  if (total === 0 || passages.length === 0) return out
  const wanted = new Set(terms.map(({ term }) => term))
  const shareOf = (held: ReadonlySet<number>) =>
    terms.reduce((sum, { term, weight }) => (held.has(term) ? sum + weight : sum), 0) / total
  const together = new Set<number>()
  let covered = 0
  let closest = 0
  let paired = 0
  let titled = 0
  for (const passage of passages) {
    const title = heldBy(`${passage.title}\n${passage.headings}`, wanted)
    const held = heldBy(passage.text, wanted)
    const foundPairs = pairsIn(passage, pairs)
    for (const term of title) held.add(term)
    for (const term of held) together.add(term)
    covered = Math.max(covered, shareOf(held))
    titled = Math.max(titled, shareOf(title))
    paired = Math.max(paired, pairs.size === 0 ? 0 : foundPairs / pairs.size)
    // Two sentences that follow each other say one thing as often as one does.
    const sentences = splitSentences(passage.text).map(({ start, end }) =>
      heldBy(passage.text.slice(start, end), wanted),
    )
    for (const [at, sentence] of sentences.entries())
      closest = Math.max(closest, shareOf(sentence.union(sentences[at + 1] ?? new Set())))
  }
  const rarest = terms.toSorted((a, b) => b.weight - a.weight).slice(0, mostRare)
  const rareWeight = rarest.reduce((sum, one) => sum + one.weight, 0)
  const rareHeld = rarest.reduce((sum, one) => (together.has(one.term) ? sum + one.weight : sum), 0)
  const [first = 0] = scores
  const length = Math.log(1 + terms.length) / 4
  out[1] = covered
  out[2] = shareOf(together)
  out[3] = closest
  out[4] = paired
  out[5] = titled
  out[6] = rareHeld / rareWeight
  out[7] = terms.reduce((sum, { known, weight }) => (known ? sum : sum + weight), 0) / total
  out[8] = first === 0 ? 0 : 1 - (scores[Math.min(farDown, scores.length) - 1] ?? 0) / first
  out[9] = most === 0 ? 0 : first / most
  out[10] = length
  out[11] = length * covered
  return out
}

function pairsIn({ title, headings, text }: PassageToIndex, pairs: ReadonlySet<number>): number {
  if (pairs.size === 0) return 0
  const found = new Set<number>()
  for (const part of [title, headings, text]) {
    reader.read(part, () => undefined)
    if (part === '') continue
    const { sequence } = reader
    for (let place = 1; place < sequence.length; place++) {
      const key = keyOfPair(sequence[place - 1] as number, sequence[place] as number)
      if (pairs.has(key)) found.add(key)
    }
  }
  return found.size
}
