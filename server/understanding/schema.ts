import type { Generated, JSONColumnType } from 'kysely'
import type { Calibration } from '../../language/index.ts'

/** What is known about a trained model without loading it. */
export interface ModelStatus {
  entries: number
  wordings: number
  bytes: number
  trainedInMs: number
  /** What it cost; absent in models of before this was measured. */
  trainedCpuMs?: number
  calibration: Calibration
}

/** What a model that had not seen a labelled wording said of it. */
export type StoredVerdict = [
  wordingId: string,
  confidence: number,
  entryId: string | null,
  right: 0 | 1,
  inScope: 0 | 1,
]

declare module '../platform/db/tables.ts' {
  interface Tables {
    models: {
      tenant_id: string
      id: string
      knowledge: number
      engine: number
      bytes: Buffer
      status: JSONColumnType<ModelStatus>
      created_at: Date
      holds_erased: Generated<boolean>
      /** Trained and judged, but not to come into force by itself. */
      held: Generated<boolean>
    }
    calibrations: {
      tenant_id: string
      model_id: string
      verdicts: JSONColumnType<StoredVerdict[]>
    }
  }
}
