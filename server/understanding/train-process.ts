import { type HeldOutVerdict, serialiseModel, type TrainingInput, trainModel } from '../../language/index.ts'
import type { ModelStatus } from './schema.ts'

export interface TrainedModel {
  bytes: Uint8Array
  status: ModelStatus
  heldOut: readonly HeldOutVerdict[]
}

// A process of its own: training takes seconds and much memory, and turns must pay for neither.
process.once('disconnect', () => process.exit(1))
process.once('message', (input: TrainingInput) => {
  const begun = performance.now()
  const model = trainModel(input)
  const bytes = serialiseModel(model)
  const trained: TrainedModel = {
    bytes,
    heldOut: model.heldOut,
    status: {
      entries: model.entryCount,
      wordings: model.wordingCount,
      bytes: bytes.length,
      trainedInMs: Math.round(performance.now() - begun),
      calibration: model.calibration,
    },
  }
  process.send?.(trained, () => process.exit(0))
})
