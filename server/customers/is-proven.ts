const proofLifeMs = 12 * 3_600_000

/**
 * Whether a customer's own token tells of a proof that is young. Who the customer of a conversation is belongs to its row, and a
 * token given out before, on a computer that others use, too, opens the same conversation.
 */
export const isProven = ({ provenAt }: { provenAt?: Date }, now: Date): boolean =>
  provenAt !== undefined && now.getTime() - provenAt.getTime() < proofLifeMs
