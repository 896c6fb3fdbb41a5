import { conceptTable } from './concept-table.ts'
import { isHan } from './detect-language.ts'
import { finish, seedOf, step } from './hash.ts'

const none: readonly number[] = []
/** Concepts that end at each node; a wording may name several. */
const concepts: (readonly number[])[] = [none]
/** Concepts of what goes on in any way. */
const open: (readonly number[])[] = [none]
/** Where to go on from each node while the tree grows. */
const growing: Map<number, number>[] = [new Map()]

for (const line of conceptTable.split('\n')) {
  const variants = line
    .split('|')
    .map((variant) => variant.trim())
    .filter((variant) => variant.length > 0)
  const name = variants[0]
  if (name === undefined) continue
  let concept = seedOf(62)
  for (let at = 0; at < name.length; at++) concept = step(concept, name.charCodeAt(at))
  for (const variant of variants) plant(variant, finish(concept))
}

function plant(variant: string, concept: number): void {
  let node = 0
  for (let at = 0; at < variant.length; at++) {
    if (variant[at] === '*') {
      open[node] = withConcept(open[node] ?? none, concept)
      return
    }
    const ways = growing[node] as Map<number, number>
    const code = variant.charCodeAt(at)
    let next = ways.get(code)
    if (next === undefined) {
      next = concepts.length
      ways.set(code, next)
      growing.push(new Map())
      concepts.push(none)
      open.push(none)
    }
    node = next
  }
  concepts[node] = withConcept(concepts[node] ?? none, concept)
}

function withConcept(list: readonly number[], concept: number): readonly number[] {
  return list.includes(concept) ? list : [...list, concept]
}

/**
 * The variants as a tree whose nodes are numbers (0: the root), walked at every word of every message: the ways from a node stand from
 * `begins` of it to that of the next, each with its character and the node it leads to; those from the root by their character.
 */
const roots = new Uint16Array(65_536)
const begins = new Uint16Array(growing.length + 1)
const codes = new Uint16Array(growing.length)
const targets = new Uint16Array(growing.length)
/** Concepts that end at each node, in whatever way. */
const ends = Uint8Array.from(concepts, (list, node) => list.length + (open[node] ?? none).length)
for (let node = 0, at = 0; node < growing.length; node++) {
  begins[node] = at
  for (const [code, next] of growing[node] as Map<number, number>) {
    if (node === 0) roots[code] = next
    codes[at] = code
    targets[at++] = next
  }
  begins[node + 1] = at
}
growing.length = 0

/** The next node, or 0. */
function after(node: number, code: number): number {
  const end = begins[node + 1] as number
  for (let at = begins[node] as number; at < end; at++) if (codes[at] === code) return targets[at] as number
  return 0
}

/**
 * Appends the concepts a normalised text names, each once: "啥时候" and "什么时候" are one concept. The longest variant
 * wins at each place; Latin variants match whole words (a trailing * in the table: any ending).
 */
export function conceptsIn(text: string, into: number[]): void {
  const end = text.length
  let at = 0
  let afterLatin = false
  while (at < end) {
    const code = text.charCodeAt(at)
    const latin = isLatin(code)
    const inWord = latin && afterLatin
    afterLatin = latin
    if (inWord) {
      at++
      continue
    }
    let node = roots[code] as number
    let found = none
    let length = 0
    for (let to = at; node > 0; ) {
      const here = text.charCodeAt(to++)
      const anyEnding = ends[node] === 0 ? none : (open[node] as readonly number[])
      if (anyEnding.length > 0) {
        found = anyEnding
        length = to - at
      }
      const ending = ends[node] === 0 ? none : (concepts[node] as readonly number[])
      if (ending.length > 0 && (to === end || isHan(here) || !isLatin(text.charCodeAt(to)))) {
        found = ending
        length = to - at
      }
      node = to < end ? after(node, text.charCodeAt(to)) : 0
    }
    for (const concept of found) if (into.length < 24 && !into.includes(concept)) into.push(concept)
    if (length > 1) afterLatin = isLatin(text.charCodeAt(at + length - 1))
    at += Math.max(1, length)
  }
}

function isLatin(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
}
