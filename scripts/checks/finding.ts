/** One thing a check objects to. `rule` is stable, `at` a path in the repository with an optional `:line`. */
export interface Finding {
  rule: string
  at: string
  message: string
  severity: 'error' | 'warning'
}

/** What a gate found, and one phrase about what it looked at, such as `214 modules`. */
export interface GateResult {
  findings: Finding[]
  looked: string
}
