/** Open-addressing map from a 32-bit feature hash to a dense id, in typed arrays only. Ids are given in order of arrival. */
export class FeatureTable {
  size = 0
  /** Hash of each id. */
  hashes: Uint32Array
  private slots: Int32Array
  private mask: number

  constructor(capacity = 1024) {
    let slots = 2048
    while (slots < capacity * 2) slots *= 2
    this.slots = new Int32Array(slots)
    this.mask = slots - 1
    this.hashes = new Uint32Array(Math.max(16, capacity))
  }

  static of(hashes: Uint32Array): FeatureTable {
    const table = new FeatureTable(hashes.length)
    for (let at = 0; at < hashes.length; at++) table.place(hashes[at] as number)
    return table
  }

  /** The same with pauses in which others may be served. */
  static *inSteps(hashes: Uint32Array): Generator<undefined, FeatureTable> {
    const table = new FeatureTable(hashes.length)
    for (let at = 0; at < hashes.length; at++) {
      table.place(hashes[at] as number)
      if (at % 50_000 === 49_999) yield
    }
    return table
  }

  /** The id, or −1. */
  find(hash: number): number {
    let slot = hash & this.mask
    for (;;) {
      const id = (this.slots[slot] as number) - 1
      if (id < 0) return -1
      if (this.hashes[id] === hash) return id
      slot = (slot + 1) & this.mask
    }
  }

  /** The id, given now if the hash is new. */
  place(hash: number): number {
    const known = this.find(hash)
    if (known >= 0) return known
    if (this.size * 2 >= this.slots.length) this.grow()
    if (this.size === this.hashes.length) {
      const wider = new Uint32Array(this.hashes.length * 2)
      wider.set(this.hashes)
      this.hashes = wider
    }
    const id = this.size++
    this.hashes[id] = hash
    this.link(id)
    return id
  }

  get bytes(): number {
    return this.slots.byteLength + this.hashes.byteLength
  }

  private link(id: number): void {
    let slot = (this.hashes[id] as number) & this.mask
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask
    this.slots[slot] = id + 1
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2)
    this.mask = this.slots.length - 1
    for (let id = 0; id < this.size; id++) this.link(id)
  }
}
