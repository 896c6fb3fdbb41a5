import { type VectorCode, vectorCode } from './vector-code.ts'

/** Values as whole numbers of some unit are at most this. */
const finest = 4095
/** Rows summed at once by vector instructions; longer messages are rare. */
const mostRows = 4_096

/** Where a matrix's rows are summed by vector instructions. */
interface Kernel {
  run: VectorCode['sumRows']
  starts: Int32Array
  /** Two to a word, as the instructions want them. */
  amounts: Int16Array
  sums: Int32Array
}

const kernels = new WeakMap<ArrayBufferLike, Kernel>()

/**
 * The same matrix where vector instructions reach it; as it is where there are none. `width`: the longest row. Sums are the same either
 * way, to the last bit.
 */
export function vectorised(matrix: Int8Array, width: number): Int8Array {
  if (matrix.length === 0 || kernels.has(matrix.buffer)) return matrix
  // What reads sixteen numbers at once reads beyond the last row.
  const starts = (matrix.length + 31) & ~15
  const amounts = starts + mostRows * 4
  const sums = amounts + mostRows * 2
  const room = (width + 15) & ~15
  const code = vectorCode(sums + room * 4)
  if (code === undefined) return matrix
  const moved = new Int8Array(code.buffer, 0, matrix.length)
  moved.set(matrix)
  kernels.set(code.buffer, {
    run: code.sumRows,
    starts: new Int32Array(code.buffer, starts, mostRows),
    amounts: new Int16Array(code.buffer, amounts, mostRows),
    sums: new Int32Array(code.buffer, sums, room),
  })
  return moved
}

/**
 * Writes `size` values as whole numbers of one unit, which is returned: summed as such they are exact in any order, and several times as
 * quick. So many of them, each times an integer of up to `factor`, still fit into 32 bits.
 */
export function toWhole(values: Float32Array, size: number, factor: number, into: Int32Array): number {
  let largest = 0
  for (let at = 0; at < size; at++) {
    const value = Math.abs(values[at] as number)
    if (value > largest) largest = value
  }
  if (largest === 0) {
    into.fill(0, 0, size)
    return 0
  }
  const most = Math.min(finest, Math.floor(0x7fffffff / (factor * size)))
  const scale = most / largest
  // Not Math.round, which goes one way or the other at each value as chance will have it.
  for (let at = 0; at < size; at++) into[at] = Math.floor((values[at] as number) * scale + 0.5)
  return largest / most
}

/** The sum of `size` rows of a matrix, each times its amount, into `sums`. `starts`: where the rows begin. */
export function sumRows(
  matrix: Int8Array,
  width: number,
  starts: Int32Array,
  amounts: Int32Array,
  size: number,
  sums: Int32Array,
): void {
  const kernel = kernels.get(matrix.buffer)
  if (kernel !== undefined && size > 0 && size < mostRows && width <= kernel.sums.length)
    sumByVectors(kernel, width, starts, amounts, size, sums)
  else sumPlainly(matrix, width, starts, amounts, size, sums)
}

function sumByVectors(
  kernel: Kernel,
  width: number,
  starts: Int32Array,
  amounts: Int32Array,
  size: number,
  sums: Int32Array,
): void {
  for (let at = 0; at < size; at++) {
    kernel.starts[at] = starts[at] as number
    kernel.amounts[at] = amounts[at] as number
  }
  // Rows go in pairs: an odd one is joined by nothing of the first.
  kernel.starts[size] = 0
  kernel.amounts[size] = 0
  const { byteOffset } = kernel.sums
  kernel.run(kernel.starts.byteOffset, kernel.amounts.byteOffset, (size + 1) >> 1, width, byteOffset)
  for (let k = 0; k < width; k++) sums[k] = kernel.sums[k] as number
}

function sumPlainly(
  matrix: Int8Array,
  width: number,
  starts: Int32Array,
  amounts: Int32Array,
  size: number,
  sums: Int32Array,
): void {
  for (let k = 0; k < width; k++) sums[k] = 0
  let at = 0
  // Four rows at once: each sum is read and written a quarter as often.
  for (; at + 3 < size; at += 4) {
    const row1 = starts[at] as number
    const row2 = starts[at + 1] as number
    const row3 = starts[at + 2] as number
    const row4 = starts[at + 3] as number
    const amount1 = amounts[at] as number
    const amount2 = amounts[at + 1] as number
    const amount3 = amounts[at + 2] as number
    const amount4 = amounts[at + 3] as number
    for (let k = 0; k < width; k++)
      sums[k] =
        ((sums[k] as number) +
          Math.imul(amount1, matrix[row1 + k] as number) +
          Math.imul(amount2, matrix[row2 + k] as number) +
          Math.imul(amount3, matrix[row3 + k] as number) +
          Math.imul(amount4, matrix[row4 + k] as number)) |
        0
  }
  for (; at < size; at++) {
    const row = starts[at] as number
    const amount = amounts[at] as number
    for (let k = 0; k < width; k++)
      sums[k] = ((sums[k] as number) + Math.imul(amount, matrix[row + k] as number)) | 0
  }
}
