/** How one kind of personal data looks. `check` sees what was found and up to 120 characters on either side of it. */
export interface PersonalPattern {
  type: string
  pattern: RegExp
  /** Of the pattern only this group is personal data; all of it when absent. */
  group?: number
  check?: (found: string, before: string, after: string) => boolean
}
