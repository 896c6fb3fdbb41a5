import { FeatureTable } from '../match/feature-table.ts'
import { LexicalIndex } from '../match/lexical.ts'
import { NeighbourIndex } from '../match/neighbours.ts'
import { VectorSpace } from '../match/vector-space.ts'
import type { Calibration, LanguageModel } from '../types.ts'
import { Documents } from './documents.ts'
import { type EntryState, engineVersion, type ModelState } from './state.ts'
import { allAtOnce } from './steps.ts'
import { TrainedModel } from './trained-model.ts'

const magic = 'ATTUNELM'
const headerLength = 24
const stepBytes = 4 * 1024 * 1024

type Numbers = Uint8Array | Int8Array | Int32Array | Uint32Array | Float32Array | Float64Array
const kinds = { Uint8Array, Int8Array, Int32Array, Uint32Array, Float32Array, Float64Array }

interface Description {
  documentsInSpace: number
  trainedDocuments: number
  calibration: Calibration
  classCount: number
  networks: { count: number; features: number; classCount: number }
  sections: { name: string; kind: keyof typeof kinds; length: number }[]
}

/** Layout: magic, engine version, checksum, length of the JSON part, JSON, then each array on an 8-byte boundary. Compacts the model first. */
export function serialiseModel(model: LanguageModel): Uint8Array {
  if (!(model instanceof TrainedModel))
    throw new TypeError('Only models made by trainModel or deserialiseModel can be stored')
  const { state } = model
  state.neighbours.compact(state.space.table.size)
  state.lexical.compact()
  const arrays = arraysOf(state)
  const description: Description = {
    documentsInSpace: state.space.documents,
    trainedDocuments: state.trainedDocuments,
    calibration: state.calibration,
    classCount: state.linear.classCount,
    networks: {
      count: state.networks.count,
      features: state.networks.features,
      classCount: state.networks.classCount,
    },
    sections: Object.entries(arrays).map(([name, array]) => ({
      name,
      kind: array.constructor.name as keyof typeof kinds,
      length: array.length,
    })),
  }
  const json = new TextEncoder().encode(JSON.stringify(description))
  let size = aligned(headerLength + json.length)
  for (const array of Object.values(arrays)) size = aligned(size + array.byteLength)
  const bytes = new Uint8Array(size)
  bytes.set(new TextEncoder().encode(magic))
  bytes.set(json, headerLength)
  let at = aligned(headerLength + json.length)
  for (const array of Object.values(arrays)) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at = aligned(at + array.byteLength)
  }
  const view = new DataView(bytes.buffer)
  view.setUint32(8, engineVersion, true)
  view.setUint32(16, json.length, true)
  view.setUint32(12, checksum(bytes), true)
  return bytes
}

/** Throws RangeError on bytes that are not a whole model of this engine version. */
export function deserialiseModel(bytes: Uint8Array): LanguageModel {
  return allAtOnce(deserialiseInSteps(bytes))
}

/** The same in many short steps, between which others may be served: a large model takes a while. */
export function* deserialiseInSteps(bytes: Uint8Array): Generator<undefined, LanguageModel> {
  if (bytes.length < headerLength || new TextDecoder().decode(bytes.subarray(0, 8)) !== magic) {
    throw new RangeError('These bytes are not a language model')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = view.getUint32(8, true)
  if (version !== engineVersion) {
    throw new RangeError(
      `This language model was made by engine version ${version}; this is version ${engineVersion}: train it again`,
    )
  }
  if (view.getUint32(12, true) !== (yield* checksumInSteps(bytes)))
    throw new RangeError('The language model is damaged: its checksum does not fit')
  const jsonLength = view.getUint32(16, true)
  const description = JSON.parse(
    new TextDecoder().decode(bytes.subarray(headerLength, headerLength + jsonLength)),
  ) as Description
  const arrays = new Map<string, Numbers>()
  let at = aligned(headerLength + jsonLength)
  for (const { name, kind, length } of description.sections) {
    const Kind = kinds[kind]
    const byteLength = length * Kind.BYTES_PER_ELEMENT
    // A Buffer's own slice shares memory with whatever lies beside it instead of copying.
    arrays.set(
      name,
      new Kind(Uint8Array.prototype.slice.call(bytes, at, at + byteLength).buffer as ArrayBuffer),
    )
    at = aligned(at + byteLength)
    yield
  }
  const state = yield* stateOf(description, arrays)
  yield
  return new TrainedModel(state)
}

function arraysOf(state: ModelState): Record<string, Numbers> {
  const { space, linear, networks, neighbours, lexical, judges, documents } = state
  const columns = documents.columns
  const [entryIds, entryIdLengths] = packIds(state.entries.map((entry) => entry.id))
  const [documentIds, documentIdLengths] = packIds(columns.ids)
  const { starts, postings, common } = neighbours.packed
  const packed = lexical.packed
  return {
    hashes: space.table.hashes.slice(0, space.table.size),
    idf: space.idf.slice(0, space.table.size),
    blockWeights: space.blockWeights,
    weights: linear.weights,
    scales: linear.scales,
    biases: linear.biases,
    networkEmbeddings: networks.embeddings,
    networkScales: networks.scales,
    networkOutputs: networks.outputs,
    networkBiases: networks.biases,
    starts,
    postings,
    common,
    lexicalHashes: packed.hashes,
    lexicalStarts: packed.starts,
    lexicalEntries: packed.entries,
    lexicalAmounts: packed.amounts,
    lexicalLengths: packed.lengths,
    chineseRanking: judges.chinese.ranking,
    chineseConfidence: judges.chinese.confidence,
    chineseScope: judges.chinese.scope,
    otherRanking: judges.other.ranking,
    otherConfidence: judges.other.confidence,
    otherScope: judges.other.scope,
    entryIds,
    entryIdLengths,
    entryRemoved: Uint8Array.from(state.entries, (entry) => (entry.removed ? 1 : 0)),
    entryWordings: Int32Array.from(state.entries, (entry) => entry.wordings),
    documentIds,
    documentIdLengths,
    documentEntries: columns.entries,
    documentOrigins: columns.origins,
    documentTexts: columns.texts,
    documentRemoved: columns.removed,
    termStarts: columns.termStarts,
    terms: columns.terms,
    outOfScope: state.outOfScope,
  }
}

function* stateOf(description: Description, arrays: Map<string, Numbers>): Generator<undefined, ModelState> {
  const take = <T extends Numbers>(name: string): T => {
    const array = arrays.get(name)
    if (array === undefined) throw new RangeError(`The language model lacks its part "${name}"`)
    return array as T
  }
  const entryRemoved = take<Uint8Array>('entryRemoved')
  const entryWordings = take<Int32Array>('entryWordings')
  const entries = unpackIds(take('entryIds'), take('entryIdLengths')).map(
    (id, at): EntryState => ({ id, removed: entryRemoved[at] === 1, wordings: entryWordings[at] as number }),
  )
  yield
  const documents = yield* Documents.inSteps({
    ids: unpackIds(take('documentIds'), take('documentIdLengths')),
    entries: take('documentEntries'),
    origins: take('documentOrigins'),
    texts: take('documentTexts'),
    removed: take('documentRemoved'),
    termStarts: take('termStarts'),
    terms: take('terms'),
  })
  const classCount = description.classCount
  const weights = take<Int8Array>('weights')
  const packedNeighbours = {
    starts: take<Int32Array>('starts'),
    postings: take<Uint32Array>('postings'),
    common: take<Uint8Array>('common'),
  }
  const packedLexical = {
    hashes: take<Uint32Array>('lexicalHashes'),
    starts: take<Int32Array>('lexicalStarts'),
    entries: take<Int32Array>('lexicalEntries'),
    amounts: take<Float32Array>('lexicalAmounts'),
    lengths: take<Float32Array>('lexicalLengths'),
  }
  const table = yield* FeatureTable.inSteps(take('hashes'))
  const lexicalTable = yield* FeatureTable.inSteps(packedLexical.hashes)
  return {
    space: new VectorSpace(table, take('idf'), take('blockWeights'), description.documentsInSpace),
    linear: {
      features: classCount === 0 ? 0 : weights.length / classCount,
      classCount,
      weights,
      scales: take('scales'),
      biases: take('biases'),
    },
    networks: {
      ...description.networks,
      embeddings: take('networkEmbeddings'),
      scales: take('networkScales'),
      outputs: take('networkOutputs'),
      biases: take('networkBiases'),
    },
    neighbours: new NeighbourIndex(packedNeighbours, documents.size),
    lexical: new LexicalIndex(packedLexical, entries.length, lexicalTable),
    judges: {
      chinese: {
        ranking: take('chineseRanking'),
        confidence: take('chineseConfidence'),
        scope: take('chineseScope'),
      },
      other: {
        ranking: take('otherRanking'),
        confidence: take('otherConfidence'),
        scope: take('otherScope'),
      },
    },
    calibration: description.calibration,
    entries,
    documents,
    trainedDocuments: description.trainedDocuments,
    outOfScope: take('outOfScope'),
  }
}

/** Texts end to end with the length of each. */
function packIds(ids: readonly string[]): [Uint8Array, Uint32Array] {
  return [new TextEncoder().encode(ids.join('')), Uint32Array.from(ids, (id) => id.length)]
}

function unpackIds(bytes: Uint8Array, lengths: Uint32Array): string[] {
  const text = new TextDecoder().decode(bytes)
  let end = 0
  return Array.from(lengths, (length) => {
    end += length
    return text.slice(end - length, end)
  })
}

const aligned = (at: number): number => (at + 7) & ~7

function* checksumInSteps(bytes: Uint8Array): Generator<undefined, number> {
  let hash = 0x811c9dc5
  const end = 16 + ((bytes.length - 16) & ~3)
  for (let from = 16; from < end; from += stepBytes) {
    const to = Math.min(end, from + stepBytes)
    const words = new Uint32Array(Uint8Array.prototype.slice.call(bytes, from, to).buffer as ArrayBuffer)
    for (let at = 0; at < words.length; at++) hash = Math.imul(hash ^ (words[at] as number), 0x01000193)
    yield
  }
  return (hash ^ bytes.length) >>> 0
}

function checksum(bytes: Uint8Array): number {
  return allAtOnce(checksumInSteps(bytes))
}
