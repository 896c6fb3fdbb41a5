import { FeatureTable } from '../match/feature-table.ts'
import { VectorSpace } from '../match/vector-space.ts'
import { moodCues } from './mood-cues.ts'
import { emotions, MoodModel, urgencies } from './mood-model.ts'

const magic = 'ATTUNEMD'
const labelCount = emotions.length + urgencies.length
const fixed = 8 + 4 + 4 + 4 + 4 * 2

/**
 * Layout: magic, number of features, of cues, of texts, the two blocks' weights; then hashes, idf, biases, scales, and last the
 * weights of one byte each.
 */
export function serialiseMood({ machines: { space, linear } }: MoodModel): Uint8Array {
  const size = space.table.size
  const bytes = new Uint8Array(fixed + size * 8 + labelCount * 8 + linear.weights.length)
  bytes.set(new TextEncoder().encode(magic))
  const view = new DataView(bytes.buffer)
  view.setUint32(8, size, true)
  view.setUint32(12, moodCues.length, true)
  view.setUint32(16, space.documents, true)
  let at = 20
  const write = (values: Float32Array) => {
    for (const value of values) {
      view.setFloat32(at, value, true)
      at += 4
    }
  }
  write(space.blockWeights)
  for (let id = 0; id < size; id++) {
    view.setUint32(at, space.table.hashes[id] as number, true)
    at += 4
  }
  write(space.idf.subarray(0, size))
  write(linear.biases)
  write(linear.scales)
  bytes.set(new Uint8Array(linear.weights.buffer, linear.weights.byteOffset, linear.weights.length), at)
  return bytes
}

/** Throws RangeError on bytes that are not a whole model of this engine. */
export function deserialiseMood(bytes: Uint8Array): MoodModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < fixed || new TextDecoder().decode(bytes.subarray(0, 8)) !== magic)
    throw new RangeError('These bytes are no model of moods')
  const size = view.getUint32(8, true)
  const features = size + moodCues.length
  const expected = fixed + size * 8 + labelCount * 8 + features * labelCount
  if (view.getUint32(12, true) !== moodCues.length || bytes.length !== expected)
    throw new RangeError('This model of moods was made by another version: build it again')
  let at = 20
  const read = (count: number) =>
    Float32Array.from({ length: count }, () => {
      at += 4
      return view.getFloat32(at - 4, true)
    })
  const blockWeights = read(2)
  const hashes = Uint32Array.from({ length: size }, () => {
    at += 4
    return view.getUint32(at - 4, true)
  })
  const idf = read(size)
  const biases = read(labelCount)
  const scales = read(labelCount)
  // A Buffer's own slice shares memory with whatever lies beside it instead of copying.
  const weights = new Int8Array(Uint8Array.prototype.slice.call(bytes, at).buffer as ArrayBuffer)
  const space = new VectorSpace(FeatureTable.of(hashes), idf, blockWeights, view.getUint32(16, true))
  return new MoodModel({ space, linear: { features, classCount: labelCount, weights, scales, biases } })
}
