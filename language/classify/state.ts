import type { LexicalIndex } from '../match/lexical.ts'
import type { NeighbourIndex } from '../match/neighbours.ts'
import type { VectorSpace } from '../match/vector-space.ts'
import type { Calibration, WordingOrigin } from '../types.ts'
import type { Documents } from './documents.ts'
import type { Judges } from './judge.ts'
import type { LinearWeights } from './linear.ts'
import type { Networks } from './networks.ts'

/** Raised when a change to features, layout or arithmetic makes stored models unreadable or differently answering. */
export const engineVersion = 12

export interface EntryState {
  id: string
  removed: boolean
  /** Living wordings. */
  wordings: number
}

/** All a trained model consists of. */
export interface ModelState {
  space: VectorSpace
  linear: LinearWeights
  networks: Networks
  neighbours: NeighbourIndex
  lexical: LexicalIndex
  judges: Judges
  calibration: Calibration
  entries: EntryState[]
  documents: Documents
  /** Wordings from this one on came after training. */
  trainedDocuments: number
  /** Hashes of texts labelled as belonging to no entry. */
  outOfScope: Float64Array
}

/** How much a wording counts: the tenant's own and its customers' words more than a trade's. */
export const originWeights: Record<WordingOrigin, number> = { operator: 1, customer: 1, pack: 0.5 }

/**
 * The same in the lexical index: customers put one need in many ways, and a few of them widen what an entry seems to be about before
 * they tell what it is.
 */
export const lexicalWeights: Record<WordingOrigin, number> = { operator: 1, customer: 0.5, pack: 0.5 }

/** How much an answer's text counts in the lexical index beside a wording of weight 1. */
export const answerWeight = 0.4
