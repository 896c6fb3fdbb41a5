import { LexicalIndex } from '../match/lexical.ts'
import type { Rows } from '../match/vector-space.ts'
import type { WordingOrigin } from '../types.ts'
import { type Duals, type LinearProblem, trainLinear } from './linear.ts'
import { answerWeight, lexicalWeights, type ModelState } from './state.ts'

/** All training texts in the forms the parts need: wordings of entries first, out-of-scope messages after them, our own strangers last. */
export interface Material {
  entryCount: number
  /** Entry of each row, −1 for out of scope. */
  classes: Int32Array
  origins: WordingOrigin[]
  weights: Float32Array
  rows: Rows
  features: number
  terms: Uint32Array[]
  answerTerms: { entry: number; terms: number[] }[]
  texts: string[]
  /** Rows that are wordings of entries. */
  wordingCount: number
  /** Rows that the tenant or a pack gave; behind them stand strangers. */
  givenCount: number
  seed: number
}

/** Settings found by cross-validation on train splits (see README). */
export const settings = {
  blockWeights: new Float32Array([1.5, 1]),
  cost: 1,
  positive: 2,
  iterations: 40,
  tolerance: 0.1,
}

export function trainedLinear(
  material: Material,
  weights: Float32Array,
  iterations: number,
  duals?: Duals,
  margins?: Float32Array,
): ModelState['linear'] {
  const problem: LinearProblem = {
    rows: material.rows,
    classes: material.classes,
    weights,
    features: material.features,
    classCount: material.entryCount,
    seed: material.seed,
    cost: settings.cost,
    positive: settings.positive,
    iterations,
    tolerance: settings.tolerance,
    ...(margins !== undefined && { margins }),
  }
  return trainLinear(problem, duals)
}

/** The lexical index over the wordings that `included` allows. */
export function lexicalIndex(material: Material, included: (row: number) => boolean): LexicalIndex {
  const texts: { entry: number; terms: Uint32Array | number[]; weight: number }[] = []
  for (let row = 0; row < material.wordingCount; row++) {
    if (!included(row)) continue
    const weight = lexicalWeights[material.origins[row] as WordingOrigin]
    texts.push({ entry: material.classes[row] as number, terms: material.terms[row] as Uint32Array, weight })
  }
  for (const { entry, terms } of material.answerTerms) texts.push({ entry, terms, weight: answerWeight })
  return LexicalIndex.build(texts, material.entryCount)
}

/** Whether there are wordings enough for networks to learn from: some of everything, and many in all. */
export function isRich(material: Material): boolean {
  return material.wordingCount >= 500 && material.wordingCount >= 8 * material.entryCount
}

/** Whether most wordings were written beforehand for a trade. */
export function isPacked({ origins, wordingCount }: Material): boolean {
  let packed = 0
  for (let row = 0; row < wordingCount; row++) if (origins[row] === 'pack') packed++
  return packed > wordingCount / 2
}

/** Rows that tell how customers really speak: customers' wordings and labelled out-of-scope messages. */
export function labelledRows(material: Material): number[] {
  const rows: number[] = []
  for (let row = 0; row < material.givenCount; row++) {
    if (row >= material.wordingCount || material.origins[row] === 'customer') rows.push(row)
  }
  return rows
}
