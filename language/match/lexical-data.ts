import { FeatureTable } from './feature-table.ts'

/** What is kept of the index when a model is stored: postings by term, terms of each document. */
export interface LexicalData {
  hashes: Uint32Array
  starts: Int32Array
  entries: Int32Array
  amounts: Float32Array
  lengths: Float32Array
}

/** One text of an entry with the hashes of its terms. */
export interface LexicalText {
  entry: number
  terms: ArrayLike<number>
  weight: number
}

/** The texts of an entry count in the order they are given. */
export function packLexical(texts: readonly LexicalText[], entryCount: number): LexicalData {
  const table = new FeatureTable(4096)
  const lengths = new Float32Array(entryCount)
  const byEntry = texts.toSorted((one, other) => one.entry - other.entry)
  let occurrences = 0
  for (const { terms } of byEntry) occurrences += terms.length
  const ids = new Int32Array(occurrences)
  let at = 0
  for (const { entry, terms, weight } of byEntry)
    for (let term = 0; term < terms.length; term++) {
      ids[at++] = table.place(terms[term] as number)
      lengths[entry] = (lengths[entry] as number) + weight
    }
  const places = new Int32Array(table.size + 1)
  for (const id of ids) places[id + 1] = (places[id + 1] as number) + 1
  for (let id = 0; id < table.size; id++) places[id + 1] = (places[id + 1] as number) + (places[id] as number)
  // Entries come in order, so that what belongs to one entry is met one after the other and summed up where it stands.
  const entries = new Int32Array(occurrences)
  const amounts = new Float32Array(occurrences)
  const ends = places.slice(0, table.size)
  at = 0
  for (const { entry, terms, weight } of byEntry)
    for (let term = 0; term < terms.length; term++) {
      const id = ids[at++] as number
      const end = ends[id] as number
      if (end > (places[id] as number) && entries[end - 1] === entry)
        amounts[end - 1] = (amounts[end - 1] as number) + weight
      else {
        entries[end] = entry
        amounts[end] = weight
        ends[id] = end + 1
      }
    }
  const starts = new Int32Array(table.size + 1)
  let size = 0
  for (let id = 0; id < table.size; id++) {
    const from = places[id] as number
    const to = ends[id] as number
    entries.copyWithin(size, from, to)
    amounts.copyWithin(size, from, to)
    size += to - from
    starts[id + 1] = size
  }
  const hashes = table.hashes.slice(0, table.size)
  return { hashes, starts, entries: entries.slice(0, size), amounts: amounts.slice(0, size), lengths }
}

/** The lists with what came later worked in: amounts by term and entry. */
export function mergeLexical(
  old: LexicalData,
  table: FeatureTable,
  later: ReadonlyMap<number, ReadonlyMap<number, number>>,
  changeCount: number,
  lengths: Float32Array,
): LexicalData {
  const before = old.starts.length - 1
  const room = old.entries.length + changeCount
  const starts = new Int32Array(table.size + 1)
  const entries = new Int32Array(room)
  const amounts = new Float32Array(room)
  let size = 0
  const put = (entry: number, amount: number) => {
    if (amount <= 1e-4) return
    entries[size] = entry
    amounts[size++] = amount
  }
  for (let id = 0; id < table.size; id++) {
    const from = id < before ? (old.starts[id] as number) : 0
    const to = id < before ? (old.starts[id + 1] as number) : 0
    const changes = later.get(id)
    if (changes === undefined) {
      entries.set(old.entries.subarray(from, to), size)
      amounts.set(old.amounts.subarray(from, to), size)
      size += to - from
    } else {
      const rest = [...changes].toSorted(([one], [other]) => one - other)
      let next = 0
      for (let place = from; place < to; place++) {
        const entry = old.entries[place] as number
        while (next < rest.length && (rest[next] as [number, number])[0] < entry)
          put(...(rest[next++] as [number, number]))
        const change = rest[next]
        const mine = change?.[0] === entry
        if (mine) next++
        put(entry, (old.amounts[place] as number) + (mine ? (change?.[1] as number) : 0))
      }
      while (next < rest.length) put(...(rest[next++] as [number, number]))
    }
    starts[id + 1] = size
  }
  return {
    hashes: table.hashes.slice(0, table.size),
    starts,
    entries: entries.slice(0, size),
    amounts: amounts.slice(0, size),
    lengths,
  }
}
