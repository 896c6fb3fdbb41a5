import { simplify } from './traditional.ts'

/** Characters of a message that are analysed; what a customer needs stands in the first ones. */
export const analysedLength = 2000

const invisible = /(?:[\p{Cc}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ufe00-\ufe0f])+/gu
const apostrophes = /[\u2018\u2019\u02bc\u00b4`]/g
const stretched = /(.)\1{3,}/gu

/**
 * One spelling for what means the same: NFKC (width, compatibility forms), lower case, simplified characters, no
 * control or zero-width characters, single spaces, a letter repeated four times or more cut to two. Never throws; lone
 * surrogates become U+FFFD; only the first 2,000 characters count.
 */
export function normaliseText(text: string): string {
  const found = text.length > analysedLength ? other : lookOver(text)
  if (found === 0) return text.toLowerCase()
  if ((found & other) === 0) return foldTyped(text, found)
  const cut = text.length > analysedLength ? text.slice(0, analysedLength) : text
  const folded = cut.toWellFormed().normalize('NFKC').toLowerCase()
  const bounded = folded.length > analysedLength ? folded.slice(0, analysedLength) : folded
  const clean = bounded.replace(invisible, ' ').replace(apostrophes, "'").replace(stretched, '$1$1')
  return simplify(clean).replace(/\s+/g, ' ').trim()
}

/** What `lookOver` may find: blanks to be made one, letters repeated, apostrophes of several kinds, and what only Unicode knows. */
const [blank, repeated, quoted, other] = [1, 2, 4, 8]
const blanks = /[\0-\x20\x7f]+/g

/** Pounds and euros and the signs that telephones put for quotes and dashes have no other form, as ASCII has none. */
const typed = new Uint8Array(0x2100)
for (const code of [0xa3, 0x2013, 0x2014, 0x201c, 0x201d, 0x20ac]) typed[code] = 1

/** What is to be done about a text beside folding its case; 0: nothing, as with most that is typed in English. */
function lookOver(text: string): number {
  const end = text.length
  let before = 32
  let alike = 1
  let found = 0
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code <= 32 || code === 127) {
      if (code !== 32 || before === 32) found |= blank
      before = 32
      alike = 1
      continue
    }
    const quote = code === 96 || code === 0x2018 || code === 0x2019
    if (quote) found |= quoted
    else if (code > 126 && typed[code] !== 1) return other
    // Capital and small letter differ in this bit; a few signs are taken for one another too.
    const folded = quote ? 39 : code | 32
    alike = folded === before ? alike + 1 : 1
    if (alike > 3) found |= repeated
    before = folded
  }
  return before === 32 ? found | blank : found
}

/** The same as for any text, in a fraction of the time. */
function foldTyped(text: string, found: number): string {
  let folded = text.toLowerCase()
  if (found & quoted) folded = folded.replace(apostrophes, "'")
  if (found & blank) folded = folded.replace(blanks, ' ').trim()
  return found & repeated ? folded.replace(stretched, '$1$1') : folded
}
