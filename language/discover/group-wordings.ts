import { likenessOfWordings, type ReadWording, readWording } from '../match/near-duplicates.ts'
import { normaliseText } from '../text/normalise.ts'
import { withoutCourtesies } from './courtesies.ts'
import { linkAll } from './link-all.ts'

/** Wordings so alike are one way of saying it. */
const sameWay = 0.72
const mostCompared = 1_500

/** A text without courtesies, numbers and marks: what is left is how it is put. */
export const bareOf = (text: string): string =>
  withoutCourtesies(normaliseText(text))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/**
 * Puts messages of one need together by how they put it: within one way the words are the same but for courtesies, order and slips. The
 * commonest way first; places in the given list.
 */
export function groupWordings(texts: readonly string[]): number[][] {
  const places = new Map<string, number[]>()
  texts.forEach((text, place) => {
    const bare = bareOf(text)
    const held = places.get(bare)
    if (held === undefined) places.set(bare, [place])
    else held.push(place)
  })
  return groupBare([...places.keys()])
    .map((way) => way.flatMap((bare) => places.get(bare) ?? []).sort((a, b) => a - b))
    .sort((a, b) => b.length - a.length || (a[0] as number) - (b[0] as number))
}

function groupBare(texts: readonly string[]): string[][] {
  const read = texts.map(readWording)
  const near = Math.min(texts.length, mostCompared)
  const likenesses = new Float32Array(near * near)
  for (let a = 0; a < near; a++)
    for (let b = a + 1; b < near; b++) {
      const likeness = likenessOfWordings(read[a] as ReadWording, read[b] as ReadWording)
      likenesses[a * near + b] = likeness
      likenesses[b * near + a] = likeness
    }
  const groups = linkAll(likenesses, near, sameWay)
  // Beyond what can be compared each with each, wordings join the first that is alike.
  for (let at = near; at < texts.length; at++) {
    const held = groups.find(
      ([first]) =>
        likenessOfWordings(read[first as number] as ReadWording, read[at] as ReadWording) >= sameWay,
    )
    if (held === undefined) groups.push([at])
    else held.push(at)
  }
  return groups.map((group) => group.map((at) => texts[at] as string))
}
