import { bareText } from '../../packs/bare-text.ts'

/** From this share of common pieces on two texts say the same in the same words. */
export const nearlyEqual = 0.9
const pieceLength = 4

/** Finds, of many texts, those that are a given one again: literally, or but for a letter or two. */
export class EqualTexts {
  private readonly places = new Map<string, number[]>()
  private readonly sizes: number[] = []
  private readonly literal = new Set<string>()

  constructor(texts: Iterable<string>) {
    for (const text of texts) {
      const bare = bareText(text)
      if (bare === '' || this.literal.has(bare)) continue
      this.literal.add(bare)
      const pieces = piecesOf(bare)
      for (const piece of pieces) {
        const list = this.places.get(piece)
        if (list === undefined) this.places.set(piece, [this.sizes.length])
        else list.push(this.sizes.length)
      }
      this.sizes.push(pieces.size)
    }
  }

  /** `equal` after folding case, width, punctuation and spaces; `near` by pieces of four characters. */
  has(text: string): 'equal' | 'near' | undefined {
    const bare = bareText(text)
    if (this.literal.has(bare)) return 'equal'
    const pieces = piecesOf(bare)
    const common = new Map<number, number>()
    for (const piece of pieces)
      for (const place of this.places.get(piece) ?? []) common.set(place, (common.get(place) ?? 0) + 1)
    for (const [place, count] of common)
      if (count / (pieces.size + (this.sizes[place] as number) - count) >= nearlyEqual) return 'near'
    return undefined
  }
}

function piecesOf(bare: string): Set<string> {
  const letters = [...bare]
  const pieces = new Set<string>()
  for (let at = 0; at + pieceLength <= letters.length; at++)
    pieces.add(letters.slice(at, at + pieceLength).join(''))
  return pieces
}
