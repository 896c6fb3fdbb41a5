import { conceptTable } from './concept-table.ts'
import { isHan } from './detect-language.ts'
import { finish, seedOf, step } from './hash.ts'

interface Node {
  next: Map<number, Node>
  concept: number
}

const root: Node = { next: new Map(), concept: 0 }

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
      next = { next: new Map(), concept: 0 }
      node.next.set(code, next)
    }
    node = next
  }
  if (node.concept === 0) node.concept = concept
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
    let found = 0
    let length = 0
    for (let to = at; to < end; to++) {
      const here = text.charCodeAt(to)
      node = node.next.get(here)
      if (node === undefined) break
      const open = node.next.get(42)
      if (open !== undefined && open.concept > 0) {
        found = open.concept
        length = to + 1 - at
      }
      if (node.concept > 0 && (isHan(here) || to + 1 === end || !isLatin(text.charCodeAt(to + 1)))) {
        found = node.concept
        length = to + 1 - at
      }
    }
    if (found > 0 && !into.includes(found) && into.length < 24) into.push(found)
    at += Math.max(1, length)
  }
}

function isLatin(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
}
