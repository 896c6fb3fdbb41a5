import { termsOf } from '../match/lexical.ts'
import { NeighbourIndex } from '../match/neighbours.ts'
import { buildSpace, type VectorSpace, vectoriseAll } from '../match/vector-space.ts'
import { FeatureExtractor } from '../text/features.ts'
import { hashText } from '../text/hash.ts'
import { normaliseText } from '../text/normalise.ts'
import type { HeldOutVerdict, TrainingInput, TrainingOptions, WordingOrigin } from '../types.ts'
import { calibrate, type HeldOutRow, measureDefaults } from './calibrate.ts'
import { bareJudges, defaultJudges, packedJudges } from './defaults.ts'
import { type Document, Documents } from './documents.ts'
import {
  isPacked,
  isRich,
  labelledRows,
  lexicalIndex,
  type Material,
  settings,
  trainedLinear,
} from './material.ts'
import { noNetworks, trainNetworks } from './networks.ts'
import { type ModelState, originWeights } from './state.ts'
import { leaveOutAlike, strangers } from './strangers/index.ts'
import { TrainedModel } from './trained-model.ts'

/** Labelled wordings from which on a model may call itself calibrated. */
export const enoughLabelled = 200
/** From so many on the default judges are moved towards what they show. */
const enoughToFit = 50
/** From so many on the default judges are at least measured on them. */
const enoughToMeasure = 20

/** Bytes of linear weights at most; above it the rarest features are left out. */
const largestWeights = 48_000_000
/**
 * Entries times wordings from which on the linear expert is left out: a machine for each entry would take hours. Neighbours and
 * lexical index then speak alone, as they do for what was added since training.
 */
const mostCells = 40_000_000
/** Features kept at most where no linear weights limit them. */
const mostFeatures = 1_000_000
/** Dual variables kept at most for starting the folds near the solution. */
const largestDuals = 40_000_000

/**
 * Learns a model from a tenant's knowledge. Deterministic for a seed. Entries without wordings are kept but never
 * answered. Throws RangeError on a duplicate entry or wording id.
 */
export function trainModel(input: TrainingInput, options: TrainingOptions = {}): TrainedModel {
  requireDistinctIds(input)
  const prepared = prepare(input, options)
  const { material } = prepared
  const cells = material.entryCount * material.texts.length
  if (!hasLinear(input, options)) return new TrainedModel(firstState(input, prepared, noLinear, 0))
  const duals = cells <= largestDuals ? new Float32Array(cells) : undefined
  const linear = trainedLinear(material, material.weights, settings.iterations, duals)
  const state = firstState(input, prepared, linear)
  const { labelled } = state.calibration
  if (options.calibrate === false) return new TrainedModel(state)
  const packed = isPacked(material)
  if (isRich(material) && (labelled >= enoughLabelled || packed))
    state.networks = trainNetworks({ ...material, classCount: material.entryCount })
  if (packed && state.networks.count > 0) state.judges = packedJudges
  if (labelled < enoughToMeasure) return new TrainedModel(state)
  if (labelled < enoughToFit)
    return new TrainedModel(state, verdictsOf(input, measureDefaults(material, state, duals)))
  const { heldOut, judges, calibration } = calibrate(material, state, duals, input.traffic)
  const calibrated = labelled < enoughLabelled ? { judges } : { judges, calibration }
  return new TrainedModel(Object.assign(state, calibrated), verdictsOf(input, heldOut))
}

/** A large base goes without, and without strangers, which linear expert and networks alone learn from. */
function hasLinear({ entries, outOfScope }: TrainingInput, options: TrainingOptions): boolean {
  const wordings = entries.reduce((sum, entry) => sum + entry.wordings.length, outOfScope.length)
  return options.linear !== false && entries.length > 0 && entries.length * wordings <= mostCells
}

const noLinear: ModelState['linear'] = {
  features: 0,
  classCount: 0,
  weights: new Int8Array(0),
  scales: new Float32Array(0),
  biases: new Float32Array(0),
}

function verdictsOf(input: TrainingInput, rows: readonly HeldOutRow[]): HeldOutVerdict[] {
  const ids = [...input.entries.flatMap((entry) => entry.wordings), ...input.outOfScope].map(({ id }) => id)
  return rows.map(({ row, confidence, best, right, inScope }) => {
    const entryId = input.entries[best]?.id
    return {
      wordingId: ids[row] as string,
      confidence,
      ...(entryId === undefined ? {} : { entryId }),
      right,
      inScope,
    }
  })
}

interface Prepared {
  material: Material
  space: VectorSpace
  neighbours: NeighbourIndex
}

/** Reads all texts once into the forms the experts learn from. */
function prepare(input: TrainingInput, options: TrainingOptions): Prepared {
  const extractor = new FeatureExtractor()
  const termsIn = (text: string) => {
    extractor.extract(text)
    return termsOf(extractor)
  }
  const owned = input.entries.flatMap((entry, at) =>
    entry.wordings.map((wording) => ({ wording, entry: at })),
  )
  const linear = hasLinear(input, options)
  const given = [...owned.map((item) => item.wording), ...input.outOfScope]
  const givenTexts = given.map((wording) => normaliseText(wording.text))
  const least = given.length > 3000 ? 2 : 1
  const most = linear ? Math.floor(largestWeights / Math.max(1, input.entries.length)) : mostFeatures
  const { space, frequent } = buildSpace(givenTexts, extractor, settings.blockWeights, least, most)
  const wordings = linear ? [...given, ...strangers] : given
  const texts = linear ? [...givenTexts, ...strangers.map(({ text }) => text)] : givenTexts
  const material: Material = {
    entryCount: input.entries.length,
    classes: Int32Array.from(texts, (_, row) => owned[row]?.entry ?? -1),
    origins: wordings.map((wording) => wording.origin),
    weights: Float32Array.from(wordings, (wording) => originWeights[wording.origin]),
    rows: vectoriseAll(texts, extractor, space),
    features: frequent,
    terms: texts.map((text) => Uint32Array.from(termsIn(text))),
    answerTerms: input.entries.flatMap((entry, at) =>
      (entry.answers ?? []).map((answer) => ({ entry: at, terms: termsIn(normaliseText(answer)) })),
    ),
    texts,
    wordingCount: owned.length,
    givenCount: given.length,
    seed: options.seed ?? 1,
  }
  const neighbours = NeighbourIndex.build(material.rows, material.features, material.wordingCount)
  leaveOutAlike(material, neighbours)
  return { material, space, neighbours }
}

/** The model as the default judges see it. */
function firstState(
  input: TrainingInput,
  { material, space, neighbours }: Prepared,
  linear: ModelState['linear'],
  trainedDocuments = material.wordingCount,
): ModelState {
  const { texts, wordingCount, givenCount } = material
  const ids = input.entries.flatMap((entry) => entry.wordings.map((wording) => wording.id))
  return {
    space,
    linear,
    networks: noNetworks,
    neighbours,
    lexical: lexicalIndex(material, () => true),
    judges: linear === noLinear ? bareJudges : defaultJudges,
    calibration: {
      state: 'not-yet-calibrated',
      labelled: labelledRows(material).length,
      temperature: 1,
      curve: [],
      reliability: [],
    },
    entries: input.entries.map(({ id, wordings }) => ({ id, removed: false, wordings: wordings.length })),
    documents: Documents.of(ids.map((id, row) => documentOf(material, id, row))),
    trainedDocuments,
    outOfScope: Float64Array.from(texts.slice(wordingCount, givenCount), hashText),
  }
}

function documentOf(material: Material, id: string, row: number): Document {
  return {
    id,
    entry: material.classes[row] as number,
    origin: material.origins[row] as WordingOrigin,
    text: hashText(material.texts[row] as string),
    terms: material.terms[row] as Uint32Array,
  }
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
