import { emptyVector, type VectorSpace } from '../../match/vector-space.ts'
import { detectLanguage } from '../../text/detect-language.ts'
import { FeatureExtractor } from '../../text/features.ts'
import { closeEntry, type EntryEvidence, type Experts, emptyEvidence, gatherEvidence } from '../evidence.ts'

/** A message with all that was said about it by experts that had not seen it. */
export interface SeenMessage {
  text: string
  evidence: EntryEvidence
  open: Uint8Array
  unknown: number
  features: number
  chinese: boolean
  exact: boolean
  /** Wordings that the experts know of each entry, and those of them that come from a pack. */
  wordings: Int32Array
  packed: Int32Array
}

/** What experts know, beside themselves. */
export interface Known {
  experts: Experts
  texts: ReadonlySet<string>
  wordings: Int32Array
  packed: Int32Array
}

/** Asks the same experts about one normalised message after the other. */
export function seer(space: VectorSpace, { experts, texts, wordings, packed }: Known) {
  const open = Uint8Array.from(wordings, (count) => (count > 0 ? 1 : 0))
  const extractor = new FeatureExtractor()
  const vector = emptyVector()
  return (text: string): SeenMessage => {
    extractor.extract(text)
    space.vectorise(extractor, vector)
    const evidence = emptyEvidence(wordings.length)
    gatherEvidence(experts, vector, extractor, wordings.length, evidence)
    for (let entry = 0; entry < wordings.length; entry++) if (open[entry] === 0) closeEntry(evidence, entry)
    const { unknown } = vector
    const chinese = detectLanguage(text) === 'zh'
    const exact = texts.has(text)
    return { text, evidence, open, unknown, features: extractor.size, chinese, exact, wordings, packed }
  }
}
