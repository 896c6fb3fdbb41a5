/**
 * What anybody would try first: most words of the sentence stand in the evidence, and all its numbers do. Kept to show what a
 * checker adds.
 */
export function wordsAndNumbers(sentence: string, evidence: string): boolean {
  const signs = (text: string) =>
    text.toLowerCase().match(/\d[\d,.]*\d|\d|[a-z][a-z'’]+|\p{Script=Han}/gu) ?? []
  const known = new Set(signs(evidence).map((sign) => sign.replaceAll(',', '')))
  const said = signs(sentence).map((sign) => sign.replaceAll(',', ''))
  const numbers = said.filter((sign) => /\d/.test(sign))
  const words = said.filter((sign) => !/\d/.test(sign))
  if (!numbers.every((number) => known.has(number))) return false
  return words.filter((word) => known.has(word)).length >= words.length * 0.6
}
