import { wideLimit } from '../match/neighbours.ts'
import type { Vector } from '../match/vector-space.ts'
import type { FeatureExtractor } from '../text/features.ts'
import { type EntryEvidence, type Experts, emptyEvidence, standIn } from './evidence.ts'
import { linearScores } from './linear.ts'
import { floor, networkScores } from './networks.ts'

/** From so many entries on only those are judged that some expert puts forward: what a message costs no longer grows with them. */
export const shortlistFrom = 1_500
/** Entries that the linear expert and the networks put forward each. */
const foremost = 24
/** Neighbours that vote; among few entries no more are looked at. */
const voters = 12
/** Room for what all experts put forward and for as many of another message. */
const room = 512

/** The entries in question for a message, with what is said about each in its place. */
export interface Shortlist {
  entries: Int32Array
  count: number
  evidence: EntryEvidence
  /** Number of the message's terms. */
  terms: number
}

/** Puts forward entries of a large base. Its result is valid until the next call. */
export class ShortlistMaker {
  private readonly entries = new Int32Array(room)
  private readonly evidence = emptyEvidence(room)
  /** Place of each entry + 1. */
  private places = new Int32Array(0)
  private linear = new Float32Array(0)
  private networks = new Float32Array(0)

  /** `besides`: entries to be judged whatever the experts find. */
  make(
    experts: Experts,
    vector: Vector,
    extractor: FeatureExtractor,
    open: Uint8Array,
    besides: ArrayLike<number>,
  ): Shortlist {
    const { linear, networks, neighbours, lexical, documentEntries } = experts
    const { entries, evidence } = this
    if (this.places.length < open.length) this.places = new Int32Array(open.length)
    const { places } = this
    let count = 0
    const enlist = (entry: number) => {
      if (places[entry] !== 0 || open[entry] === 0 || count === room) return
      entries[count++] = entry
      places[entry] = count
    }
    for (let at = 0; at < besides.length; at++) enlist(besides[at] as number)
    const nearest = neighbours.searchWide(vector)
    for (let at = 0; at < nearest.size; at++)
      enlist(documentEntries[nearest.documents[at] as number] as number)
    const best = lexical.findBest(extractor, open)
    for (let at = 0; at < best.size; at++) enlist(best.entries[at] as number)
    if (this.linear.length < linear.classCount) this.linear = new Float32Array(linear.classCount)
    linearScores(linear, vector.ids, vector.values, 0, vector.size, this.linear)
    forEachForemost(this.linear, linear.classCount, enlist)
    if (this.networks.length < networks.classCount) this.networks = new Float32Array(networks.classCount)
    if (networks.count > 0) {
      networkScores(networks, vector.ids, vector.values, vector.size, this.networks)
      forEachForemost(this.networks, networks.classCount, enlist)
    }
    for (let place = 0; place < count; place++) {
      const entry = entries[place] as number
      evidence.linear[place] = entry < linear.classCount ? (this.linear[entry] as number) : -1
      evidence.network[place] =
        networks.count === 0 ? 0 : entry < networks.classCount ? (this.networks[entry] as number) : floor
      evidence.nearest[place] = 0
      evidence.votes[place] = 0
      evidence.nearestDocument[place] = -1
    }
    let total = 0
    for (let at = 0; at < Math.min(wideLimit, nearest.size); at++) {
      const document = nearest.documents[at] as number
      const similarity = nearest.similarities[at] as number
      const place = (places[documentEntries[document] as number] as number) - 1
      if (place < 0) continue
      if (at < voters) {
        const vote = similarity * similarity * similarity
        total += vote
        evidence.votes[place] = (evidence.votes[place] as number) + vote
      }
      if (similarity > (evidence.nearest[place] as number)) {
        evidence.nearest[place] = similarity
        evidence.nearestDocument[place] = document
      }
      standIn(experts, evidence, place, document, similarity)
    }
    for (let place = 0; total > 0 && place < count; place++)
      evidence.votes[place] = (evidence.votes[place] as number) / total
    const terms = lexical.scoreOf(extractor, entries, count, evidence.lexical)
    for (let place = 0; place < count; place++) places[entries[place] as number] = 0
    return { entries, count, evidence, terms }
  }
}

function forEachForemost(scores: Float32Array, count: number, use: (entry: number) => void): void {
  const first: number[] = []
  for (let entry = 0; entry < count; entry++) {
    const score = scores[entry] as number
    if (first.length === foremost && score <= (scores[first[foremost - 1] as number] as number)) continue
    if (first.length === foremost) first.pop()
    let place = first.length
    while (place > 0 && (scores[first[place - 1] as number] as number) < score) place--
    first.splice(place, 0, entry)
  }
  for (const entry of first) use(entry)
}
