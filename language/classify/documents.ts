import type { WordingOrigin } from '../types.ts'
import { allAtOnce } from './steps.ts'

export const origins: readonly WordingOrigin[] = ['operator', 'customer', 'pack']

/** One wording as the model keeps it; its text itself is not kept. */
export interface Document {
  id: string
  entry: number
  origin: WordingOrigin
  /** Hash of the normalised text, for recognising it literally. */
  text: number
  /** Hashes of its terms, so that it can be taken out of the lexical index. */
  terms: Uint32Array
}

/** The columns as they are stored. */
export interface DocumentColumns {
  ids: string[]
  entries: Int32Array
  origins: Uint8Array
  texts: Float64Array
  removed: Uint8Array
  /** Terms of document d: terms[termStarts[d] … termStarts[d + 1]). */
  termStarts: Uint32Array
  terms: Uint32Array
}

/**
 * All wordings of a model in columns, by their number: hundreds of thousands of objects would keep the garbage collector busy. Finds
 * the living one of an id or of a literal text.
 */
export class Documents {
  readonly ids: string[]
  /** Entry of each document. */
  entries: Int32Array
  private origins: Uint8Array
  private texts: Float64Array
  private removed: Uint8Array
  private termStarts: Uint32Array
  private terms: Uint32Array
  private readonly byId = new Map<string, number>()
  /** Open addressing by the hash of the text: number of the document + 1. */
  private slots: Int32Array
  private filled = 0
  living = 0

  private constructor(columns: DocumentColumns) {
    const { ids } = columns
    this.ids = ids
    this.entries = columns.entries
    this.origins = columns.origins
    this.texts = columns.texts
    this.removed = columns.removed
    this.termStarts = columns.termStarts
    this.terms = columns.terms
    this.slots = new Int32Array(slotsFor(ids.length))
  }

  /** Made of stored columns, with pauses in which others may be served. */
  static *inSteps(columns: DocumentColumns): Generator<undefined, Documents> {
    const documents = new Documents(columns)
    for (let document = 0; document < columns.ids.length; document++) {
      if (document % 10_000 === 9_999) yield
      if (columns.removed[document] === 1) continue
      documents.living++
      documents.byId.set(columns.ids[document] as string, document)
      documents.link(document)
    }
    return documents
  }

  static of(documents: readonly Document[]): Documents {
    const termStarts = new Uint32Array(documents.length + 1)
    for (const [at, { terms }] of documents.entries())
      termStarts[at + 1] = (termStarts[at] as number) + terms.length
    const terms = new Uint32Array(termStarts[documents.length] as number)
    for (const [at, document] of documents.entries()) terms.set(document.terms, termStarts[at])
    const columns = {
      ids: documents.map(({ id }) => id),
      entries: Int32Array.from(documents, ({ entry }) => entry),
      origins: Uint8Array.from(documents, ({ origin }) => origins.indexOf(origin)),
      texts: Float64Array.from(documents, ({ text }) => text),
      removed: new Uint8Array(documents.length),
      termStarts,
      terms,
    }
    return allAtOnce(Documents.inSteps(columns))
  }

  get size(): number {
    return this.ids.length
  }

  get bytes(): number {
    const numbers = this.entries.byteLength + this.origins.byteLength + this.texts.byteLength
    const terms = this.termStarts.byteLength + this.terms.byteLength
    return numbers + terms + this.removed.byteLength + this.slots.byteLength + this.ids.length * 110
  }

  get columns(): DocumentColumns {
    const { size } = this
    return {
      ids: this.ids,
      entries: this.entries.slice(0, size),
      origins: this.origins.slice(0, size),
      texts: this.texts.slice(0, size),
      removed: this.removed.slice(0, size),
      termStarts: this.termStarts.slice(0, size + 1),
      terms: this.terms.slice(0, this.termStarts[size]),
    }
  }

  /** The living document of an id, or −1. */
  numberOf(id: string): number {
    return this.byId.get(id) ?? -1
  }

  /** The living document with literally this text, the one added last, or −1. */
  literal(text: number): number {
    const mask = this.slots.length - 1
    let found = -1
    for (let slot = slotOf(text) & mask; ; slot = (slot + 1) & mask) {
      const document = (this.slots[slot] as number) - 1
      if (document < 0) return found
      if (document > found && this.texts[document] === text && this.removed[document] === 0) found = document
    }
  }

  isRemoved(document: number): boolean {
    return this.removed[document] === 1
  }

  originOf(document: number): WordingOrigin {
    return origins[this.origins[document] as number] as WordingOrigin
  }

  /** Only to be read. */
  termsOf(document: number): Uint32Array {
    return this.terms.subarray(this.termStarts[document], this.termStarts[document + 1])
  }

  add({ id, entry, origin, text, terms }: Document): number {
    const document = this.ids.length
    const termsFrom = this.termStarts[document] as number
    this.makeRoom(document + 1, termsFrom + terms.length)
    this.ids.push(id)
    this.entries[document] = entry
    this.origins[document] = origins.indexOf(origin)
    this.texts[document] = text
    this.terms.set(terms, termsFrom)
    this.termStarts[document + 1] = termsFrom + terms.length
    this.byId.set(id, document)
    this.living++
    this.link(document)
    return document
  }

  remove(document: number): void {
    this.removed[document] = 1
    this.living--
    this.byId.delete(this.ids[document] as string)
  }

  private link(document: number): void {
    if (++this.filled * 2 > this.slots.length) this.relink()
    const mask = this.slots.length - 1
    let slot = slotOf(this.texts[document] as number) & mask
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask
    this.slots[slot] = document + 1
  }

  /** Wider, and without what was removed. */
  private relink(): void {
    const living = Array.from(this.ids.keys()).filter((document) => this.removed[document] === 0)
    this.slots = new Int32Array(slotsFor(living.length))
    const mask = this.slots.length - 1
    for (const document of living) {
      let slot = slotOf(this.texts[document] as number) & mask
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask
      this.slots[slot] = document + 1
    }
    this.filled = living.length
  }

  private makeRoom(documents: number, terms: number): void {
    if (documents > this.entries.length) {
      const room = Math.ceil(documents * 1.25) + 64
      this.entries = widened(this.entries, new Int32Array(room))
      this.origins = widened(this.origins, new Uint8Array(room))
      this.texts = widened(this.texts, new Float64Array(room))
      this.removed = widened(this.removed, new Uint8Array(room))
      this.termStarts = widened(this.termStarts, new Uint32Array(room + 1))
    }
    if (terms > this.terms.length)
      this.terms = widened(this.terms, new Uint32Array(Math.ceil(terms * 1.25) + 512))
  }
}

function widened<T extends { set(from: T): void }>(from: T, into: T): T {
  into.set(from)
  return into
}

const slotOf = (text: number): number => (text % 0xffffffff) ^ Math.floor(text / 0x100000000)

function slotsFor(documents: number): number {
  let slots = 256
  while (slots < documents * 4) slots *= 2
  return slots
}
