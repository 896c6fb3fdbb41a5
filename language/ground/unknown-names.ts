const run =
  /(?<![\p{L}\d])\p{Lu}[\p{L}\d’'-]*(?:[ -](?:\p{Lu}[\p{L}\d’'-]*|of|and|the)){0,4} \p{Lu}[\p{L}\d’'-]*/gu
const sentenceStart = new Set(
  'the a an if when once with for your you our we this that these in on at by to as after before please and all any no yes only each every from it its there visit see use check keep make do not contact open close tap go how what why where who which while during until unless is are can may must should will would'.split(
    ' ',
  ),
)

/** Names of several words in Latin letters that the evidence does not know: a product's, a company's, a card's. */
export function unknownNames(text: string, evidence: string): string[] {
  const known = plain(evidence)
  return [...text.matchAll(run)].flatMap(([found]) => {
    const words = found.split(/[ -]/)
    // The first word of a sentence is written large whatever it is.
    while (words.length > 0 && sentenceStart.has((words[0] ?? '').toLowerCase())) words.shift()
    const name = words.join(' ')
    if (words.length < 2 || known.includes(plain(name))) return []
    return known.includes(plain(words.slice(1).join(' '))) &&
      text.startsWith(found) &&
      found.split(/[ -]/).length === 2
      ? []
      : [name]
  })
}

const plain = (text: string) =>
  ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim()} `
