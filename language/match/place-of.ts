/** Where a number stands in a stretch of ascending ones, or −1. */
export function placeOf(numbers: ArrayLike<number>, from: number, to: number, wanted: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] as number) < wanted) low = middle + 1
    else high = middle
  }
  return low < to && numbers[low] === wanted ? low : -1
}
