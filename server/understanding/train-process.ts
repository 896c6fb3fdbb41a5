import {
  deserialiseModel,
  type HeldOutVerdict,
  type LanguageModel,
  type Synonym,
  serialiseModel,
  type TrainingInput,
  trainModel,
} from '../../language/index.ts'
import type { ModelStatus } from './schema.ts'
import { askVersions, type OwnQuestion, withEdits } from './versions/ask-versions.ts'
import type { Asked, GateQuestion } from './versions/gate.ts'

export interface TrainedModel {
  bytes: Uint8Array
  status: ModelStatus
  heldOut: readonly HeldOutVerdict[]
  /** What the new version and the one in force say; absent where nobody wants to know. */
  asked?: Asked
  /** Whether the version in force could be asked, too. */
  compared: boolean
}

/** What the new version and the one in force are asked. */
export interface Judging {
  questions: readonly GateQuestion[]
  own: readonly OwnQuestion[]
  /** Those in use: both are asked with them, as customers are answered. */
  synonyms: readonly Synonym[]
  /** The version in force, and the entries edited since it was trained. */
  running?: { bytes: Uint8Array; changed: readonly string[] }
  longestMs: number
}

/** What there is to learn from comes in pieces: a large base at once would hold up the sending process. */
export type TrainingPiece =
  | { entries: TrainingInput['entries'] }
  | { own: readonly OwnQuestion[] }
  | { running: Uint8Array }
  | (Pick<TrainingInput, 'outOfScope' | 'traffic'> & {
      judging?: Pick<Judging, 'questions' | 'synonyms' | 'longestMs'> & { changed: readonly string[] }
    })

const entries: TrainingInput['entries'] = []
const own: OwnQuestion[] = []
const runningBytes: Uint8Array[] = []

// A process of its own: training takes seconds and much memory, and turns must pay for neither.
process.once('disconnect', () => process.exit(1))
process.on('message', (piece: TrainingPiece) => {
  if ('entries' in piece) {
    for (const entry of piece.entries) entries.push(entry)
    return
  }
  if ('own' in piece) {
    for (const question of piece.own) own.push(question)
    return
  }
  if ('running' in piece) {
    runningBytes.push(piece.running)
    return
  }
  const { judging, ...rest } = piece
  const begun = performance.now()
  const cpuBegun = process.cpuUsage()
  const model = trainModel({ ...rest, entries })
  const bytes = serialiseModel(model)
  const running = judging === undefined ? undefined : runningWith(judging.changed, rest.outOfScope)
  for (const version of [model, running]) version?.setSynonyms(judging?.synonyms ?? [])
  const asked = judging === undefined ? undefined : askVersions(model, running, { ...judging, own, entries })
  const trained: TrainedModel = {
    bytes,
    heldOut: model.heldOut,
    ...(asked === undefined ? {} : { asked }),
    compared: running !== undefined,
    status: {
      entries: model.entryCount,
      wordings: model.wordingCount,
      bytes: bytes.length,
      trainedInMs: Math.round(performance.now() - begun),
      trainedCpuMs: Math.round(process.cpuUsage(cpuBegun).user / 1000),
      calibration: model.calibration,
    },
  }
  process.send?.(trained, () => process.exit(0))
})

/** The version in force; a damaged one is none. */
function runningWith(
  changed: readonly string[],
  outOfScope: TrainingInput['outOfScope'],
): LanguageModel | undefined {
  if (runningBytes.length === 0) return undefined
  try {
    return withEdits(deserialiseModel(Buffer.concat(runningBytes)), { changed, entries, outOfScope })
  } catch {
    return undefined
  }
}
