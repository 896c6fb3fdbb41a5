import type { FrozenExpectation } from '../../../contract/index.ts'
import type { Calibration, LanguageModel, Understanding } from '../../../language/index.ts'
import { decideOn } from '../../answering/index.ts'
import type { Policy } from '../../policy/index.ts'
import type { LoadedKnowledge } from '../../understanding/index.ts'
import type { StoredReply } from './schema.ts'

type At = Parameters<typeof decideOn>[0]

/** What the production steps do about a question. */
export async function replyOf(at: At, text: string): Promise<StoredReply> {
  const { outcome, confidence, threshold, scene, candidates, entryId } = await decideOn(at, text)
  const first = entryId ?? candidates[0]?.entryId
  return {
    outcome,
    ...(first === undefined ? {} : { entryId: first }),
    confidence: Number(confidence.toFixed(4)),
    threshold,
    scene,
  }
}

/** The same where another process has asked the model: the steps get what it said there. */
export function recordedReply(
  { now, policy, entries, calibration }: RecordedAt,
  text: string,
  said: Understanding,
): Promise<StoredReply> {
  const nothing = () => undefined
  const model: LanguageModel = {
    understand: () => said,
    addWording: nothing,
    removeWording: nothing,
    removeEntry: nothing,
    refuse: nothing,
    setSynonyms: nothing,
    entryCount: entries.size,
    wordingCount: 0,
    bytes: 0,
    calibration,
    heldOut: [],
  }
  const knowledge: LoadedKnowledge = {
    model,
    entries,
    knowledge: 0,
    modelId: 'recorded',
    synonyms: [],
    asStored: new Map(),
  }
  return replyOf({ now, policy, knowledge }, text)
}

interface RecordedAt {
  now: Date
  policy: Policy
  entries: LoadedKnowledge['entries']
  calibration: Calibration
}

/** Whether a reply is what was expected. */
export function isRight(
  { expects, entry_id }: { expects: FrozenExpectation; entry_id: string | null },
  { outcome, entryId }: StoredReply,
): boolean {
  if (expects === 'no-answer') return outcome !== 'answer'
  if (entryId !== entry_id) return false
  return expects === 'first' || outcome === 'answer'
}
