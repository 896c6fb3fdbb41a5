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
  if (isPlain(text)) return text.toLowerCase()
  const cut = text.length > analysedLength ? text.slice(0, analysedLength) : text
  const folded = cut.toWellFormed().normalize('NFKC').toLowerCase()
  const bounded = folded.length > analysedLength ? folded.slice(0, analysedLength) : folded
  const clean = bounded.replace(invisible, ' ').replace(apostrophes, "'").replace(stretched, '$1$1')
  return simplify(clean).replace(/\s+/g, ' ').trim()
}

/** Of single-spaced ASCII text only the case is folded. */
function isPlain(text: string): boolean {
  const end = text.length
  if (end > analysedLength) return false
  let before = 32
  let alike = 1
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code < 32 || code > 126 || code === 96) return false
    // Capital and small letter differ in this bit; a few signs are taken for one another too.
    const folded = code | 32
    alike = folded === before ? alike + 1 : 1
    if (alike > 3 || (code === 32 && before === 32)) return false
    before = folded
  }
  return before !== 32
}
