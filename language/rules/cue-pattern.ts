/** One way of saying something. Several may share a name; the first that is met counts. */
export interface CuePattern {
  name: string
  weight: number
  /** Over folded text: narrow, lower case, single blanks. */
  pattern: RegExp
}

export const cue = (name: string, weight: number, ...parts: string[]): CuePattern => ({
  name,
  weight,
  pattern: new RegExp(parts.join('')),
})
