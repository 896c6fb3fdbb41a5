import { expect, it } from 'vitest'
import { randomFrom } from '../text/hash.ts'
import { postingSums } from './posting-sums.ts'
import { rowProducts, withProducts } from './row-products.ts'
import { sumRows, toWhole, vectorised } from './sum-rows.ts'

it('sums rows by vectors as it does without, to the last bit', () => {
  const random = randomFrom(3)
  for (const [rows, width] of [
    [1, 1],
    [7, 16],
    [40, 77],
    [31, 33],
  ] as const) {
    const matrix = Int8Array.from({ length: rows * width }, () => Math.floor(random() * 255) - 127)
    const moved = vectorised(matrix, width)
    expect(moved).toEqual(matrix)
    expect(moved.buffer).not.toBe(matrix.buffer)
    for (const size of [0, 1, 2, 5, 12]) {
      const starts = Int32Array.from({ length: size }, () => Math.floor(random() * rows) * width)
      const amounts = Int32Array.from({ length: size }, () => Math.floor(random() * 8191) - 4095)
      const plain = new Int32Array(width)
      const byVectors = new Int32Array(width).fill(99)
      sumRows(matrix, width, starts, amounts, size, plain)
      sumRows(moved, width, starts, amounts, size, byVectors)
      expect(byVectors).toEqual(plain)
      const first = starts.reduce((sum, start, at) => sum + (amounts[at] ?? 0) * (matrix[start] ?? 0), 0)
      expect(plain[0]).toBe(first)
    }
  }
})

it('multiplies rows by vectors as it does without, to the last bit', () => {
  const random = randomFrom(9)
  const width = 32
  const matrix = Float32Array.from({ length: 2 * 77 * width }, () => random() - 0.5)
  const moved = withProducts(matrix, width)
  expect(moved).toEqual(matrix)
  expect(moved.buffer).not.toBe(matrix.buffer)
  const numbers = Float32Array.from({ length: width }, () => random() - 0.5)
  const biases = Float32Array.from({ length: 2 * 77 }, () => random())
  for (const [from, count] of [
    [0, 77],
    [77, 77],
    [5, 1],
    [0, 0],
  ] as const) {
    const plain = new Float32Array(77)
    const byVectors = new Float32Array(77)
    const highest = rowProducts(matrix, numbers, biases, from, count, plain)
    expect(rowProducts(moved, numbers, biases, from, count, byVectors)).toBe(highest)
    expect(byVectors).toEqual(plain)
    const first = numbers.reduce((sum, one, at) => sum + one * (matrix[from * width + at] ?? 0), 0)
    if (count > 0) expect(plain[0]).toBeCloseTo(first + (biases[from] ?? 0), 4)
  }
  expect(withProducts(new Float32Array(9), 3)).toHaveLength(9)
})

it('sums up postings and finds what is above a bar', () => {
  const random = randomFrom(5)
  const postings = Uint32Array.from(
    { length: 3_000 },
    () => (Math.floor(random() * 100) << 8) | (1 + Math.floor(random() * 255)),
  )
  const sums = postingSums(postings, 100)
  const expected = new Int32Array(112)
  // More lists than are read at once, of every length that four at a time leave over, empty ones among them.
  for (let list = 0; list < 5_000; list++) {
    const from = Math.floor(random() * 2_980)
    const to = from + (list % 15)
    sums?.take(from, to, 1 + (list % 7))
    for (let place = from; place < to; place++) {
      const posting = postings[place] as number
      expected[posting >>> 8] = (expected[posting >>> 8] as number) + (1 + (list % 7)) * (posting & 255)
    }
  }
  sums?.read()
  expect(sums?.scores).toEqual(expected)
  sums?.scores.fill(0)
  sums?.scores.set([3], 40)
  expect(sums?.next(0, 112, 2)).toBe(32)
  expect(sums?.next(0, 112, 3)).toBe(112)
  expect(sums?.next(48, 112, 2)).toBe(112)
})

it('writes values as whole numbers that do not overflow', () => {
  const values = Float32Array.from({ length: 9_000 }, (_, at) => (at % 2 === 0 ? 0.5 : -0.25))
  const whole = new Int32Array(9_000)
  const unit = toWhole(values, 9_000, 255, whole)
  expect((whole[0] as number) * unit).toBeCloseTo(0.5, 6)
  expect((whole[1] as number) * unit).toBeCloseTo(-0.25, 3)
  expect(9_000 * (whole[0] as number) * 255).toBeLessThan(2 ** 31)
  expect(toWhole(new Float32Array(3), 3, 127, whole)).toBe(0)
  expect([...whole.subarray(0, 3)]).toEqual([0, 0, 0])
})
