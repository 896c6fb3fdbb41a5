/** How well found groups agree with what people labelled. */
export interface Agreement {
  /** Share of all messages in the group that stands for their label, one group a label at most. */
  accuracy: number
  /** B-cubed: mean share of a message's group that has its label, and of its label that is in its group. */
  precision: number
  recall: number
}

/**
 * Scores groups (lists of places) against labels. Messages in no group are right nowhere, and count in all shares.
 */
export function agreementOf(labels: readonly string[], groups: readonly (readonly number[])[]): Agreement {
  const names = [...new Set(labels)]
  const numbers = new Map(names.map((name, at) => [name, at]))
  const totals = new Array<number>(names.length).fill(0)
  for (const label of labels) {
    const at = numbers.get(label) as number
    totals[at] = (totals[at] as number) + 1
  }
  const table = groups.map((group) => {
    const counts = new Array<number>(names.length).fill(0)
    for (const place of group) {
      const at = numbers.get(labels[place] as string) as number
      counts[at] = (counts[at] as number) + 1
    }
    return counts
  })
  let precision = 0
  let recall = 0
  let grouped = 0
  groups.forEach((group, at) => {
    grouped += group.length
    table[at]?.forEach((count, label) => {
      precision += (count * count) / group.length
      recall += (count * count) / (totals[label] as number)
    })
  })
  // Who is in no group is a group of one.
  precision += labels.length - grouped
  const inGroup = new Set(groups.flat())
  labels.forEach((label, place) => {
    if (!inGroup.has(place)) recall += 1 / (totals[numbers.get(label) as number] as number)
  })
  const many = Math.max(1, labels.length)
  return { accuracy: bestMatch(table) / many, precision: precision / many, recall: recall / many }
}

/** The largest sum of counts with one column a row and one row a column (Hungarian method, shortest augmenting paths). */
export function bestMatch(counts: readonly (readonly number[])[]): number {
  const size = Math.max(counts.length, counts[0]?.length ?? 0)
  const cost = (row: number, column: number) => -(counts[row - 1]?.[column - 1] ?? 0)
  const rowLevel = new Float64Array(size + 1)
  const columnLevel = new Float64Array(size + 1)
  const rowOf = new Int32Array(size + 1)
  const way = new Int32Array(size + 1)
  for (let row = 1; row <= size; row++) {
    rowOf[0] = row
    let column = 0
    const least = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY)
    const used = new Uint8Array(size + 1)
    do {
      used[column] = 1
      const here = rowOf[column] as number
      let step = Number.POSITIVE_INFINITY
      let next = 0
      for (let other = 1; other <= size; other++) {
        if (used[other] === 1) continue
        const reduced = cost(here, other) - (rowLevel[here] as number) - (columnLevel[other] as number)
        if (reduced < (least[other] as number)) {
          least[other] = reduced
          way[other] = column
        }
        if ((least[other] as number) < step) {
          step = least[other] as number
          next = other
        }
      }
      for (let other = 0; other <= size; other++) {
        if (used[other] === 1) {
          const held = rowOf[other] as number
          rowLevel[held] = (rowLevel[held] as number) + step
          columnLevel[other] = (columnLevel[other] as number) - step
        } else least[other] = (least[other] as number) - step
      }
      column = next
    } while (rowOf[column] !== 0)
    while (column !== 0) {
      const before = way[column] as number
      rowOf[column] = rowOf[before] as number
      column = before
    }
  }
  let sum = 0
  for (let column = 1; column <= size; column++) sum -= cost(rowOf[column] as number, column)
  return sum
}
