/** Likenesses of all pairs of rows of length 1. */
export function likenessesOf(values: Float32Array, width: number): Float32Array {
  const count = values.length / width
  const likenesses = new Float32Array(count * count)
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      let dot = 0
      for (let left = a * width, right = b * width, end = left + width; left < end; left++, right++)
        dot += (values[left] as number) * (values[right] as number)
      likenesses[a * count + b] = dot
      likenesses[b * count + a] = dot
    }
  }
  return likenesses
}

/**
 * Average linkage over all pairs (nearest-neighbour chains): groups whose members are on average at least `alike`. Spoils
 * the given likenesses.
 */
export function linkAll(likenesses: Float32Array, count: number, alike: number): number[][] {
  const sizes = new Float64Array(count).fill(1)
  const living = Array.from({ length: count }, (_, at) => at)
  const placeOf = Int32Array.from(living)
  const joined: { likeness: number; a: number; b: number }[] = []
  const chain: number[] = []
  while (living.length > 1) {
    if (chain.length === 0) chain.push(living[0] as number)
    const last = chain.at(-1) as number
    const before = chain.length > 1 ? (chain.at(-2) as number) : -1
    const row = last * count
    let best = before
    let most = before < 0 ? Number.NEGATIVE_INFINITY : (likenesses[row + before] as number)
    for (const other of living) {
      // Strictly more, so that chains end.
      if (other === last || (likenesses[row + other] as number) <= most) continue
      most = likenesses[row + other] as number
      best = other
    }
    if (best !== before) {
      chain.push(best)
      continue
    }
    chain.length -= 2
    joined.push({ likeness: most, a: before, b: last })
    join(before, last)
  }

  function join(a: number, b: number): void {
    const [weightA, weightB] = [sizes[a] as number, sizes[b] as number]
    const place = placeOf[b] as number
    const moved = living.pop() as number
    if (moved !== b) {
      living[place] = moved
      placeOf[moved] = place
    }
    for (const other of living) {
      if (other === a) continue
      const mean =
        ((likenesses[a * count + other] as number) * weightA +
          (likenesses[b * count + other] as number) * weightB) /
        (weightA + weightB)
      likenesses[a * count + other] = mean
      likenesses[other * count + a] = mean
    }
    sizes[a] = weightA + weightB
  }

  const root = Int32Array.from({ length: count }, (_, at) => at)
  const rootOf = (at: number): number => {
    let top = at
    while (root[top] !== top) top = root[top] as number
    return top
  }
  // Averages only fall from join to join, so what is alike enough was joined first.
  for (const { likeness, a, b } of joined) if (likeness >= alike) root[rootOf(b)] = rootOf(a)
  const groups = new Map<number, number[]>()
  for (let at = 0; at < count; at++) {
    const top = rootOf(at)
    const held = groups.get(top)
    if (held === undefined) groups.set(top, [at])
    else held.push(at)
  }
  return [...groups.values()]
}
