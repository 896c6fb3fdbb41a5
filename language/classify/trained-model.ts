import { termsOf } from '../match/lexical.ts'
import { withProducts } from '../match/row-products.ts'
import { vectorised } from '../match/sum-rows.ts'
import { emptyVector } from '../match/vector-space.ts'
import { SynonymTable } from '../synonyms/synonym-table.ts'
import { detectLanguage } from '../text/detect-language.ts'
import { FeatureExtractor } from '../text/features.ts'
import { hashText } from '../text/hash.ts'
import { normaliseText } from '../text/normalise.ts'
import type {
  Calibration,
  Candidate,
  HeldOutVerdict,
  LanguageModel,
  Synonym,
  Understanding,
  UnderstandOptions,
  Wording,
} from '../types.ts'
import {
  closeEntry,
  copyEvidence,
  type EntryEvidence,
  emptyEvidence,
  gatherEvidence,
  mixEvidence,
  standIn,
} from './evidence.ts'
import { leansOnEarlier } from './follow-up.ts'
import { gateFeatureNames, gateFeatures, gateProbability, gateSize } from './gate.ts'
import { judgeFor } from './judge.ts'
import { width } from './networks.ts'
import { rankEntries } from './ranking.ts'
import { ShortlistMaker, shortlistFrom } from './shortlist.ts'
import { type EntryState, lexicalWeights, type ModelState } from './state.ts'

/** Added to a wording's own entry when a message repeats it literally. */
const exactBonus = 8

/** On a shortlist stands only what may be answered. */
const everyPlace = new Uint8Array(512).fill(1)

const unnamed: Readonly<Record<string, number>> = Object.fromEntries(
  gateFeatureNames.slice(1).map((name) => [name, 0.5]),
)

/** What is known about a message before ranking and gate. */
export interface Examination {
  evidence: EntryEvidence
  /** Entries judged, in whose places the evidence stands; absent: all of them. */
  entries?: Int32Array
  /** 1: what stands in this place may be answered. */
  open: Uint8Array
  count: number
  unknown: number
  features: number
  /** Number of terms that carry meaning. */
  terms: number
  /** Place of the entry with literally this wording, or −1. */
  exactPlace: number
  /** The one term that the message consists of; 0: it says more. */
  lone: number
}

/** A model that answers, learns single wordings at once and forgets them. Not to be used by two callers at the same time. */
export class TrainedModel implements LanguageModel {
  readonly state: ModelState
  readonly heldOut: readonly HeldOutVerdict[]
  private readonly extractor = new FeatureExtractor()
  private readonly vector = emptyVector()
  private readonly shortlists = new ShortlistMaker()
  private readonly features = new Float64Array(gateSize)
  private evidence: EntryEvidence
  private probabilities: Float32Array
  private open: Uint8Array
  /** Living wordings of each entry that come from a pack. */
  private packed: Int32Array
  private readonly entriesById = new Map<string, number>()
  private readonly refused: Set<number>
  private synonyms = new SynonymTable([])

  constructor(state: ModelState, heldOut: readonly HeldOutVerdict[] = []) {
    this.state = state
    this.heldOut = heldOut
    const room = Math.max(512, state.entries.length + 16)
    this.evidence = emptyEvidence(room)
    this.probabilities = new Float32Array(room)
    this.open = new Uint8Array(room)
    this.packed = new Int32Array(room)
    for (let entry = 0; entry < state.entries.length; entry++) {
      const { id, removed } = state.entries[entry] as EntryState
      this.open[entry] = removed ? 0 : 1
      if (!removed) this.entriesById.set(id, entry)
    }
    const { documents } = state
    for (let document = 0; document < documents.size; document++)
      if (documents.isRemoved(document)) state.neighbours.setAlive(document, false)
      else this.countPacked(documents.entries[document] as number, documents.originOf(document), 1)
    this.refused = new Set(state.outOfScope)
    this.closeEmptyEntries()
    const { linear, networks } = state
    linear.weights = vectorised(linear.weights, linear.classCount)
    networks.embeddings = vectorised(networks.embeddings, networks.count * width)
    networks.outputs = withProducts(networks.outputs, width)
  }

  get entryCount(): number {
    return this.entriesById.size
  }

  get wordingCount(): number {
    return this.state.documents.living
  }

  get calibration(): Calibration {
    return this.state.calibration
  }

  get bytes(): number {
    const { space, linear, networks, neighbours, lexical, documents, entries } = this.state
    let bytes = space.bytes + linear.weights.byteLength + neighbours.bytes + lexical.bytes
    bytes += networks.embeddings.byteLength + networks.scales.byteLength + networks.outputs.byteLength
    bytes += documents.bytes
    for (const entry of entries) bytes += 100 + entry.id.length
    return bytes
  }

  understand(text: string, options: UnderstandOptions = {}): Understanding {
    const message = normaliseText(text)
    const limit = options.limit ?? 5
    const alone = this.readAlone(message, limit)
    const before = options.previous?.at(-1)
    if (before === undefined || alone.confidence > 0.9 || !leansOnEarlier(message)) return alone
    const together = this.decide(message, this.examineAfter(normaliseText(before), message), limit)
    // What is read out of two messages is a guess more than what one message says.
    together.confidence *= 0.95
    together.features.withPrevious = 1
    return together.confidence > alone.confidence ? together : alone
  }

  setSynonyms(synonyms: readonly Synonym[]): void {
    this.synonyms = new SynonymTable(synonyms)
  }

  /** As it was put, and in the words of the knowledge where synonyms know them: the surer reading counts. */
  private readAlone(message: string, limit: number): Understanding {
    const said = this.decide(message, this.examine(message), limit)
    const other = this.synonyms.reword(message)
    // What is literally a wording, or was refused word for word, is what it says.
    if (other === undefined || said.features.exact === 1 || this.refused.has(hashText(message))) return said
    const reworded = this.decide(other, this.examine(other), limit)
    if (reworded.confidence <= said.confidence) return said
    reworded.features.withSynonyms = 1
    return reworded
  }

  addWording(entryId: string, wording: Wording): void {
    this.removeWording(wording.id)
    const entry = this.entryFor(entryId)
    const text = normaliseText(wording.text)
    this.extractor.extract(text)
    this.state.space.vectorise(this.extractor, this.vector, true)
    this.state.neighbours.add(this.vector, this.state.space.table.size)
    const terms = Uint32Array.from(termsOf(this.extractor))
    this.state.lexical.change(entry, terms, lexicalWeights[wording.origin])
    const { id, origin } = wording
    this.state.documents.add({ id, entry, origin, text: hashText(text), terms })
    this.changeCount(entry, 1)
    this.countPacked(entry, origin, 1)
  }

  removeWording(wordingId: string): void {
    const document = this.state.documents.numberOf(wordingId)
    if (document >= 0) this.removeDocument(document)
  }

  private removeDocument(document: number): void {
    const { documents, neighbours, lexical } = this.state
    const entry = documents.entries[document] as number
    documents.remove(document)
    neighbours.setAlive(document, false)
    lexical.change(entry, documents.termsOf(document), -lexicalWeights[documents.originOf(document)])
    this.changeCount(entry, -1)
    this.countPacked(entry, documents.originOf(document), -1)
  }

  removeEntry(entryId: string): void {
    const entry = this.entriesById.get(entryId)
    if (entry === undefined) return
    const { documents } = this.state
    for (let document = documents.entries.indexOf(entry); document >= 0 && document < documents.size; ) {
      if (!documents.isRemoved(document)) this.removeDocument(document)
      document = documents.entries.indexOf(entry, document + 1)
    }
    const held = this.state.entries[entry] as EntryState
    held.removed = true
    this.open[entry] = 0
    this.entriesById.delete(entryId)
  }

  refuse(text: string): void {
    const hash = hashText(normaliseText(text))
    if (this.refused.has(hash)) return
    this.refused.add(hash)
    this.state.outOfScope = Float64Array.of(...this.state.outOfScope, hash)
  }

  /**
   * What the experts say about a normalised message; the arrays are reused at the next call. Of a large base only what some expert
   * puts forward is judged, and what stands in `besides`.
   */
  examine(message: string, besides: readonly number[] = []): Examination {
    const { state, extractor, evidence } = this
    const count = state.entries.length
    extractor.extract(message)
    state.space.vectorise(extractor, this.vector)
    const { linear, networks, neighbours, lexical, trainedDocuments, documents } = state
    const documentEntries = documents.entries
    const experts = { linear, networks, neighbours, lexical, trainedDocuments, documentEntries }
    const same = message.length > 0 ? state.documents.literal(hashText(message)) : -1
    const exact = same < 0 ? -1 : (state.documents.entries[same] as number)
    const common = {
      unknown: this.vector.unknown,
      features: extractor.size,
      lone: exact < 0 ? extractor.loneTerm(message) : 0,
    }
    if (count > shortlistFrom) {
      const wanted = exact < 0 ? besides : [...besides, exact]
      const short = this.shortlists.make(experts, this.vector, extractor, this.open, wanted)
      const exactPlace = exact < 0 ? -1 : short.entries.subarray(0, short.count).indexOf(exact)
      if (exactPlace >= 0) {
        // So many may share all that is rare with it that it is not among the nearest.
        short.evidence.nearest[exactPlace] = 1
        short.evidence.nearestDocument[exactPlace] = same
        standIn(experts, short.evidence, exactPlace, same, 1)
      }
      return { ...short, ...common, open: everyPlace, exactPlace }
    }
    const terms = gatherEvidence(experts, this.vector, extractor, count, evidence)
    for (let entry = 0; entry < count; entry++) if (this.open[entry] === 0) closeEntry(evidence, entry)
    return { ...common, evidence, open: this.open, count, terms, exactPlace: exact }
  }

  /** The message's evidence with a part of what spoke in the one before: "那运费呢" after a return is about its postage. */
  private examineAfter(before: string, message: string): Examination {
    let besides = entriesOf(this.examine(before))
    // Both are asked about all that either of them puts forward, in the same order.
    if (besides.length > 0) besides = entriesOf(this.examine(message, besides))
    const earlier = this.examine(before, besides)
    const held = copyEvidence(earlier.evidence)
    const { unknown } = earlier
    const seen = this.examine(message, besides)
    mixEvidence(seen.evidence, held, seen.terms > 0 ? 0.35 : 0.5, seen.count)
    return { ...seen, unknown: (seen.unknown + unknown) / 2, lone: 0 }
  }

  private decide(message: string, seen: Examination, limit: number): Understanding {
    const { state, probabilities } = this
    const { evidence, count, exactPlace } = seen
    const language = detectLanguage(message)
    const judge = judgeFor(state.judges, language)
    const bonus = exactPlace < 0 ? 0 : exactBonus / Math.max(0.5, judge.ranking[0] as number)
    const linear = evidence.linear[exactPlace] as number
    if (exactPlace >= 0) evidence.linear[exactPlace] = linear + bonus
    const best = rankEntries(judge.ranking, evidence, count, seen.open, probabilities)
    if (exactPlace >= 0) evidence.linear[exactPlace] = linear
    if (best < 0 || seen.features === 0) return nothing(language)
    const entry = seen.entries?.[best] ?? best
    const { wordings } = state.entries[entry] as EntryState
    const context = {
      unknown: seen.unknown,
      features: seen.features,
      wordings,
      packed: (this.packed[entry] as number) / Math.max(1, wordings),
      entries: state.entries.length,
      exact: best === exactPlace,
    }
    gateFeatures(evidence, probabilities, count, best, context, this.features)
    const confidence = gateProbability(judge.confidence, this.features)
    // A person said of exactly this text that no entry answers it.
    const part = exactPlace < 0 && this.refused.has(hashText(message)) ? 0.2 : 1
    return {
      language,
      candidates: this.candidates(seen, limit),
      // Whoever says one word and no more may be after anything that is said with it.
      confidence:
        part * (seen.lone === 0 ? confidence : Math.min(confidence, state.lexical.shareOf(seen.lone, entry))),
      inScope: part * gateProbability(judge.scope, this.features),
      features: this.namedFeatures(),
    }
  }

  private namedFeatures(): Record<string, number> {
    // Names given one by one to an object that has none cost more than ranking all entries.
    const features: Record<string, number> = { ...unnamed }
    for (let at = 1; at < gateSize; at++)
      features[gateFeatureNames[at] as string] = this.features[at] as number
    return features
  }

  private candidates({ count, evidence, entries, open }: Examination, limit: number): Candidate[] {
    const { probabilities, state } = this
    const order: number[] = []
    for (let entry = 0; entry < count; entry++) {
      if (open[entry] === 0) continue
      const share = probabilities[entry] as number
      if (order.length === limit && share <= (probabilities[order[limit - 1] as number] as number)) continue
      let place = order.length < limit ? order.push(entry) - 1 : limit - 1
      for (; place > 0 && (probabilities[order[place - 1] as number] as number) < share; place--)
        order[place] = order[place - 1] as number
      order[place] = entry
    }
    return order.map((entry) => {
      const document = evidence.nearestDocument[entry] as number
      return {
        entryId: (state.entries[entries?.[entry] ?? entry] as EntryState).id,
        probability: probabilities[entry] as number,
        evidence: {
          linear: evidence.linear[entry] as number,
          neighbours: evidence.nearest[entry] as number,
          lexical: evidence.lexical[entry] as number,
        },
        ...(document >= 0 && {
          nearestWordingId: state.documents.ids[document] as string,
        }),
      }
    })
  }

  private entryFor(entryId: string): number {
    const known = this.entriesById.get(entryId)
    if (known !== undefined) return known
    const entry = this.state.entries.length
    this.state.entries.push({ id: entryId, removed: false, wordings: 0 })
    this.entriesById.set(entryId, entry)
    if (entry >= this.open.length) {
      const room = entry * 2
      this.evidence = emptyEvidence(room)
      this.probabilities = new Float32Array(room)
      const open = new Uint8Array(room)
      open.set(this.open)
      this.open = open
      const packed = new Int32Array(room)
      packed.set(this.packed)
      this.packed = packed
    }
    return entry
  }

  /** An entry without a living wording is not offered. */
  private changeCount(entry: number, by: number): void {
    const held = this.state.entries[entry] as EntryState
    held.wordings += by
    this.open[entry] = held.wordings > 0 && !held.removed ? 1 : 0
  }

  private countPacked(entry: number, origin: Wording['origin'], by: number): void {
    if (origin === 'pack') this.packed[entry] = (this.packed[entry] as number) + by
  }

  private closeEmptyEntries(): void {
    for (let entry = 0; entry < this.state.entries.length; entry++) this.changeCount(entry, 0)
  }
}

const entriesOf = ({ entries, count }: Examination): number[] =>
  entries === undefined ? [] : [...entries.subarray(0, count)]

function nothing(language: Understanding['language']): Understanding {
  return { language, candidates: [], confidence: 0, inScope: 0, features: {} }
}
