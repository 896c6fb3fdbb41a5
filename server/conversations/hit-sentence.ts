/** A piece of a text for showing a hit: where the hits stand in it, from and to (exclusive). */
export interface HitSentence {
  text: string
  marks: [number, number][]
}

const longest = 160
const sentenceEnd = /[。！？!?；;\n]|\.\s/
const han = /[\u2e80-\ufaff]/
const wordLetter = /[\p{L}\p{N}]/u

/** The text in one spelling (as the database folds words), and for each of its characters where it came from. */
function fold(text: string): { folded: string; from: number[] } {
  let folded = ''
  const from: number[] = []
  let at = 0
  for (const character of text) {
    const plain = character.normalize('NFKC').toLowerCase()
    for (let index = 0; index < plain.length; index += 1) from.push(at)
    folded += plain
    at += character.length
  }
  from.push(at)
  return { folded, from }
}

/** Where a word begins in the text: words of letters only where a word begins, Chinese anywhere. */
function placesOf(folded: string, wanted: string): [number, number][] {
  const places: [number, number][] = []
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
    const before = folded[at - 1] ?? ''
    const first = wanted[0] ?? ''
    if (han.test(first) || han.test(before) || !wordLetter.test(before)) places.push([at, at + wanted.length])
  }
  return places
}

/** What is marked for a query: its pieces where they stand as written, else the words or pairs they consist of. */
function findMarks(folded: string, query: string): [number, number][] {
  const found: [number, number][] = []
  for (const piece of fold(query).folded.split(/\s+/).filter(Boolean)) {
    const whole = placesOf(folded, piece)
    found.push(...(whole.length > 0 ? whole : wordsOf(piece).flatMap((word) => placesOf(folded, word))))
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const marks: [number, number][] = []
  for (const [start, end] of found) {
    const last = marks.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else marks.push([start, end])
  }
  return marks
}

function wordsOf(piece: string): string[] {
  return (piece.match(/[\u2e80-\ufaff]+|[^\u2e80-\ufaff]+/g) ?? []).flatMap((run) => {
    if (!han.test(run)) return run.match(/[\p{L}\p{N}]+/gu) ?? []
    if (run.length === 1) return [run]
    return Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2))
  })
}

/** The sentence around the first hit of a query, shortened, with every hit in it marked. */
export function hitSentence(text: string, query: string): HitSentence {
  const { folded, from } = fold(text)
  const marks = findMarks(folded, query).map(([start, end]): [number, number] => [
    from[start] ?? 0,
    // To the end of the character that the last letter came from.
    from.slice(end).find((place) => place > (from[end - 1] ?? 0)) ?? text.length,
  ])
  const [first] = marks
  const [start, end] = sentenceAround(text, first ?? [0, 0])
  const prefix = isCut(text, start) ? '…' : ''
  const suffix = isCut(text, end) ? '…' : ''
  const shift = prefix.length - start
  return {
    text: `${prefix}${text.slice(start, end).replace(/[\n\r\t]/g, ' ')}${suffix}`,
    marks: marks
      .filter(([a, b]) => b > start && a < end)
      .map(([a, b]) => [Math.max(a, start) + shift, Math.min(b, end) + shift]),
  }
}

/** Whether a place lies within a sentence: something stands on both sides of it, and no sentence ends there. */
function isCut(text: string, at: number): boolean {
  const before = text.slice(0, at).trimEnd()
  return (
    before !== '' &&
    text.slice(at).trim() !== '' &&
    !/[。！？!?；;.]$/.test(before) &&
    !/\n\s*$/.test(text.slice(0, at)) &&
    text[at] !== '\n'
  )
}

/** From where to where the sentence with a hit goes; a long one is cut around the hit, between characters. */
function sentenceAround(text: string, [from, to]: readonly [number, number]): [number, number] {
  let start = 0
  for (const match of text.matchAll(new RegExp(sentenceEnd, 'g')))
    if (match.index + match[0].length <= from) start = match.index + match[0].length
  while (/\s/.test(text[start] ?? '')) start += 1
  const rest = sentenceEnd.exec(text.slice(to))
  let end = rest === null ? text.length : to + rest.index + 1
  if (end - start > longest) {
    start = Math.max(start, Math.min(from - 40, end - longest))
    end = Math.min(end, start + longest)
  }
  if (isInside(text, start)) start += 1
  if (isInside(text, end)) end -= 1
  while (end > start && /\s/.test(text[end - 1] ?? '')) end -= 1
  return [start, end]
}

/** Whether a place lies within a surrogate pair. */
function isInside(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff
}
