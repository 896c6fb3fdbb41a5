import { parentPort, workerData } from 'node:worker_threads'
import { serialiseModel, type TrainingInput, trainModel } from '../../language/index.ts'
import type { ModelStatus } from './schema.ts'

export interface TrainedModel {
  bytes: Uint8Array
  status: ModelStatus
}

// Runs in a thread of its own: training takes seconds, and turns must not wait for it.
const begun = performance.now()
const model = trainModel(workerData as TrainingInput)
const bytes = serialiseModel(model)
const trained: TrainedModel = {
  bytes,
  status: {
    entries: model.entryCount,
    wordings: model.wordingCount,
    bytes: bytes.length,
    trainedInMs: Math.round(performance.now() - begun),
    calibration: model.calibration,
  },
}
parentPort?.postMessage(trained)
