import { isHan } from '../text/detect-language.ts'
import { analysedLength, normaliseText } from '../text/normalise.ts'
import type { Synonym } from '../types.ts'

interface Pair {
  term: string
  standsFor: string
  /** Where the term begins in the word it stands for: 码 is part of 尺码 and must not become 尺尺码. */
  within: readonly number[]
}

/** A tenant's synonyms, by which messages are read once more in the words of its knowledge. */
export class SynonymTable {
  readonly size: number
  private readonly pairs = new Map<number, Pair[]>()

  /** Texts are normalised here; a pair that says nothing new is left out. */
  constructor(synonyms: readonly Synonym[]) {
    let size = 0
    for (const given of synonyms) {
      const term = normaliseText(given.term)
      const standsFor = normaliseText(given.standsFor)
      if (term === '' || standsFor === '' || term === standsFor) continue
      const first = term.charCodeAt(0)
      const list = this.pairs.get(first) ?? []
      if (list.some((pair) => pair.term === term)) continue
      list.push({ term, standsFor, within: placesIn(standsFor, term) })
      // The longest that fits is meant.
      list.sort((one, other) => other.term.length - one.term.length)
      this.pairs.set(first, list)
      size++
    }
    this.size = size
  }

  /** A normalised message in the words of the knowledge, or undefined where it has no word to be replaced. */
  reword(message: string): string | undefined {
    if (this.size === 0) return undefined
    let out = ''
    let copied = 0
    for (let at = 0; at < message.length; ) {
      const pair = this.pairAt(message, at)
      if (pair === undefined) {
        at++
        continue
      }
      const end = endOf(message, at, pair.term)
      out += message.slice(copied, at) + pair.standsFor
      at = end
      copied = end
    }
    return copied === 0 ? undefined : (out + message.slice(copied)).slice(0, analysedLength)
  }

  private pairAt(message: string, at: number): Pair | undefined {
    const list = this.pairs.get(message.charCodeAt(at))
    if (list === undefined) return undefined
    return list.find(
      ({ term, standsFor, within }) =>
        message.startsWith(term, at) &&
        isApart(message, at, endOf(message, at, term)) &&
        !within.some((place) => at >= place && message.startsWith(standsFor, at - place)),
    )
  }
}

/** Behind the term, and behind the s of its plural. */
function endOf(message: string, at: number, term: string): number {
  const end = at + term.length
  return isWord(term.charCodeAt(term.length - 1)) &&
    message[end] === 's' &&
    !isWord(message.charCodeAt(end + 1))
    ? end + 1
    : end
}

/** Whether what stands there is no part of a longer word, as Latin writing tells. */
function isApart(message: string, from: number, to: number): boolean {
  const cut = (left: number, right: number) => isWord(left) && isWord(right)
  return (
    !cut(message.charCodeAt(from - 1), message.charCodeAt(from)) &&
    !cut(message.charCodeAt(to - 1), message.charCodeAt(to))
  )
}

const letter = /[\p{L}\p{N}]/u

/** NaN, before and behind a message, is none. */
function isWord(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
  return code >= 128 && !isHan(code) && letter.test(String.fromCharCode(code))
}

function placesIn(text: string, part: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) places.push(at)
  return places
}
