import type { VersionReport } from '../../../contract/index.ts'

type Labels = NonNullable<VersionReport['labels']>

/** What a version that had not seen a labelled wording said of it. */
export interface Said {
  /** What it took it for. */
  entryId: string | null
  /** Whether it would have answered. */
  answered: boolean
}

export interface PairedLabel {
  /** The entry that is right; null: none. */
  rightId: string | null
  before: Said
  after: Said
}

/**
 * Two questions are asked of the same labels, so each may be wrong about a version that is as good in one of 200 cases: both
 * together in one of 100.
 */
const level = 0.005

/**
 * Whether the new version is worse than the old one on labels that neither had seen, beyond what chance explains: on those where only
 * one of both is right, how likely is it that so many fall to the old one if either were as likely (McNemar's exact test, one-sided).
 */
export function compareLabels(labels: readonly PairedLabel[]): Labels | undefined {
  if (labels.length === 0) return undefined
  const known = labels.filter(({ rightId }) => rightId !== null)
  const first = pairs(known, (said, rightId) => said.entryId === rightId)
  const harmless = pairs(labels, (said, rightId) => !said.answered || said.entryId === rightId)
  return { shared: labels.length, first, harmless, level, worse: first.p < level || harmless.p < level }
}

function pairs(labels: readonly PairedLabel[], good: (said: Said, rightId: string | null) => boolean) {
  let better = 0
  let worse = 0
  for (const { rightId, before, after } of labels) {
    const was = good(before, rightId)
    const is = good(after, rightId)
    if (is && !was) better += 1
    if (was && !is) worse += 1
  }
  return { better, worse, p: Number(atLeast(worse, better + worse).toPrecision(3)) }
}

/** P(at least `heads` of `throws` of a fair coin). */
export function atLeast(heads: number, throws: number): number {
  // Of so many throws for one number of heads, as a logarithm: the numbers themselves are too large.
  let ways = 0
  let sum = 0
  for (let count = 0; count <= throws; count++) {
    if (count > 0) ways += Math.log(throws - count + 1) - Math.log(count)
    if (count >= heads) sum += Math.exp(ways - throws * Math.LN2)
  }
  return Math.min(1, sum)
}
