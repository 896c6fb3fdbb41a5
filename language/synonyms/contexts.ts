import { isHan } from '../text/detect-language.ts'
import { forEachContext } from './terms-of.ts'

/** Times a term must be seen with something else on either side before it is taken for a word of its own. */
const leastNeighbours = 2

/** What stands around terms in everything that was said: words that mean the same have like neighbours. */
export class Contexts {
  private readonly wanted: ReadonlySet<string>
  /** Of each term: how often each thing stands around it. */
  private readonly around = new Map<string, Map<string, number>>()
  private readonly texts = new Map<string, Set<number>>()
  private readonly totals = new Map<string, number>()
  private total = 0
  private textCount = 0
  private readonly weighed = new Map<string, Map<string, number>>()

  constructor(wanted: ReadonlySet<string>) {
    this.wanted = wanted
  }

  read(text: string): void {
    const at = this.textCount++
    forEachContext(text, this.wanted, (context, term) => {
      this.totals.set(context, (this.totals.get(context) ?? 0) + 1)
      this.total++
      if (term === undefined) return
      let counts = this.around.get(term)
      if (counts === undefined) {
        counts = new Map()
        this.around.set(term, counts)
        this.texts.set(term, new Set())
      }
      counts.set(context, (counts.get(context) ?? 0) + 1)
      this.texts.get(term)?.add(at)
    })
  }

  /** Texts that hold the term. */
  count(term: string): number {
    return this.texts.get(term)?.size ?? 0
  }

  /** Share of the rarer one's texts that hold the other, too. */
  together(one: string, other: string): number {
    const [fewer, more] = [this.texts.get(one) ?? new Set(), this.texts.get(other) ?? new Set()]
    const [small, large] = fewer.size < more.size ? [fewer, more] : [more, fewer]
    let both = 0
    for (const text of small) if (large.has(text)) both++
    return small.size === 0 ? 0 : both / small.size
  }

  /** Whether a piece of Chinese is no part of a longer word: something else may stand on either side. */
  isWhole(term: string): boolean {
    if (!isHan(term.charCodeAt(0))) return true
    const counts = this.around.get(term) ?? new Map<string, number>()
    for (const side of ['<', '>']) {
      let kinds = 0
      // Where a text begins or ends a word does, every time.
      for (const [context, count] of counts)
        if (context.startsWith(side) && context.length === 2) kinds += context[1] === '.' ? count : 1
      if (kinds < leastNeighbours) return false
    }
    return true
  }

  /** Cosine of what stands around the two, weighed by how telling it is (positive pointwise mutual information). */
  likeness(one: string, other: string): number {
    const [a, b] = [this.vectorOf(one), this.vectorOf(other)]
    const [small, large] = a.size < b.size ? [a, b] : [b, a]
    let product = 0
    for (const [context, value] of small) product += value * (large.get(context) ?? 0)
    const norm = Math.sqrt(squares(a) * squares(b))
    return norm === 0 ? 0 : product / norm
  }

  private vectorOf(term: string): Map<string, number> {
    const known = this.weighed.get(term)
    if (known !== undefined) return known
    const counts = this.around.get(term) ?? new Map<string, number>()
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
    const vector = new Map<string, number>()
    for (const [context, count] of counts) {
      const expected = (all * (this.totals.get(context) ?? 1)) / this.total
      const telling = Math.log(count / expected)
      // Of what was seen once little is known.
      if (telling > 0) vector.set(context, (telling * count) / (count + 1))
    }
    this.weighed.set(term, vector)
    return vector
  }
}

function squares(vector: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const value of vector.values()) sum += value * value
  return sum
}
