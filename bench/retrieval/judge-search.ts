import { numbersFrom } from '../harness/shuffle.ts'
import { percentile } from '../harness/statistics.ts'

/** What a customer is told to want, and the documents that an answer needs. */
export interface Task {
  question: string
  required: string[]
}

/** Of one task: the part of its documents among the first 10 and 20, and whether any is among the first 10. */
export interface TaskScore {
  recallAt10: number
  recallAt20: number
  anyIn10: number
}

export function scoreTasks(
  tasks: readonly Task[],
  search: (question: string, limit: number) => string[],
): TaskScore[] {
  return tasks
    .filter((task) => task.required.length > 0)
    .map((task) => {
      const found = search(task.question, 20)
      const recall = (many: number) =>
        task.required.filter((id) => found.slice(0, many).includes(id)).length / task.required.length
      return { recallAt10: recall(10), recallAt20: recall(20), anyIn10: recall(10) > 0 ? 1 : 0 }
    })
}

const measures = ['recallAt10', 'recallAt20', 'anyIn10'] as const

export function meanScore(scores: readonly TaskScore[]): TaskScore {
  const mean = (of: (typeof measures)[number]) =>
    scores.reduce((sum, one) => sum + one[of], 0) / scores.length
  return { recallAt10: mean('recallAt10'), recallAt20: mean('recallAt20'), anyIn10: mean('anyIn10') }
}

/**
 * How much more one engine finds than another on the same tasks, with what drawing the tasks anew makes of it in 95 of 100 cases.
 */
export function gainOver(
  ours: readonly TaskScore[],
  other: readonly TaskScore[],
  seed: number,
): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const measure of measures) {
    const gains = ours.map((score, at) => score[measure] - (other[at]?.[measure] ?? Number.NaN))
    const mean = (of: readonly number[]) => of.reduce((sum, gain) => sum + gain, 0) / of.length
    const draw = numbersFrom(seed)
    const drawn = Array.from({ length: 2_000 }, () =>
      mean(gains.map(() => gains[Math.floor(draw() * gains.length)] ?? 0)),
    )
    const name = `${measure[0]?.toUpperCase()}${measure.slice(1)}`
    figures[name] = mean(gains)
    figures[`${name}Low`] = percentile(drawn, 0.025)
    figures[`${name}High`] = percentile(drawn, 0.975)
  }
  return figures
}
