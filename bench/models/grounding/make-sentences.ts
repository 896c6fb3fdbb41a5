import { createHash } from 'node:crypto'
import { numbersFrom, shuffle } from '../../harness/shuffle.ts'
import {
  addLink,
  addPromise,
  addReceipt,
  changeUnit,
  inventValue,
  type MutationClass,
  mutationClasses,
  negate,
  reverse,
  swapValue,
  valuesIn,
} from './mutate.ts'
import { joined, paraphrase } from './paraphrase.ts'
import { productOf, type SourceClaim, type SourceDocument, sourceClaims } from './source-claims.ts'

/** A sentence to judge, with the document it is said to come from. */
export interface GroundingSentence {
  document: string
  /** True: said by the document. */
  supported: boolean
  class: 'paraphrase' | MutationClass
  sentence: string
}

/** How many twins of each class there are of a hundred. What the issue names has most. */
const wanted: Readonly<Record<MutationClass, number>> = {
  'value-swapped': 30,
  negated: 16,
  'value-invented': 10,
  reversed: 10,
  'unit-changed': 6,
  'link-invented': 7,
  'receipt-invented': 7,
  'promise-invented': 7,
  'claim-added': 4,
  'name-swapped': 3,
}

const seedOf = (text: string) => createHash('sha256').update(text).digest().readUInt32LE(0)

interface Maker {
  document: SourceDocument
  claim: SourceClaim
  /** A second line of the document, which is said in the same sentence. */
  beside: SourceClaim | undefined
  product: string | undefined
  seed: number
}

/** The sentence of a claim, or of what became of it: the same numbers are drawn for both. */
function say(maker: Maker, text = maker.claim.text, product = maker.product): string | undefined {
  const first = paraphrase({ ...maker.claim, text }, product, numbersFrom(maker.seed))
  if (first === undefined || maker.beside === undefined) return first
  const second = paraphrase(maker.beside, undefined, numbersFrom(maker.seed + 1))
  return second === undefined ? undefined : joined(first, second, numbersFrom(maker.seed + 2))
}

function twinOf(
  kind: MutationClass,
  maker: Maker,
  sentence: string,
  others: readonly SourceDocument[],
): string | undefined {
  const draw = numbersFrom(maker.seed + 3)
  const { text } = maker.claim
  const { content, title } = maker.document
  const all = `${title}\n${content}`
  const changed = (other: string | undefined) =>
    // What the document also says is no twin.
    other === undefined || other === text || all.includes(other) ? undefined : say(maker, other)
  if (kind === 'value-swapped') return changed(swapValue(text, all, draw))
  if (kind === 'value-invented') return changed(inventValue(text, all, draw))
  if (kind === 'unit-changed') return changed(changeUnit(text, draw))
  if (kind === 'negated') return changed(negate(text))
  if (kind === 'reversed') return changed(reverse(text, draw))
  if (kind === 'link-invented') return addLink(sentence, draw)
  if (kind === 'receipt-invented') return addReceipt(sentence, draw)
  if (kind === 'promise-invented') return addPromise(sentence, draw)
  const stranger = others[Math.floor(draw() * others.length)] as SourceDocument
  if (kind === 'name-swapped') {
    const name = productOf(stranger.title)
    if (maker.product === undefined || name === undefined || all.includes(name)) return undefined
    return sentence.includes(maker.product) ? sentence.replace(maker.product, name) : undefined
  }
  const claims = sourceClaims(stranger).filter((claim) => valuesIn(claim.text).length > 0)
  const claim = claims[Math.floor(draw() * claims.length)]
  if (claim === undefined || all.includes(claim.text)) return undefined
  const added = paraphrase(claim, undefined, draw)
  return added === undefined ? undefined : joined(sentence, added, draw)
}

/**
 * `pairs` true sentences and as many false twins out of documents, always the same for the same documents. A document gives
 * one pair after the other in turn; what a twin is wrong in follows `wanted`.
 */
export function makeSentences(documents: readonly SourceDocument[], pairs: number): GroundingSentence[] {
  const counts = new Map<MutationClass, number>(mutationClasses.map((kind) => [kind, 0]))
  const made: GroundingSentence[] = []
  const queues = shuffle(documents, 20_261_121).map((document) => ({
    document,
    claims: shuffle(sourceClaims(document), seedOf(document.id)),
    used: new Set<string>(),
  }))
  for (let round = 0; made.length < pairs * 2 && round < 40; round += 1)
    for (const { document, claims, used } of queues) {
      if (made.length >= pairs * 2) break
      const claim = claims[round]
      if (claim === undefined || used.has(claim.text)) continue
      used.add(claim.text)
      const seed = seedOf(`${document.id} ${claim.line} ${claim.text}`)
      const other = claims[round + 1]
      const beside =
        seed % 7 === 0 && other?.kind === 'sentence' && claim.text.length < 90 ? other : undefined
      const maker: Maker = { document, claim, beside, product: productOf(document.title), seed }
      const sentence = say(maker)
      if (sentence === undefined) continue
      // The class that lacks most comes first; one that the claim has no place for leaves its turn to the next.
      const lacking = (kind: MutationClass) => (counts.get(kind) ?? 0) / wanted[kind]
      const order = [...mutationClasses].sort((one, two) => lacking(one) - lacking(two))
      for (const kind of order) {
        const twin = twinOf(kind, maker, sentence, documents)
        if (twin === undefined || twin === sentence) continue
        counts.set(kind, (counts.get(kind) ?? 0) + 1)
        made.push({ document: document.id, supported: true, class: 'paraphrase', sentence })
        made.push({ document: document.id, supported: false, class: kind, sentence: twin })
        break
      }
    }
  return made
}

/** Which sentences they are, in sixteen signs: printed with every score, so that a changed set cannot pass as the same. */
export function fingerprint(sentences: readonly GroundingSentence[]): string {
  return createHash('sha256').update(JSON.stringify(sentences)).digest('hex').slice(0, 16)
}
