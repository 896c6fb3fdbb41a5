import type { Language } from '../types.ts'
import { analysedLength } from './normalise.ts'

/** True for a Han character of the basic plane (with extension A and the iteration mark). */
export function isHan(code: number): boolean {
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || code === 0x3005
}

/**
 * The language a message is mainly in. A Han character carries about as much as half an English word, so a Chinese
 * sentence with English product names stays Chinese; kana, Hangul, Cyrillic and the like are `other`, as is text
 * without letters.
 */
export function detectLanguage(text: string): Language {
  let han = 0
  let latin = 0
  let foreign = 0
  const end = Math.min(text.length, analysedLength)
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at)
    if (isHan(code)) han++
    else if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) latin++
    else if (code >= 0xff21 && code <= 0xff5a) latin++
    else if (isForeignLetter(code)) foreign++
  }
  if (foreign > han && foreign > latin / 2) return 'other'
  // Kana among Han means Japanese.
  if (foreign > 0 && foreign * 4 > han && han * 2.5 >= latin) return 'other'
  if (han === 0 && latin === 0) return 'other'
  return han * 2.5 >= latin ? 'zh' : 'en'
}

function isForeignLetter(code: number): boolean {
  if (code >= 0x0370 && code <= 0x1fff) return true
  if (code >= 0x3041 && code <= 0x30fe && code !== 0x30fb) return true
  return code >= 0xac00 && code <= 0xd7a3
}
