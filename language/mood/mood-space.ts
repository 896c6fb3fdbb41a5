import { buildSpace, emptyVector, type Rows, type Vector, type VectorSpace } from '../match/vector-space.ts'
import { FeatureExtractor } from '../text/features.ts'
import { normaliseText } from '../text/normalise.ts'
import { cueStrengths, moodCues } from './mood-cues.ts'

/** Weight of a whole cue beside the n-grams' vector of length 1. */
export const cueWeight = 0.25

const extractor = new FeatureExtractor()

/** Puts a message's n-grams, and behind them its cues, into `into`; the cues' ids follow the space's own. */
export function moodVector(raw: string, space: VectorSpace, into: Vector): Vector {
  const text = normaliseText(raw)
  extractor.extract(text)
  space.vectorise(extractor, into)
  const strengths = cueStrengths(raw.length > 2000 ? raw.slice(0, 2000) : raw, text)
  if (into.ids.length < into.size + moodCues.length) {
    into.ids = Int32Array.from({ length: into.size + 256 }, (_, at) => into.ids[at] ?? 0)
    into.values = Float32Array.from({ length: into.size + 256 }, (_, at) => into.values[at] ?? 0)
  }
  const first = space.table.size
  for (let cue = 0; cue < moodCues.length; cue++) {
    const strength = strengths[cue] as number
    if (strength === 0) continue
    into.ids[into.size] = first + cue
    into.values[into.size++] = strength * cueWeight
  }
  return into
}

/** The space of some texts: features seen in at least `least` of them, at most `most`. */
export function moodSpace(
  texts: readonly string[],
  blockWeights: Float32Array,
  least: number,
  most: number,
): VectorSpace {
  const normalised = texts.map(normaliseText)
  return buildSpace(normalised, extractor, blockWeights, least, most).space
}

export function moodRows(texts: readonly string[], space: VectorSpace): Rows {
  const starts = new Int32Array(texts.length + 1)
  const ids: Int32Array[] = []
  const values: Float32Array[] = []
  const vector = emptyVector()
  for (const [row, text] of texts.entries()) {
    moodVector(text, space, vector)
    ids.push(vector.ids.slice(0, vector.size))
    values.push(vector.values.slice(0, vector.size))
    starts[row + 1] = (starts[row] as number) + vector.size
  }
  const all: Rows = {
    starts,
    ids: new Int32Array(starts[texts.length] as number),
    values: new Float32Array(starts[texts.length] as number),
  }
  for (let row = 0; row < texts.length; row++) {
    all.ids.set(ids[row] as Int32Array, starts[row] as number)
    all.values.set(values[row] as Float32Array, starts[row] as number)
  }
  return all
}
