/** Which passages hold a term and how much of it, in the order they were added. */
export class PostingList {
  slots = new Int32Array(4)
  amounts = new Float32Array(4)
  size = 0
  /** How many of them are still there. */
  live = 0
  /** The most that one passage holds, and the shortest passage: removed ones still count. */
  most = 0
  shortest = Number.POSITIVE_INFINITY

  /** `slot` is higher than those before it. */
  push(slot: number, amount: number, length: number): void {
    if (this.size === this.slots.length) {
      const slots = new Int32Array(this.size * 2)
      const amounts = new Float32Array(this.size * 2)
      slots.set(this.slots)
      amounts.set(this.amounts)
      this.slots = slots
      this.amounts = amounts
    }
    this.slots[this.size] = slot
    this.amounts[this.size] = amount
    this.size++
    this.live++
    if (amount > this.most) this.most = amount
    if (length < this.shortest) this.shortest = length
  }

  /** How much of the term a passage holds; 0 where it holds none. */
  amountAt(slot: number): number {
    let low = 0
    let high = this.size - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const found = this.slots[middle] as number
      if (found === slot) return this.amounts[middle] as number
      if (found < slot) low = middle + 1
      else high = middle - 1
    }
    return 0
  }

  /** The same list with the passages at their new places; those below 0 are gone. */
  moved(places: Int32Array, lengths: Float32Array): PostingList {
    const list = new PostingList()
    for (let index = 0; index < this.size; index++) {
      const place = places[this.slots[index] as number] as number
      if (place >= 0) list.push(place, this.amounts[index] as number, lengths[place] as number)
    }
    return list
  }
}
