/** Frozen questions of a tenant: judging stays a matter of seconds. */
export const mostCases = 2_000
