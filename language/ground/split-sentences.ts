/** Sentences of a text by their places. A point inside a number, a link or an abbreviation ends none. */
export function splitSentences(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  let start = 0
  const close = (end: number) => {
    const from = start + (/^\s*/.exec(text.slice(start, end))?.[0].length ?? 0)
    const to = start + text.slice(start, end).trimEnd().length
    if (to > from) found.push({ start: from, end: to })
    start = end
  }
  for (const match of text.matchAll(/[。！？；!?]+["”」』）)]*|\n+|\.+["”')]*(?=\s|$)/g)) {
    const before = text.slice(start, match.index)
    if (
      match[0].startsWith('.') &&
      /(?:\b(?:e\.g|i\.e|etc|no|vs|mr|mrs|dr|approx|min|max|a\.m|p\.m)|^\s*\d{1,2})$/i.test(before)
    )
      continue
    close(match.index + match[0].length)
  }
  close(text.length)
  return found
}
