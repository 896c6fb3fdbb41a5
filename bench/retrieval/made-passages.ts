import type { PassageToIndex } from '../../language/index.ts'
import { numbersFrom } from '../harness/shuffle.ts'

const words = 40_000
const syllables =
  'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za bra cle dri flo gru sta ple tri sko'.split(
    ' ',
  )

function wordOf(rank: number): string {
  let rest = rank
  let word = ''
  do {
    word += syllables[rest % syllables.length]
    rest = Math.floor(rest / syllables.length)
  } while (rest > 0)
  return rank < syllables.length ? `${word}n` : word
}

/**
 * Passages as a large documentation has them in size and spread, not in meaning: words by Zipf's law (rank to the power of −1) over
 * 40,000 words, 60 to 120 a passage, five passages a document with a title, of which one in ten thousand words is rare.
 */
export function* madePassages(count: number, seed: number): Generator<PassageToIndex> {
  const random = numbersFrom(seed)
  const pick = zipf(random)
  const some = (least: number, most: number) =>
    Array.from({ length: least + Math.floor(random() * (most - least)) }, () => wordOf(pick())).join(' ')
  let title = ''
  for (let number = 0; number < count; number += 1) {
    if (number % 5 === 0) title = some(3, 7)
    const sentences = Array.from({ length: 6 }, () => `${some(10, 20)}.`)
    yield {
      id: `passage-${number}`,
      group: `document-${Math.floor(number / 5)}`,
      title,
      headings: some(2, 5),
      text: sentences.join(' '),
      language: 'en',
      audience: 'public',
    }
  }
}

/** Questions of eight words: five that stand in one passage, three from anywhere. */
export function madeQuestions(passages: readonly PassageToIndex[], count: number, seed: number): string[] {
  const random = numbersFrom(seed)
  const pick = zipf(random)
  return Array.from({ length: count }, () => {
    const passage = passages[Math.floor(random() * passages.length)]
    const held = (passage?.text ?? '').replaceAll('.', '').split(' ')
    const five = Array.from({ length: 5 }, () => held[Math.floor(random() * held.length)] ?? '')
    return [...five, ...Array.from({ length: 3 }, () => wordOf(pick()))].join(' ')
  })
}

function zipf(random: () => number): () => number {
  const sums = new Float64Array(words)
  let sum = 0
  for (let rank = 0; rank < words; rank += 1) {
    sum += 1 / (rank + 1)
    sums[rank] = sum
  }
  return () => {
    const wanted = random() * sum
    let low = 0
    let high = words - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sums[middle] as number) < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}
