/** A text folded for rules, with the way back: which place of the original each character came from. */
export interface FoldedText {
  text: string
  /** Place in the original of each character, and behind them the end. */
  places: Int32Array
  /** Characters that nobody sees, which hide words from readers or from rules. */
  hidden: number
}

const longest = 20_000

/** Narrow, lower case, single blanks, straight apostrophes, nothing invisible; never longer than the original. */
export function foldText(original: string): FoldedText {
  const end = Math.min(original.length, longest)
  const places = new Int32Array(end + 1)
  const signs: string[] = []
  let hidden = 0
  let blank = false
  for (let at = 0; at < end; at++) {
    const code = original.charCodeAt(at)
    if (isHidden(code, original.charCodeAt(at + 1))) {
      hidden++
      if (code === 0xdb40) at++
      continue
    }
    const sign = fold(code)
    if (sign === ' ' && blank) continue
    blank = sign === ' '
    places[signs.length] = at
    signs.push(sign)
  }
  places[signs.length] = end
  return { text: signs.join(''), places, hidden }
}

function fold(code: number): string {
  if (code === 10 || code === 13 || code === 0x2028 || code === 0x2029) return '\n'
  if (code <= 32 || code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a)) return ' '
  if (code === 0x2018 || code === 0x2019) return "'"
  if (code === 0x201c || code === 0x201d) return '"'
  const sign = code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code
  const lower = String.fromCharCode(sign).toLowerCase()
  return lower.length === 1 ? lower : String.fromCharCode(sign)
}

/** Zero width, bidirectional marks, soft hyphens, and the tag characters that spell ASCII unseen. */
function isHidden(code: number, next: number): boolean {
  if (code === 0xdb40) return next >= 0xdc00 && next <= 0xdc7f
  // A joiner inside an emoji hides nothing.
  if (code === 0x200d) return false
  return (
    code === 0xad ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff
  )
}
