export interface TextPiece {
  readonly text: string
  /** Present on links: an absolute http or https address. */
  readonly href?: string
}

// Addresses in Chinese text are followed by Chinese punctuation or words without a space: only ASCII belongs to one.
const address = /\bhttps?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi
const trailing = /[.,;:!?'\]*]+$/

/** Splits plain text into pieces, of which http and https addresses carry `href`. Never makes any other kind of link. */
export function autoLink(text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let end = 0
  for (const match of text.matchAll(address)) {
    const found = trimEnd(match[0])
    const href = safeHref(found)
    if (href === undefined) continue
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) })
    pieces.push({ text: found, href })
    end = match.index + found.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}

/** Punctuation after an address is the sentence’s, and so is a closing bracket that was not opened inside it. */
function trimEnd(found: string): string {
  let result = found
  for (;;) {
    const shorter = result.replace(trailing, '')
    const unopened = shorter.endsWith(')') && shorter.split(')').length > shorter.split('(').length
    const next = unopened ? shorter.slice(0, -1) : shorter
    if (next === result) return result
    result = next
  }
}

function safeHref(found: string): string | undefined {
  try {
    const url = new URL(found)
    const web = url.protocol === 'https:' || url.protocol === 'http:'
    // A user name before the host makes one site look like another.
    return web && url.hostname !== '' && url.username === '' ? url.href : undefined
  } catch {
    return undefined
  }
}
