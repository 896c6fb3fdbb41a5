import { z } from 'zod'
import { conversationId, entryId, timestamp } from '../ids.ts'
import { defineRoute } from '../route.ts'

const share = z.number()
const named = z.object({ entryId, title: z.string() })

/** What would have happened at one threshold, on labelled questions the model had not seen. */
export const calibrationPoint = z.object({
  threshold: share,
  /** Questions answered, and how many of these right. */
  answered: z.int(),
  right: z.int(),
  /** Share of the questions that some entry answers; 95 % Wilson interval. */
  coverage: share,
  coverageLow: share,
  coverageHigh: share,
  /** Share of right answers among all answers; 95 % Wilson interval. */
  precision: share,
  low: share,
  high: share,
})
export type CalibrationPoint = z.infer<typeof calibrationPoint>

export const calibrationReport = z.object({
  state: z.enum(['not-yet-calibrated', 'calibrated']),
  /** Labelled questions there are, and how many more make it calibrated. */
  labelled: z.int(),
  needed: z.int(),
  trainedAt: timestamp.optional(),
  /** Edits since the training are not measured yet. */
  behind: z.boolean(),
  /** Labelled questions measured in this scene, and how many of them belong to an entry. */
  measured: z.int(),
  inScope: z.int(),
  scenes: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      measured: z.int(),
      /** The one that holds now. */
      threshold: share,
      targetPrecision: share.optional(),
      now: calibrationPoint,
    }),
  ),
  curve: z.array(calibrationPoint),
  reliability: z.array(
    z.object({
      from: share,
      to: share,
      count: z.int(),
      meanConfidence: share,
      precision: share,
      low: share,
      high: share,
    }),
  ),
  /** Expected calibration error, and what a perfect model would show on so many questions by chance. */
  error: share,
  errorByChance: share,
  confusions: z.array(
    z.object({
      /** Absent: no entry is right. */
      right: named.optional(),
      chosen: named,
      count: z.int(),
      /** At the threshold in force so many of them would have been answered. */
      answered: z.int(),
      examples: z.array(z.string()),
    }),
  ),
})
export type CalibrationReport = z.infer<typeof calibrationReport>

export const calibrationExample = z.object({
  /** Personal data masked. */
  text: z.string(),
  confidence: share,
  right: z.boolean(),
  chosen: named.optional(),
  meant: named.optional(),
  /** Where a customer asked it; what is made of it goes with them. */
  conversationId: conversationId.optional(),
})
export type CalibrationExample = z.infer<typeof calibrationExample>

const scene = z.string().max(60).optional()

export const getCalibration = defineRoute('getCalibration', 'GET', '/understanding/calibration', {
  access: 'knowledge:read',
  summary:
    'Threshold against coverage and precision on the tenant’s own labelled questions, of all or of one scene',
  query: z.strictObject({ scene }),
  reply: calibrationReport,
})
export const listCalibrationExamples = defineRoute(
  'listCalibrationExamples',
  'GET',
  '/understanding/calibration/examples',
  {
    access: 'knowledge:read',
    summary: 'Labelled questions just above and just below a threshold',
    query: z.strictObject({
      scene,
      threshold: z.coerce.number().min(0).max(1).default(0.85),
      limit: z.coerce.number().int().min(1).max(50).default(8),
    }),
    reply: z.object({ above: z.array(calibrationExample), below: z.array(calibrationExample) }),
  },
)
