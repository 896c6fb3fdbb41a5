import { blocks, FeatureExtractor } from '../text/features.ts'
import { analysedLength, normaliseText } from '../text/normalise.ts'

const conceptWeight = 1.5
/** A message is read so far and no further; a document is read whole, a piece after the other. */
const pieceLength = analysedLength
/** A text behind so many characters is not read: nobody types so much, and no passage is so long. */
const mostLength = 20_000

/** Reads passages and questions into the terms of the index, whatever their length. */
export class TermReader {
  /** The terms that are words, in the order of the text that was read last; 0 where other writing stands between. */
  sequence: readonly number[] = []
  private readonly extractor = new FeatureExtractor()

  /** Visits each term of a text once: how often it stands there, and how much terms of its kind count. */
  read(text: string, visit: (term: number, count: number, part: number) => void): void {
    this.sequence = []
    if (text.length <= pieceLength) {
      this.readPiece(text, visit)
      this.sequence = this.extractor.sequence
      return
    }
    const found = new Map<number, { count: number; part: number }>()
    const sequence: number[] = []
    for (const piece of piecesOf(text.slice(0, mostLength))) {
      this.readPiece(piece, (term, count, part) => {
        const before = found.get(term)
        if (before === undefined) found.set(term, { count, part })
        else before.count += count
      })
      for (const term of this.extractor.sequence) sequence.push(term)
    }
    this.sequence = sequence
    for (const [term, { count, part }] of found) visit(term, count, part)
  }

  private readPiece(text: string, visit: (term: number, count: number, part: number) => void): void {
    const { extractor } = this
    extractor.extract(normaliseText(text))
    for (let at = 0; at < extractor.size; at++) {
      const sort = extractor.sorts[at] as number
      if (sort < blocks.term) continue
      visit(
        extractor.hashes[at] as number,
        extractor.counts[at] as number,
        sort === blocks.concept ? conceptWeight : 1,
      )
    }
  }
}

/** Cut where something else than a letter stands, so that no word is. */
function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + pieceLength)
    if (end < text.length) {
      const space = text.slice(start, end).search(/\s\S*$/)
      if (space > pieceLength / 2) end = start + space
    }
    yield text.slice(start, end)
    start = end
  }
}
