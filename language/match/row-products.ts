import { type VectorCode, vectorCode } from './vector-code.ts'

/** Where a matrix's rows are multiplied by vector instructions. */
interface Kernel {
  run: VectorCode['rowProducts']
  numbers: Float64Array
  out: Float64Array
}

const kernels = new WeakMap<ArrayBufferLike, Kernel>()

/** The same matrix where vector instructions reach it; as it is where there are none. Products are the same either way, to the last bit. */
export function withProducts(matrix: Float32Array, width: number): Float32Array {
  if (matrix.length === 0 || width % 4 !== 0 || kernels.has(matrix.buffer)) return matrix
  const rows = matrix.length / width
  const numbers = (matrix.byteLength + 15) & ~15
  const out = numbers + width * 8
  const code = vectorCode(out + rows * 8)
  if (code === undefined) return matrix
  const moved = new Float32Array(code.buffer, 0, matrix.length)
  moved.set(matrix)
  kernels.set(code.buffer, {
    run: code.rowProducts,
    numbers: new Float64Array(code.buffer, numbers, width),
    out: new Float64Array(code.buffer, out, rows),
  })
  return moved
}

/** `biases` and the products of the matrix's rows from `from` on with the numbers, into `out`; returns the highest. */
export function rowProducts(
  matrix: Float32Array,
  numbers: Float32Array,
  biases: Float32Array,
  from: number,
  count: number,
  out: Float32Array,
): number {
  const kernel = kernels.get(matrix.buffer)
  return kernel === undefined || count === 0
    ? plainly(matrix, numbers, biases, from, count, out)
    : byVectors(kernel, numbers, biases, from, count, out)
}

function byVectors(
  kernel: Kernel,
  numbers: Float32Array,
  biases: Float32Array,
  from: number,
  count: number,
  out: Float32Array,
): number {
  const width = numbers.length
  const { numbers: own, out: sums } = kernel
  for (let i = 0; i < width; i++) own[i] = numbers[i] as number
  for (let k = 0; k < count; k++) sums[k] = biases[from + k] as number
  kernel.run(from * width * 4, own.byteOffset, width, count, sums.byteOffset)
  let highest = Number.NEGATIVE_INFINITY
  for (let k = 0; k < count; k++) {
    const score = sums[k] as number
    out[k] = score
    if (score > highest) highest = score
  }
  return highest
}

function plainly(
  matrix: Float32Array,
  numbers: Float32Array,
  biases: Float32Array,
  from: number,
  count: number,
  out: Float32Array,
): number {
  const width = numbers.length
  let highest = Number.NEGATIVE_INFINITY
  for (let k = 0; k < count; k++) {
    const start = (from + k) * width
    // Four sums apart: one would wait for each of its own additions.
    let first = biases[from + k] as number
    let second = 0
    let third = 0
    let fourth = 0
    for (let i = 0; i < width; i += 4) {
      first += (matrix[start + i] as number) * (numbers[i] as number)
      second += (matrix[start + i + 1] as number) * (numbers[i + 1] as number)
      third += (matrix[start + i + 2] as number) * (numbers[i + 2] as number)
      fourth += (matrix[start + i + 3] as number) * (numbers[i + 3] as number)
    }
    const score = first + second + third + fourth
    out[k] = score
    if (score > highest) highest = score
  }
  return highest
}
