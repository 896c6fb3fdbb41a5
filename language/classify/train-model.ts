import { LexicalIndex, termsOf } from '../match/lexical.ts'
import { NeighbourIndex } from '../match/neighbours.ts'
import { buildSpace, type Rows, vectoriseAll } from '../match/vector-space.ts'
import { FeatureExtractor } from '../text/features.ts'
import { hashText } from '../text/hash.ts'
import { normaliseText } from '../text/normalise.ts'
import type { TrainingInput, TrainingOptions, WordingOrigin } from '../types.ts'
import { calibrate } from './calibrate.ts'
import { defaultJudges } from './defaults.ts'
import { type Duals, type LinearProblem, trainLinear } from './linear.ts'
import { answerWeight, type DocumentState, type ModelState, originWeights } from './state.ts'
import { TrainedModel } from './trained-model.ts'

/** Labelled wordings from which on a model may call itself calibrated. */
export const enoughLabelled = 200

/** All training texts in the forms the parts need: wordings of entries first, out-of-scope messages after them. */
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
  seed: number
}

/** Bytes of linear weights at most; above it the rarest features are left out. */
const largestWeights = 48_000_000
/** Dual variables kept at most for starting the folds near the solution. */
const largestDuals = 40_000_000

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
    const weight = originWeights[material.origins[row] as WordingOrigin]
    texts.push({ entry: material.classes[row] as number, terms: material.terms[row] as Uint32Array, weight })
  }
  for (const { entry, terms } of material.answerTerms) texts.push({ entry, terms, weight: answerWeight })
  return LexicalIndex.build(
    texts.map((text) => ({ ...text, terms: [...text.terms] })),
    material.entryCount,
  )
}

/**
 * Learns a model from a tenant's knowledge. Deterministic for a seed. Entries without wordings are kept but never
 * answered. Throws RangeError on a duplicate entry or wording id.
 */
export function trainModel(input: TrainingInput, options: TrainingOptions = {}): TrainedModel {
  requireDistinctIds(input)
  const extractor = new FeatureExtractor()
  const flat = input.entries.flatMap((entry, at) => entry.wordings.map((wording) => ({ wording, entry: at })))
  const texts = [
    ...flat.map((item) => item.wording.text),
    ...input.outOfScope.map((wording) => wording.text),
  ].map(normaliseText)
  const least = texts.length > 3000 ? 2 : 1
  const most = Math.floor(largestWeights / Math.max(1, input.entries.length))
  const { space, frequent } = buildSpace(texts, extractor, settings.blockWeights, least, most)
  const material: Material = {
    entryCount: input.entries.length,
    classes: Int32Array.from(texts, (_, row) => flat[row]?.entry ?? -1),
    origins: [
      ...flat.map((item) => item.wording.origin),
      ...input.outOfScope.map((wording) => wording.origin),
    ],
    weights: new Float32Array(texts.length),
    rows: vectoriseAll(texts, extractor, space),
    features: frequent,
    terms: texts.map((text) => {
      extractor.extract(text)
      return Uint32Array.from(termsOf(extractor))
    }),
    answerTerms: input.entries.flatMap((entry, at) =>
      (entry.answers ?? []).map((answer) => {
        extractor.extract(normaliseText(answer))
        return { entry: at, terms: termsOf(extractor) }
      }),
    ),
    texts,
    wordingCount: flat.length,
    seed: options.seed ?? 1,
  }
  for (let row = 0; row < texts.length; row++)
    material.weights[row] = originWeights[material.origins[row] as WordingOrigin]
  const cells = material.entryCount * texts.length
  const duals = cells <= largestDuals ? new Float32Array(cells) : undefined
  const linear = trainedLinear(material, material.weights, settings.iterations, duals)
  const documents = flat.map(
    (item, row): DocumentState => ({
      id: item.wording.id,
      entry: item.entry,
      origin: item.wording.origin,
      text: hashText(texts[row] as string),
      terms: material.terms[row] as Uint32Array,
      removed: false,
    }),
  )
  const state: ModelState = {
    space,
    linear,
    neighbours: NeighbourIndex.build(material.rows, frequent, flat.length),
    lexical: lexicalIndex(material, () => true),
    judges: defaultJudges,
    calibration: {
      state: 'not-yet-calibrated',
      labelled: labelledRows(material).length,
      temperature: 1,
      curve: [],
      reliability: [],
    },
    entries: input.entries.map((entry) => ({
      id: entry.id,
      removed: false,
      wordings: entry.wordings.length,
    })),
    documents,
    trainedDocuments: flat.length,
    outOfScope: Float64Array.from(texts.slice(flat.length), hashText),
  }
  if (options.calibrate !== false && state.calibration.labelled >= enoughLabelled) {
    Object.assign(state, calibrate(material, state, duals))
  }
  return new TrainedModel(state)
}

/** Rows that tell how customers really speak: customers' wordings and labelled out-of-scope messages. */
export function labelledRows(material: Material): number[] {
  const rows: number[] = []
  for (let row = 0; row < material.texts.length; row++) {
    if (row >= material.wordingCount || material.origins[row] === 'customer') rows.push(row)
  }
  return rows
}

function requireDistinctIds(input: TrainingInput): void {
  const entries = new Set<string>()
  const wordings = new Set<string>()
  for (const entry of input.entries) {
    if (entries.has(entry.id)) throw new RangeError(`Entry "${entry.id}" is given twice`)
    entries.add(entry.id)
    for (const { id } of entry.wordings) {
      if (wordings.has(id)) throw new RangeError(`Wording "${id}" is given twice`)
      wordings.add(id)
    }
  }
}
