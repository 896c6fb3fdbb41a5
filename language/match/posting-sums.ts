import { vectorCode } from './vector-code.ts'

/** Lists read at once; longer messages are rare. */
const mostLists = 2_048

/** Postings and the scores they are summed up in, where machine code reaches them. */
export interface PostingSums {
  postings: Uint32Array
  scores: Int32Array
  /** Puts a list from place `from` to `to` with its amount on what is read next. */
  take(from: number, to: number, amount: number): void
  /** Reads what was taken. */
  read(): void
  /** The place of the first sixteen scores from `from` (a multiple of 16) on of which one is above the bar, or of the end or beyond. */
  next(from: number, end: number, bar: number): number
}

/** With room for so many scores; undefined where the machine has no vector instructions. */
export function postingSums(postings: Uint32Array, room: number): PostingSums | undefined {
  const scoreRoom = (room + 15) & ~15
  const postingsAt = scoreRoom * 4
  const listsAt = postingsAt + postings.byteLength
  const amountsAt = listsAt + mostLists * 8
  const code = vectorCode(amountsAt + mostLists * 4)
  if (code === undefined) return undefined
  const moved = new Uint32Array(code.buffer, postingsAt, postings.length)
  moved.set(postings)
  const lists = new Int32Array(code.buffer, listsAt, mostLists * 2)
  const amounts = new Int32Array(code.buffer, amountsAt, mostLists)
  let count = 0
  const read = () => {
    if (count > 0) code.sumPostings(listsAt, amountsAt, count)
    count = 0
  }
  return {
    postings: moved,
    scores: new Int32Array(code.buffer, 0, scoreRoom),
    take(from, to, amount) {
      if (count === mostLists) read()
      lists[count * 2] = postingsAt + from * 4
      lists[count * 2 + 1] = postingsAt + to * 4
      amounts[count++] = amount
    },
    read,
    next: (from, end, bar) => code.nextAbove(from * 4, end * 4, bar) >> 2,
  }
}
