const longestText = 4000
const longestSentence = 160

/** Ends of sentences; a full stop behind an abbreviation, or between “no.” and its number, is none. */
const ends =
  /(?<=[。！？!?；;])|(?<=\.)(?<!\b(?:mr|mrs|ms|dr|st|vs|e\.g|i\.e|approx|incl|ext)\.)(?!(?<=\bnos?\.)\s+[#\d])\s+|\n+/iu

/** The sentences of a message, each at most 160 characters long. */
export function sentencesOf(text: string): string[] {
  return text
    .slice(0, longestText)
    .toWellFormed()
    .split(ends)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .map(shortened)
}

/** Cut behind a clause where one ends in the second half, so that no half a word is left. */
function shortened(sentence: string): string {
  if (sentence.length <= longestSentence) return sentence
  const kept = sentence.slice(0, longestSentence - 1)
  const clause = Math.max(...['，', '、', ',', ':', '：', ' '].map((mark) => kept.lastIndexOf(mark)))
  const cut = clause > longestSentence / 2 ? kept.slice(0, clause) : kept
  return `${cut.toWellFormed().replace(/\ufffd$/, '')}…`
}
