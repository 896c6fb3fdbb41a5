/** How the vectors of a text's tokens become one: their mean, or that of the first. */
export type Pooling = 'mean' | 'first'

/** One normalised vector a row. `numbers` holds rows × width × size; what pads a row stands behind its length. */
export function pool(
  numbers: Float32Array,
  { lengths, width, size, how }: { lengths: readonly number[]; width: number; size: number; how: Pooling },
): Float32Array[] {
  return lengths.map((length, row) => {
    const sum = new Float32Array(size)
    const used = how === 'first' ? 1 : length
    for (let place = 0; place < used; place++) {
      const start = (row * width + place) * size
      for (let axis = 0; axis < size; axis++)
        sum[axis] = (sum[axis] as number) + (numbers[start + axis] as number)
    }
    return normalise(sum)
  })
}

/** Of length 1, where it has any; in place. */
export function normalise(vector: Float32Array): Float32Array {
  let square = 0
  for (const value of vector) square += value * value
  const length = Math.sqrt(square)
  if (length > 0)
    for (let axis = 0; axis < vector.length; axis++) vector[axis] = (vector[axis] as number) / length
  return vector
}
