import { conceptTable } from './concept-table.ts'
import { isHan } from './detect-language.ts'
import { finish, seedOf, step } from './hash.ts'

const none: readonly number[] = []
/** Concepts that end at each node; a wording may name several. */
const concepts: (readonly number[])[] = [none]
/** Concepts of what goes on in any way. */
const open: (readonly number[])[] = [none]
/** Several times as many as there are nodes. */
const slots = 1 << 16
/**
 * The variants as a tree whose nodes are numbers (0: the root), walked at every word of every message: node and character in one
 * number, or 0, and beside it the next node.
 */
const ways = new Int32Array(slots * 2)

/** Where the way from a node stands, or would. */
function slotOf(way: number): number {
  let slot = Math.imul(way, 0x9e3779b1) >>> 16
  for (;;) {
    const held = ways[slot * 2] as number
    if (held === way || held === 0) return slot
    slot = (slot + 1) & (slots - 1)
  }
}

/** The next node, or 0. */
const after = (node: number, code: number): number => ways[slotOf((node << 16) | code) * 2 + 1] as number

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
    const way = (node << 16) | variant.charCodeAt(at)
    const slot = slotOf(way)
    if (ways[slot * 2] === 0) {
      ways[slot * 2] = way
      ways[slot * 2 + 1] = concepts.length
      concepts.push(none)
      open.push(none)
    }
    node = ways[slot * 2 + 1] as number
  }
  concepts[node] = withConcept(concepts[node] ?? none, concept)
}

function withConcept(list: readonly number[], concept: number): readonly number[] {
  return list.includes(concept) ? list : [...list, concept]
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
    let node = after(0, code)
    let found = none
    let length = 0
    for (let to = at; node > 0; ) {
      const here = text.charCodeAt(to++)
      const anyEnding = open[node] as readonly number[]
      if (anyEnding.length > 0) {
        found = anyEnding
        length = to - at
      }
      const ending = concepts[node] as readonly number[]
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
