/** Open-addressing map from a 32-bit feature hash to a dense id, in typed arrays only. Ids are given in order of arrival. */
export class FeatureTable {
  size = 0
  /** Hash of each id. */
  hashes: Uint32Array
  /** Id + 1 and beside it the hash: what is looked up together lies together. */
  private slots: Int32Array
  private mask: number

  constructor(capacity = 1024) {
    let slots = 2048
    while (slots < capacity * 2) slots *= 2
    this.slots = new Int32Array(slots * 2)
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
    const { slots, mask } = this
    const wanted = hash | 0
    let slot = hash & mask
    for (;;) {
      const id = slots[slot * 2] as number
      if (id === 0) return -1
      if (slots[slot * 2 + 1] === wanted) return id - 1
      slot = (slot + 1) & mask
    }
  }

  /** Brings near what `find` will look at. */
  glance(hash: number): number {
    return this.slots[(hash & this.mask) * 2] as number
  }

  /** The id, given now if the hash is new. */
  place(hash: number): number {
    const known = this.find(hash)
    if (known >= 0) return known
    if (this.size * 2 > this.mask) this.grow()
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
    const hash = this.hashes[id] as number
    let slot = hash & this.mask
    while (this.slots[slot * 2] !== 0) slot = (slot + 1) & this.mask
    this.slots[slot * 2] = id + 1
    this.slots[slot * 2 + 1] = hash
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2)
    this.mask = this.slots.length / 2 - 1
    for (let id = 0; id < this.size; id++) this.link(id)
  }
}
