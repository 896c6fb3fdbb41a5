/** The wordings nearest to a message, best first. */
export class Nearest {
  readonly documents: Int32Array
  readonly similarities: Float32Array
  size = 0

  constructor(room: number) {
    this.documents = new Int32Array(room)
    this.similarities = new Float32Array(room)
  }

  /** Takes a wording in where it is among the first `limit`. */
  consider(document: number, similarity: number, limit: number): void {
    const { documents, similarities } = this
    let { size } = this
    if (size === limit && similarity <= (similarities[size - 1] as number)) return
    let place = size < limit ? size++ : size - 1
    while (place > 0 && (similarities[place - 1] as number) < similarity) {
      similarities[place] = similarities[place - 1] as number
      documents[place] = documents[place - 1] as number
      place--
    }
    similarities[place] = similarity
    documents[place] = document
    this.size = size
  }

  /** The nearly sorted few are put in order by insertion. */
  order(): void {
    const { documents, similarities, size } = this
    for (let at = 1; at < size; at++) {
      const document = documents[at] as number
      const similarity = similarities[at] as number
      let place = at
      for (; place > 0 && (similarities[place - 1] as number) < similarity; place--) {
        similarities[place] = similarities[place - 1] as number
        documents[place] = documents[place - 1] as number
      }
      similarities[place] = similarity
      documents[place] = document
    }
  }
}
