import { z } from 'zod'
import { defineRoute } from '../route.ts'

/** How many of those whose outcome is known were right, and between what the true share lies with 95 %. */
export const measuredPrecision = z.object({
  known: z.int(),
  right: z.int(),
  low: z.number(),
  high: z.number(),
})
export type MeasuredPrecision = z.infer<typeof measuredPrecision>

/** Who settled the questions of some days, how often they were right, and what it cost. */
export const flywheelFigures = z.object({
  questions: z.int(),
  /** Answered by the knowledge alone, with a model's choice, by what a model wrote, with a person's approval. */
  local: z.int(),
  small: z.int(),
  large: z.int(),
  approved: z.int(),
  /** Likely questions were offered; people took over. */
  offered: z.int(),
  people: z.int(),
  precision: z.object({ local: measuredPrecision, small: measuredPrecision, large: measuredPrecision }),
  /** Of all that models were asked, in the tenant's currency. */
  cost: z.number(),
  /** Contacts that no person took part in. */
  resolved: z.int(),
  /** Wordings of customers, packs and models that entries learned. */
  wordings: z.int(),
})
export type FlywheelFigures = z.infer<typeof flywheelFigures>

export const getFlywheel = defineRoute('getFlywheel', 'GET', '/reports/flywheel', {
  access: 'reports:read',
  summary: 'By day: who settled questions, how often they were right, what it cost, and what was learned',
  query: z.strictObject({ from: z.iso.date().optional(), to: z.iso.date().optional() }),
  reply: z.object({
    timeZone: z.string(),
    from: z.string(),
    to: z.string(),
    currency: z.string(),
    /** Days on which anything was counted. */
    rows: z.array(z.object({ day: z.string(), figures: flywheelFigures })),
    total: flywheelFigures,
  }),
})
