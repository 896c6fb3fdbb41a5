const proofLifeMs = 12 * 3_600_000
/** The clocks of two processes differ a little; a moment further ahead is of a clock that was set back since, and proves nothing. */
const skewMs = 60_000

/** Whether a moment lies so short a time back. */
export const isYoung = (at: Date | undefined, now: Date, lifeMs: number): boolean => {
  const age = at === undefined ? Number.NaN : now.getTime() - at.getTime()
  return age >= -skewMs && age < lifeMs
}

/**
 * Whether a customer's own token tells of a proof that is young. Who the customer of a conversation is belongs to its row, and a
 * token given out before, on a computer that others use, too, opens the same conversation.
 */
export const isProven = ({ provenAt }: { provenAt?: Date }, now: Date): boolean =>
  isYoung(provenAt, now, proofLifeMs)
