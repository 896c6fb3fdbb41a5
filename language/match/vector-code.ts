/**
 * The inner loops of classification as WebAssembly, which has vector instructions: JavaScript adds one small number at a time, this
 * sixteen. Written out instruction by instruction, so that no compiler is needed. `sum-rows.ts` and `posting-sums.ts` use it and do the
 * same without where there is none.
 */

const i32 = 0x7f
const v128 = 0x7b

/** A number of any size, seven bits a byte. */
function leb(value: number): number[] {
  const low = value & 0x7f
  return value > 0x7f ? [low | 0x80, ...leb(value >>> 7)] : [low]
}
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
/** Of -64 … 63. */
const number = (value: number) => [0x41, value & 0x7f]
const [sixtyFour, low8] = [
  [0x41, 0xc0, 0x00],
  [0x41, 0xff, 0x01],
]
const [add, subtract, multiply, and, shiftRight] = [[0x6a], [0x6b], [0x6c], [0x71], [0x76]]
const [isLess, isNotLess] = [[0x49], [0x4f]]
const load = (offset: number) => [0x28, 2, offset]
const store = [0x36, 2, 0]
const vector = (code: number, ...rest: number[]) => [0xfd, ...leb(code), ...rest]
const loadVector = (offset: number) => vector(0x00, 0, offset)
const loadRepeated = vector(0x09, 2, 0)
const storeVector = (offset: number) => vector(0x0b, 2, offset)
const repeated = vector(0x11)
const interleave = (from: number) =>
  vector(0x0d, ...Array.from({ length: 16 }, (_, at) => from + (at >> 1) + (at % 2) * 16))
const [widenLow, widenHigh, multiplyPairs, addVectors] = [0x87, 0x88, 0xba, 0xae].map((code) => vector(code))
const [areGreater, either, any] = [0x3b, 0x50, 0x53].map((code) => vector(code))
const [toDouble, multiplyDoubles, addDoubles] = [0x5f, 0xf2, 0xf0].map((code) => vector(code))
const loadTwo = (offset: number) => vector(0x5d, 2, offset)
const loadOneDouble = vector(0x5d, 3, 0)
const lane = (at: number) => vector(0x21, at)
const [addDouble, storeDouble] = [[0xa0], [0x39, 3, 0]]
const loop = (...body: number[][]) => [0x03, 0x40, ...body.flat(), 0x0b]
const block = (...body: number[][]) => [0x02, 0x40, ...body.flat(), 0x0b]
const branch = (depth: number) => [0x0c, depth]
const branchIf = (depth: number) => [0x0d, depth]
const code = (...parts: (number[] | undefined)[]) => parts.flatMap((part) => part ?? [])
const advance = (local: number, by: number[]) => code(get(local), by, add, set(local))
const countDown = (local: number) =>
  code(get(local), number(1), subtract, set(local), get(local), branchIf(0))

/** Sums of rows: for every sixteen columns all rows, two at a time, then the sums are written. */
function rowSums(): number[] {
  const [starts, amounts, pairs, width, sums, column, row, amount, left] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  const [first, second, third, fourth, mixed, one, other, pair] = [9, 10, 11, 12, 13, 14, 15, 16]
  const accumulators = [first, second, third, fourth]
  // Two rows' numbers side by side, each pair times its pair of amounts, onto four of the sums.
  const accumulate = (into: number, widen: number[] | undefined) =>
    code(get(into), get(mixed), widen, get(pair), multiplyPairs, addVectors, set(into))
  const loadRow = (offset: number, into: number) =>
    code(get(row), load(offset), get(column), add, loadVector(0), set(into))
  const twoRows = code(
    code(get(amount), loadRepeated, set(pair), loadRow(0, one), loadRow(4, other)),
    code(get(one), get(other), interleave(0), set(mixed)),
    code(accumulate(first, widenLow), accumulate(second, widenHigh)),
    code(get(one), get(other), interleave(8), set(mixed)),
    code(accumulate(third, widenLow), accumulate(fourth, widenHigh)),
    code(advance(row, number(8)), advance(amount, number(4)), countDown(left)),
  )
  return loop(
    accumulators.flatMap((into) => code(number(0), repeated, set(into))),
    code(get(starts), set(row), get(amounts), set(amount), get(pairs), set(left)),
    loop(twoRows),
    accumulators.flatMap((from, at) => code(get(sums), get(from), storeVector(at * 16))),
    code(advance(sums, sixtyFour), advance(column, number(16)), get(column), get(width), isLess, branchIf(0)),
  )
}

/**
 * Adds to each wording's score what the lists of the message's features say of it: four places at a time, then the few that are left.
 * The scores stand at the memory's beginning.
 */
function postingSums(): number[] {
  const [lists, amounts, left, place, end, amount, posting, score] = [0, 1, 2, 3, 4, 5, 6, 7]
  const addPosting = (offset: number) =>
    code(
      code(get(place), load(offset), set(posting)),
      // Four bytes a score: the number of the wording, which stands above the lowest eight bits, times four.
      code(get(posting), number(6), shiftRight, number(-4), and, set(score)),
      code(get(score), get(score), load(0), get(posting), low8, and, get(amount), multiply, add, store),
    )
  const addFour = code(
    code(addPosting(0), addPosting(4), addPosting(8), addPosting(12), advance(place, number(16))),
    code(get(place), number(12), add, get(end), isLess, branchIf(0)),
  )
  const addOne = code(
    code(addPosting(0), advance(place, number(4)), get(place), get(end), isLess, branchIf(0)),
  )
  const fetchLine = code(
    code(get(place), load(0), get(posting), add, set(posting), advance(place, sixtyFour)),
    code(get(place), get(end), isLess, branchIf(0)),
  )
  const fetchAll = code(
    code(get(lists), set(score), get(left), set(amount)),
    loop(
      code(get(score), load(0), set(place), get(score), load(4), set(end)),
      loop(fetchLine),
      code(advance(score, number(8)), countDown(amount)),
    ),
  )
  return code(
    fetchAll,
    get(posting),
    [0x1a],
    loop(
      code(
        get(lists),
        load(0),
        set(place),
        get(lists),
        load(4),
        set(end),
        get(amounts),
        load(0),
        set(amount),
      ),
      block(code(get(place), number(12), add, get(end), isNotLess, branchIf(0)), loop(addFour)),
      block(code(get(place), get(end), isNotLess, branchIf(0)), loop(addOne)),
      code(advance(lists, number(8)), advance(amounts, number(4)), countDown(left)),
    ),
  )
}

/** The first sixteen scores from a place on of which one is above a bar, or the end. */
function nextAbove(): number[] {
  const [from, end, bar, bars] = [0, 1, 2, 3]
  const compared = (offset: number) => code(get(from), loadVector(offset), get(bars), areGreater)
  return code(
    code(get(bar), repeated, set(bars)),
    block(
      loop(
        code(get(from), get(end), isNotLess, branchIf(1)),
        code(compared(0), compared(16), either, compared(32), either, compared(48), either, any, branchIf(1)),
        code(advance(from, sixtyFour), branch(0)),
      ),
    ),
    get(from),
  )
}

/**
 * What `width` numbers of 64 bits, each times its own of 32 bits in a row, come to on top of the row's beginning, row after row. In four sums
 * apart, as it is done without: one would wait for each of its own additions.
 */
function rowProducts(): number[] {
  const [rows, numbers, width, count, out, left, from] = [0, 1, 2, 3, 4, 5, 6]
  const [first, second] = [7, 8]
  const two = (into: number, offset: number) =>
    code(
      code(get(into), get(rows), loadTwo(offset * 4), toDouble, get(from), loadVector(offset * 8)),
      code(multiplyDoubles, addDoubles, set(into)),
    )
  return loop(
    code(get(numbers), set(from), get(width), set(left), number(0), repeated, set(second)),
    code(get(out), loadOneDouble, set(first)),
    loop(
      code(two(first, 0), two(second, 2), advance(rows, number(16)), advance(from, number(32))),
      code(get(left), number(4), subtract, set(left), get(left), branchIf(0)),
    ),
    // In this order and no other: the last bit depends on it.
    code(get(out), get(first), lane(0), get(first), lane(1), addDouble),
    code(get(second), lane(0), addDouble, get(second), lane(1), addDouble, storeDouble),
    code(advance(out, number(8)), countDown(count)),
  )
}

const section = (id: number, content: number[]) => [id, ...leb(content.length), ...content]
const signature = (parameters: number, results: number) =>
  code([0x60, parameters], new Array(parameters).fill(i32), [results], new Array(results).fill(i32))
function body(numbers: number, vectors: number, instructions: number[]): number[] {
  const whole = [2, numbers, i32, vectors, v128, ...instructions, 0x0b]
  return [...leb(whole.length), ...whole]
}

const bytes = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [3, ...signature(5, 0), ...signature(3, 0), ...signature(3, 1)]),
  // Its memory comes from outside, as `m.m`.
  ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]),
  ...section(3, [4, 0, 1, 2, 0]),
  // The functions are called a, b, c and d.
  ...section(7, [4, 1, 0x61, 0, 0, 1, 0x62, 0, 1, 1, 0x63, 0, 2, 1, 0x64, 0, 3]),
  ...section(10, [
    4,
    ...[...body(4, 8, rowSums()), ...body(5, 0, postingSums())],
    ...[...body(0, 1, nextAbove()), ...body(2, 2, rowProducts())],
  ]),
])

/** The functions on a memory of their own; every argument that says where is a number of bytes from its beginning. */
export interface VectorCode {
  buffer: ArrayBuffer
  /** `pairs` is at least 1; `sums` has room for `width` rounded up to sixteen. */
  sumRows: (starts: number, amounts: number, pairs: number, width: number, sums: number) => void
  /** `lists`: where each begins and ends; `count` is at least 1. The scores stand at 0. */
  sumPostings: (lists: number, amounts: number, count: number) => void
  nextAbove: (from: number, end: number, bar: number) => number
  /** `width` is a multiple of four, `count` at least 1; `out` holds what the products are added to, and then the sums. */
  rowProducts: (rows: number, numbers: number, width: number, count: number, out: number) => void
}

const page = 65_536
let compiled: WebAssembly.Module | undefined

/** On a memory of at least so many bytes; undefined where the machine has no vector instructions or no room. */
export function vectorCode(size: number): VectorCode | undefined {
  try {
    const pages = Math.ceil(size / page)
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    compiled ??= new WebAssembly.Module(bytes)
    const { a, b, c, d } = new WebAssembly.Instance(compiled, { m: { m: memory } }).exports
    return {
      buffer: memory.buffer,
      sumRows: a as VectorCode['sumRows'],
      sumPostings: b as VectorCode['sumPostings'],
      nextAbove: c as VectorCode['nextAbove'],
      rowProducts: d as VectorCode['rowProducts'],
    }
  } catch {
    return undefined
  }
}
