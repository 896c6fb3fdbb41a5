import { normaliseText } from '../../text/normalise.ts'
import type { AnsweredMessage } from '../../types.ts'
import type { Material } from '../material.ts'
import type { ModelState } from '../state.ts'
import { type SeenMessage, seer } from './see-message.ts'

/** An answered message that nobody labelled. */
export interface AnsweredSample extends SeenMessage {
  row: -1
  kind: 'inside'
  /** The entry it was answered with, and how sure the model of that day was that this is right. */
  right: number
  assumed: number
}

const mostAnswers = 1_000

/**
 * Messages that were answered, as the experts see them now. They learned from none of them; one that has become a wording since is left
 * out, and so is what was answered with an entry that is gone.
 */
export function answeredSamples(
  material: Material,
  state: ModelState,
  answers: readonly AnsweredMessage[],
): AnsweredSample[] {
  const places = new Map(state.entries.map(({ id }, at) => [id, at]))
  const known = new Set(material.texts)
  const wordings = new Int32Array(material.entryCount)
  const packed = new Int32Array(material.entryCount)
  for (let row = 0; row < material.wordingCount; row++) {
    const entry = material.classes[row] as number
    wordings[entry] = (wordings[entry] as number) + 1
    if (material.origins[row] === 'pack') packed[entry] = (packed[entry] as number) + 1
  }
  const experts = {
    linear: state.linear,
    networks: state.networks,
    neighbours: state.neighbours,
    lexical: state.lexical,
    documentEntries: material.classes,
    trainedDocuments: material.wordingCount,
  }
  const see = seer(state.space, { experts, texts: known, wordings, packed })
  return answers.slice(0, mostAnswers).flatMap(({ text, entryId, confidence }) => {
    const right = places.get(entryId)
    const message = normaliseText(text)
    if (right === undefined || message === '' || known.has(message)) return []
    return [{ ...see(message), row: -1 as const, kind: 'inside' as const, right, assumed: confidence }]
  })
}
