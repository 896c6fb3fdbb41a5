import type { PersonalPattern } from '../personal-pattern.ts'
import { isKnownPhone } from './known-phone.ts'
import { isSaidPhone, saysOther, saysOtherAtOnce, saysPhone, spokeOfCalling } from './phone-cues.ts'

const spoken = '[一二三四五六七八九零〇幺两]'

/** Phone numbers as people write them. Where two overlap the longer one counts. */
export const phonePatterns: readonly PersonalPattern[] = [
  {
    type: 'phone',
    pattern: /(?<![0-9+])(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ .-]?\d{4}[ .-]?\d{4}(?![0-9])/g,
    check: (_, before) => !saysOtherAtOnce(before),
  },
  {
    type: 'phone',
    pattern:
      /(?<![0-9])\(?0\d{2,3}\)?[ -]\d{3,4}[ -]?\d{4}(?:(?:转|-|ext\.? ?)\d{1,5})?(?![0-9])|(?<![0-9])(?<!\b1-)[48]00[ -]?\d{3}[ -]?\d{4}(?![0-9])/g,
    check: (_, before) => !saysOther(before),
  },
  {
    // Of any country, as it is written abroad: the library knows which are in use.
    type: 'phone',
    pattern:
      /(?<![0-9A-Za-z$€£¥]|\d[.,])\(?(?:\+ ?\(?|00|011[ .-])[1-9]\d{0,13}\)?(?:[ ./-]{0,2}\(?\d{1,12}\)?){0,7}(?![0-9]|[.,]\d)/g,
    check: (found, before) => isPhoneLength(found, 7) && isKnownPhone(found, false) && !saysOther(before),
  },
  {
    type: 'phone',
    pattern:
      /(?<![0-9A-Za-z])(?:\+ ?\(?|00)\d{1,3}\)?(?:[ .-]?\(?\d{1,4}\)?){2,5}(?: ?(?:x|ext\.? ?)\d{1,6})?(?![0-9])/g,
    check: (found, before) => isPhoneLength(found, 9) && !saysOther(before),
  },
  {
    type: 'phone',
    pattern:
      /(?<![0-9A-Za-z])(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?: ?(?:x|ext\.? ?)\d{1,6})?(?![0-9])/g,
    check: (_, before) => !saysOther(before),
  },
  {
    // An area code in brackets or with its leading nought, or an extension: nothing else is written so.
    type: 'phone',
    pattern:
      /(?<![0-9A-Za-z$€£¥]|\d[.,])(?:\((?!(?:19|20)\d\d\))0?\d{1,4}\)(?: ?\d{6,8}|[ .-]?\d{2,5}(?:[ .-]\d{2,5}){0,4})|0\d{1,4}[ .-]\d{2,5}(?:[ .-]\d{2,5}){0,4})(?: ?(?:x|ext\.? ?)\d{1,6})?(?![0-9]|[.,]\d)/g,
    check: (found, before) => isPhoneLength(found, 8) && !isDate(found) && !saysOther(before),
  },
  {
    type: 'phone',
    pattern: /(?<![0-9A-Za-z$€£¥]|\d[.,])\d{3,5}(?:[ .-]\d{2,5}){1,3} ?(?:x|ext\.? ?)\d{1,6}(?![0-9A-Za-z])/g,
    check: (found, before) => isPhoneLength(found, 7) && !saysOther(before),
  },
  {
    // However it is grouped, where somebody speaks of calling and a number of some country looks so; elsewhere only what
    // can hardly be anything else: with a leading nought or bracket, or alone on its line.
    type: 'phone',
    pattern:
      /(?<![0-9A-Za-z$€£¥/-]|\d[.,])(?:\+|00)?\(?\d{1,8}\)?(?:(?: ?[./-] ?| {1,2})\(?\d{1,8}\)?){1,6}(?: ?(?:x|ext\.? ?|转)\d{1,6})?(?![0-9A-Za-z/-]|[.,]\d)/g,
    check: (found, before, after) => {
      if (!isPhoneLength(found, 6) || saysOther(before)) return false
      const said = isSaidPhone(before, after)
      // Nobody parts a date by blanks where a number is spoken of.
      if (isDate(found) && !(said && /^\d\d(?: \d\d)+$/.test(found))) return false
      if (said) return isPhoneLength(found, 7) ? isKnownPhone(found, true) : isGrouped(found, 2)
      if (spokeOfCalling(before) && isPhoneLength(found, 7) && isGrouped(found, 1))
        return isKnownPhone(found, false)
      const alone = /(?:^|\n) *$/.test(before) && /^ *(?:$|\n)/.test(after)
      const opens = alone || /^[(0+]/.test(found)
      if (!opens && !isPhoneShaped(found)) return false
      // One line of several: below somebody's name.
      const least = alone && before.trim() !== '' ? 1 : 2
      return isGrouped(found, least) && isPhoneLength(found, 8) && isKnownPhone(found, alone)
    },
  },
  {
    // Run together, with the leading nought of a country whose numbers have one length.
    type: 'phone',
    pattern: /(?<![0-9A-Za-z$€£¥/-]|\d[.,])0\d{9,10}(?![0-9A-Za-z/-]|[.,]\d)/g,
    check: (found, before) => !saysOther(before) && isKnownPhone(found, false),
  },
  {
    // Numbers of any country, as people group them, where somebody speaks of calling.
    type: 'phone',
    pattern:
      /(?<![0-9A-Za-z$€£¥]|\d[.,])\(?\d{1,5}\)?(?:[ .-]{1,2}\(?\d{1,5}\)?){1,5}(?: ?(?:x|ext\.? ?)\d{1,6})?(?![0-9]|[.,]\d)/g,
    check: (found, before, after) =>
      isPhoneLength(found, 7) && !isDate(found) && isSaidPhone(before, after) && !saysOther(before),
  },
  {
    type: 'phone',
    pattern: /(?<![0-9A-Za-z$€£¥]|\d[.,])\+?\d{7,13}(?![0-9]|[.,]\d)/g,
    check: (_, before, after) => isSaidPhone(before, after) && !saysOther(before),
  },
  {
    // Digit by digit.
    type: 'phone',
    pattern: /(?<![0-9A-Za-z$€£¥]|\d[., ])\d(?: \d){6,14}(?! ?\d|[.,]\d)/g,
    check: (_, before, after) => isSaidPhone(before, after) && !saysOther(before),
  },
  {
    // Spoken: 一三八零零零零一二三四, or in groups.
    type: 'phone',
    pattern: new RegExp(
      `(?<!${spoken})[一幺][三四五六七八九]${spoken}(?:[ ,，、-]?${spoken}){8}(?!${spoken})`,
      'g',
    ),
  },
  {
    type: 'phone',
    pattern: new RegExp(`(?<!${spoken})${spoken}(?:[ ,，、-]?${spoken}){6,11}(?!${spoken}|[年月日号])`, 'g'),
    check: (_, before) => saysPhone(before) && !saysOther(before),
  },
]

function isPhoneLength(found: string, least: number): boolean {
  const { length } = found
    .replace(/(?:x|ext).*$/i, '')
    .replace(/^\(?(?:\+|00|011[ .-])/, '')
    .replace(/\D/g, '')
  return length >= least && length <= 15
}

/** In so many groups of two digits or more, or with a leading nought. */
function isGrouped(found: string, separators: number): boolean {
  const groups = found.replace(/(?:x|ext|转).*$/i, '').match(/\d+/g) ?? []
  const long = groups.slice(1).every((group) => group.length >= 2)
  return long && (groups.length > separators || (groups.length > 1 && (groups[0] as string).startsWith('0')))
}

/** Nine digits or more in three groups or more of two to four, parted alike: neither a list of small numbers nor thousands. */
function isPhoneShaped(found: string): boolean {
  const groups = found.split(/[ .-]/)
  if (groups.length < 3 || new Set(found.match(/[ .-]/g)).size !== 1 || !isPhoneLength(found, 9)) return false
  if (
    !groups.every((group) => /^\d{2,4}$/.test(group)) ||
    new Set(groups.map(({ length }) => length)).size === 1
  )
    return false
  return !/^\d{1,3}(?:\D\d{3})+$/.test(found)
}

function isDate(found: string): boolean {
  // Years, one after the other.
  if (/^(?:19|20)\d\d(?:[ -](?:19|20)\d\d)+$/.test(found)) return true
  return /^(?:19|20)\d{2}[-. /]\d{1,2}[-. /]\d{1,2}(?: \d{1,2})?$|^\d{1,2}[-. /]\d{1,2}[-. /](?:19|20)?\d{2}$/.test(
    found.trim(),
  )
}
