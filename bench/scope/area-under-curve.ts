/**
 * How likely a value of `inside` is higher than one of `outside`; equal ones count half (Mann and Whitney's U, which is the
 * area under the receiver operating characteristic). 0 to 1.
 */
export function areaUnderCurve(inside: readonly number[], outside: readonly number[]): number {
  if (inside.length === 0 || outside.length === 0) return Number.NaN
  const all = [
    ...inside.map((value) => ({ value, inside: true })),
    ...outside.map((value) => ({ value, inside: false })),
  ].sort((one, other) => one.value - other.value)
  let ranks = 0
  for (let start = 0; start < all.length; ) {
    let end = start
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1
    const rank = (start + 1 + end) / 2
    for (let at = start; at < end; at += 1) if (all[at]?.inside) ranks += rank
    start = end
  }
  return (ranks - (inside.length * (inside.length + 1)) / 2) / (inside.length * outside.length)
}
