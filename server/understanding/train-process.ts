import { type HeldOutVerdict, serialiseModel, type TrainingInput, trainModel } from '../../language/index.ts'
import type { ModelStatus } from './schema.ts'

export interface TrainedModel {
  bytes: Uint8Array
  status: ModelStatus
  heldOut: readonly HeldOutVerdict[]
}

/** What there is to learn from comes in pieces: a large base at once would hold up the sending process. */
export type TrainingPiece =
  | { entries: TrainingInput['entries'] }
  | Pick<TrainingInput, 'outOfScope' | 'traffic'>

const entries: TrainingInput['entries'] = []

// A process of its own: training takes seconds and much memory, and turns must pay for neither.
process.once('disconnect', () => process.exit(1))
process.on('message', (piece: TrainingPiece) => {
  if ('entries' in piece) {
    for (const entry of piece.entries) entries.push(entry)
    return
  }
  const begun = performance.now()
  const cpuBegun = process.cpuUsage()
  const model = trainModel({ ...piece, entries })
  const bytes = serialiseModel(model)
  const trained: TrainedModel = {
    bytes,
    heldOut: model.heldOut,
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
