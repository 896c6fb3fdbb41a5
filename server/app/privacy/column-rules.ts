/**
 * What becomes of a column when a person asks for their data or for its erasure. `keep`: it says nothing about a person, or
 * has to stay for the record; `export`: handed out, but kept; `erase`: handed out and erased.
 */
export type PersonalDataRule = 'keep' | 'export' | 'erase'

export interface TableRule {
  /** Why, in one sentence. */
  because: string
  columns: Readonly<Record<string, PersonalDataRule>>
}

/** The same rule for many columns. */
export const all = (rule: PersonalDataRule, columns: string): Record<string, PersonalDataRule> =>
  Object.fromEntries(columns.split(' ').map((column) => [column, rule]))
