import { conceptTable } from './concept-table.ts'
import { isHan } from './detect-language.ts'
import { finish, seedOf, step } from './hash.ts'

interface Node {
  next: Map<number, Node>
  /** Concepts that end here; a wording may name several. */
  concepts: number[]
}

const none: readonly number[] = []
const root: Node = { next: new Map(), concepts: [] }

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
  let node = root
  for (let at = 0; at < variant.length; at++) {
    const code = variant.charCodeAt(at)
    let next = node.next.get(code)
    if (next === undefined) {
      next = { next: new Map(), concepts: [] }
      node.next.set(code, next)
    }
    node = next
  }
  if (!node.concepts.includes(concept)) node.concepts.push(concept)
}

/**
 * Appends the concepts a normalised text names, each once: "啥时候" and "什么时候" are one concept. The longest variant
 * wins at each place; Latin variants match whole words (a trailing * in the table: any ending).
 */
export function conceptsIn(text: string, into: number[]): void {
  const end = text.length
  let at = 0
  while (at < end) {
    const code = text.charCodeAt(at)
    const han = isHan(code)
    if (!han && at > 0 && isLatin(text.charCodeAt(at - 1)) && isLatin(code)) {
      at++
      continue
    }
    let node: Node | undefined = root
    let found: readonly number[] = none
    let length = 0
    for (let to = at; to < end; to++) {
      const here = text.charCodeAt(to)
      node = node.next.get(here)
      if (node === undefined) break
      const open = node.next.get(42)
      if (open !== undefined && open.concepts.length > 0) {
        found = open.concepts
        length = to + 1 - at
      }
      if (node.concepts.length > 0 && (isHan(here) || to + 1 === end || !isLatin(text.charCodeAt(to + 1)))) {
        found = node.concepts
        length = to + 1 - at
      }
    }
    for (const concept of found) if (into.length < 24 && !into.includes(concept)) into.push(concept)
    at += Math.max(1, length)
  }
}

function isLatin(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
}
