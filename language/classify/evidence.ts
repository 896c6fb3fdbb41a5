import type { LexicalIndex } from '../match/lexical.ts'
import type { NeighbourIndex } from '../match/neighbours.ts'
import type { Vector } from '../match/vector-space.ts'
import type { FeatureExtractor } from '../text/features.ts'
import { type LinearWeights, linearScores } from './linear.ts'
import { floor, type Networks, networkScores } from './networks.ts'

/** What speaks for each entry, entry by entry. */
export interface EntryEvidence {
  linear: Float32Array
  /** Similarity of the entry's nearest wording. */
  nearest: Float32Array
  /** Share of the entry among the nearest wordings. */
  votes: Float32Array
  lexical: Float32Array
  /** Mean log probability by the networks, 0 everywhere where there are none. */
  network: Float32Array
  nearestDocument: Int32Array
}

export function emptyEvidence(entries: number): EntryEvidence {
  return {
    linear: new Float32Array(entries),
    nearest: new Float32Array(entries),
    votes: new Float32Array(entries),
    lexical: new Float32Array(entries),
    network: new Float32Array(entries),
    nearestDocument: new Int32Array(entries).fill(-1),
  }
}

/** The experts over one set of entries and wordings. */
export interface Experts {
  linear: LinearWeights
  networks: Networks
  neighbours: NeighbourIndex
  lexical: LexicalIndex
  /** Entry of each wording. */
  documentEntries: ArrayLike<number>
  /** Wordings from this one on came after training; the linear model does not know them. */
  trainedDocuments: number
}

/** Asks the experts about the message in `vector` and `extractor`; returns the number of its terms. */
export function gatherEvidence(
  experts: Experts,
  vector: Vector,
  extractor: FeatureExtractor,
  entryCount: number,
  out: EntryEvidence,
): number {
  const { linear } = experts
  linearScores(linear, vector.ids, vector.values, 0, vector.size, out.linear)
  for (let entry = linear.classCount; entry < entryCount; entry++) out.linear[entry] = -1
  networkScores(experts.networks, vector.ids, vector.values, vector.size, out.network)
  const { count } = experts.networks
  if (count === 0) out.network.fill(0, 0, entryCount)
  for (let entry = experts.networks.classCount; count > 0 && entry < entryCount; entry++)
    out.network[entry] = floor
  out.nearest.fill(0, 0, entryCount)
  out.votes.fill(0, 0, entryCount)
  out.nearestDocument.fill(-1, 0, entryCount)
  const found = experts.neighbours.search(vector.ids, vector.values, 0, vector.size)
  let total = 0
  for (let at = 0; at < found.size; at++) {
    const document = found.documents[at] as number
    const similarity = found.similarities[at] as number
    const entry = experts.documentEntries[document] as number
    const vote = similarity * similarity * similarity
    total += vote
    out.votes[entry] = (out.votes[entry] as number) + vote
    if (similarity > (out.nearest[entry] as number)) {
      out.nearest[entry] = similarity
      out.nearestDocument[entry] = document
    }
    standIn(experts, out, entry, document, similarity)
  }
  if (total > 0)
    for (let entry = 0; entry < entryCount; entry++) out.votes[entry] = (out.votes[entry] as number) / total
  return experts.lexical.score(extractor, out.lexical)
}

/** A wording learned since training stands in for what linear model and networks would have learned from it. */
export function standIn(
  { trainedDocuments, networks }: Experts,
  evidence: EntryEvidence,
  place: number,
  document: number,
  similarity: number,
): void {
  if (document < trainedDocuments) return
  evidence.linear[place] = Math.max(evidence.linear[place] as number, 1.8 * similarity - 1)
  if (networks.count > 0)
    evidence.network[place] = Math.max(evidence.network[place] as number, 6 * (similarity - 1))
}

/** Takes an entry out of the running. */
export function closeEntry(evidence: EntryEvidence, entry: number): void {
  evidence.linear[entry] = -3
  evidence.nearest[entry] = 0
  evidence.votes[entry] = 0
  evidence.lexical[entry] = 0
  evidence.network[entry] = floor
}

export function copyEvidence({
  linear,
  nearest,
  votes,
  lexical,
  network,
  nearestDocument,
}: EntryEvidence): EntryEvidence {
  return {
    linear: linear.slice(),
    nearest: nearest.slice(),
    votes: votes.slice(),
    lexical: lexical.slice(),
    network: network.slice(),
    nearestDocument: nearestDocument.slice(),
  }
}

/** Moves `into` towards `other` by `part` (0..1) for the first `count` entries. */
export function mixEvidence(into: EntryEvidence, other: EntryEvidence, part: number, count: number): void {
  for (const name of ['linear', 'nearest', 'votes', 'lexical', 'network'] as const) {
    const own = into[name]
    const added = other[name]
    for (let entry = 0; entry < count; entry++) {
      own[entry] = (1 - part) * (own[entry] as number) + part * (added[entry] as number)
    }
  }
}
