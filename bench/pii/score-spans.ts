import { numbersFrom } from '../harness/shuffle.ts'

export interface Span {
  type: string
  start: number
  end: number
}
export interface Marked {
  text: string
  spans: Span[]
}
export interface SpanScore {
  marked: number
  found: number
  recall: number
  precision: number
  /** Recall counts twice as much as precision. */
  f2: number
  wrong: string[]
}

/** A marked stretch is found when eight tenths of it are covered by stretches of its type; a found one is right when half of it is marked so. */
const coveredLeast = 0.8
const rightLeast = 0.5

export function scoreSpans(
  rows: readonly Marked[],
  found: readonly (readonly Span[])[],
): Record<string, SpanScore> {
  const types = new Set([...rows.flatMap((row) => row.spans), ...found.flat()].map((span) => span.type))
  return Object.fromEntries([...types].sort().map((type) => [type, scoreType(type, rows, found)]))
}

/** Half of what 95 % of drawing the rows anew make of a type's F2. */
export function f2Noise(type: string, rows: readonly Marked[], found: readonly (readonly Span[])[]): number {
  const concerned = rows.flatMap((row, at) => {
    const spans = found[at] ?? []
    return [...row.spans, ...spans].some((span) => span.type === type) ? [{ row, spans }] : []
  })
  const draw = numbersFrom(1)
  const drawn = Array.from({ length: 500 }, () => {
    const sample = concerned.map(
      () => concerned[Math.floor(draw() * concerned.length)] as (typeof concerned)[0],
    )
    const sampled = sample.map(({ row }) => row)
    return scoreType(
      type,
      sampled,
      sample.map(({ spans }) => spans),
    ).f2
  }).sort((a, b) => a - b)
  return ((drawn[487] ?? 0) - (drawn[12] ?? 0)) / 2
}

function scoreType(type: string, rows: readonly Marked[], found: readonly (readonly Span[])[]): SpanScore {
  const counts = { marked: 0, covered: 0, found: 0, right: 0 }
  const wrong: string[] = []
  for (const [at, row] of rows.entries()) {
    const theirs = row.spans.filter((span) => span.type === type)
    const ours = (found[at] ?? []).filter((span) => span.type === type)
    for (const span of theirs) {
      counts.marked += 1
      if (overlap(span, ours) >= coveredLeast * (span.end - span.start)) counts.covered += 1
      else
        wrong.push(
          `missed ${JSON.stringify(row.text.slice(span.start, span.end))} in ${JSON.stringify(row.text)}`,
        )
    }
    for (const span of ours) {
      counts.found += 1
      if (overlap(span, theirs) >= rightLeast * (span.end - span.start)) counts.right += 1
      else
        wrong.push(
          `too much ${JSON.stringify(row.text.slice(span.start, span.end))} in ${JSON.stringify(row.text)}`,
        )
    }
  }
  const recall = counts.marked === 0 ? 0 : counts.covered / counts.marked
  const precision = counts.found === 0 ? 0 : counts.right / counts.found
  const f2 = recall + precision === 0 ? 0 : (5 * precision * recall) / (4 * precision + recall)
  return { marked: counts.marked, found: counts.found, recall, precision, f2, wrong }
}

function overlap(span: Span, others: readonly Span[]): number {
  return others.reduce(
    (sum, other) => sum + Math.max(0, Math.min(span.end, other.end) - Math.max(span.start, other.start)),
    0,
  )
}
