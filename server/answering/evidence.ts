import type { PassageQuery } from '../../language/index.ts'

const mostPassages = 3

/** How a turn looks into documents: what is shown to people may be for agents alone, but has to be in force. */
export const evidenceQuery = (now: Date): PassageQuery => ({
  limit: mostPassages,
  ofOneGroup: 2,
  now: now.getTime(),
})
