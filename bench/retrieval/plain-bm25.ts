const stopWords = new Set(
  (
    'a about above after again all also am an and any are as at be because been before being below between both but by can could did do ' +
    'does doing down during each few for from further had has have having he her here hers him his how i if in into is it its itself just ' +
    'me more most my myself no nor not now of off on once only or other our out over own same she should so some such than that the their ' +
    'them then there these they this those through to too under until up very was we were what when where which while who whom why will ' +
    'with would you your yours'
  ).split(' '),
)
const k1 = 1.2
const b = 0.75

/** The baseline: BM25 as a textbook has it (Robertson and Zaragoza 2009), over words and pairs of words without stop words. */
export class PlainBm25 {
  private readonly postings = new Map<string, Map<number, number>>()
  private readonly lengths: number[] = []
  private readonly ids: string[] = []

  add(id: string, text: string): void {
    const at = this.ids.push(id) - 1
    const terms = pairsAndWords(text)
    this.lengths.push(terms.length)
    for (const term of terms) {
      let posting = this.postings.get(term)
      if (posting === undefined) {
        posting = new Map()
        this.postings.set(term, posting)
      }
      posting.set(at, (posting.get(at) ?? 0) + 1)
    }
  }

  search(question: string, limit: number): string[] {
    const average = this.lengths.reduce((sum, length) => sum + length, 0) / this.lengths.length
    const scores = new Map<number, number>()
    for (const term of new Set(pairsAndWords(question))) {
      const posting = this.postings.get(term)
      if (posting === undefined) continue
      const rarity = Math.log(1 + (this.ids.length - posting.size + 0.5) / (posting.size + 0.5))
      for (const [at, count] of posting) {
        const norm = k1 * (1 - b + (b * (this.lengths[at] ?? 0)) / average)
        scores.set(at, (scores.get(at) ?? 0) + (rarity * count * (k1 + 1)) / (count + norm))
      }
    }
    return [...scores]
      .sort((one, other) => other[1] - one[1])
      .slice(0, limit)
      .map(([at]) => this.ids[at] ?? '')
  }
}

/** Lower-case words without stop words; `pairsAndWords` has each with the next one, too. */
export function wordsWithoutStopWords(text: string): string[] {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((word) => !stopWords.has(word))
}

export function pairsAndWords(text: string): string[] {
  const words = wordsWithoutStopWords(text)
  return [...words, ...words.slice(1).map((word, at) => `${words[at]} ${word}`)]
}
