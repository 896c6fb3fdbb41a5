import { isBankCard, isChineseId, isIban, isIpAddress } from './checksums.ts'
import { isKnownPhone } from './known-phone.ts'

/** How one kind of personal data looks. `check` sees what was found and up to 60 characters on either side of it. */
export interface PersonalPattern {
  type: string
  pattern: RegExp
  /** Of the pattern only this group is personal data; all of it when absent. */
  group?: number
  check?: (found: string, before: string, after: string) => boolean
}

const digitsOf = (text: string) => text.replace(/[^0-9Xx]/g, '')
/** The cue stands near, and nothing but a few words lies between. */
const near = (cue: RegExp) => (before: string) => cue.test(before.slice(-40))
const saysCard = near(/card|visa|mastercard|amex|银行卡|信用卡|储蓄卡|卡号|卡[是为:：]/i)
const saysId = near(/身份证|证件号|\bid (?:card )?(?:no|number)/i)
const saysSocialSecurity = near(/\bssn\b|social security/i)
const saysPassport = near(/passport|护照/i)
const phoneWords =
  /\b(?:call(?:s|ed|ing|er)?|(?:tele|cell|mobile ?|smart)?phones?|mobiles?|mob|cell(?:ular)?|tel|ph|fax|desk|office|home|work|contact(?:s|ed)?|numbers?|text|sms|whatsapp|ring|rang|dial(?:s|led|ing)?|reach(?:ed|able)?|hotline|landline|voicemail|pager|direct line|toll[- ]free|extension)\b|电话|手机|联系|号码|致电|拨打|打给|回电|传真|座机/i
const saysPhone = near(phoneWords)
/** “020 7946 0000 (office)”. */
const isSaidPhone = (before: string, after: string) =>
  saysPhone(before) || phoneWords.test(after.slice(0, 12))
const otherWords =
  /licen[cs]e|account (?:no|number)|(?<!in )\borders?\b|invoice|tracking|\breference|ref\b|(?<!in )\bcase\b|\btickets?\b|订单|单号|运单|工单|编号|流水|货号|票号/gi
const clearPhoneWords =
  /\b(?:call|(?:cell|tele)?phone|mobile|tel|fax|ring|dial|reach|whatsapp)\w*|电话|手机|致电|拨打|传真|座机/gi
/** A number of something else: its word stands near, and none of calling between. */
const saysOther = (before: string) => {
  const near = before.slice(-40)
  const other = lastOf(near, otherWords)
  return other >= 0 && other > lastOf(near, clearPhoneWords)
}
const lastOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].at(-1)?.index ?? -1

/** Numbers that name a person, with their checksums. Earlier ones win where two overlap. */
export const personalNumbers: readonly PersonalPattern[] = [
  { type: 'email', pattern: /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}/g },
  {
    type: 'iban',
    pattern: /(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![0-9A-Za-z])/g,
    check: isIban,
  },
  {
    type: 'id-number',
    pattern:
      /(?<![0-9A-Za-z])\d{6}[ -]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])/g,
    check: (found, before) => isChineseId(digitsOf(found)) || saysId(before),
  },
  {
    type: 'bank-card',
    pattern: /(?<![0-9.])[1-9](?:[ -]?\d){11,18}(?![0-9])/g,
    // A mistyped number still tells nearly all of a card.
    check: (found, before) =>
      isBankCard(digitsOf(found)) || (digitsOf(found).length >= 12 && saysCard(before) && !saysOther(before)),
  },
  {
    type: 'social-security-number',
    pattern: /(?<![0-9A-Za-z-])(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?![0-9-]| \d)/g,
    check: (_, before) => !saysPhone(before) || saysSocialSecurity(before),
  },
  {
    type: 'social-security-number',
    pattern: /(?<![0-9])\d{9}(?![0-9])/g,
    check: (_, before) => saysSocialSecurity(before),
  },
  { type: 'ip-address', pattern: /(?<![0-9.])\d{1,3}(?:\.\d{1,3}){3}(?![0-9]|\.\d)/g, check: isIpAddress },
  {
    type: 'ip-address',
    pattern: /(?<![0-9A-Za-z:])(?:[0-9A-Fa-f]{1,4}:){3,7}(?::?[0-9A-Fa-f]{1,4}){1,4}(?![0-9A-Za-z:])/g,
    check: (found) => found.includes('::') || found.split(':').length === 8,
  },
  {
    type: 'plate',
    pattern:
      /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][·• -]?(?=[A-Za-z]*\d)[A-HJ-NP-Za-hj-np-z0-9]{5,6}(?![0-9A-Za-z])/g,
  },
  {
    type: 'passport',
    pattern: /(?<![0-9A-Za-z])[A-Za-z]{1,2}\d{7,8}(?![0-9A-Za-z])/g,
    check: (_, before) => saysPassport(before),
  },
  { type: 'phone', pattern: /(?<![0-9+])(?:(?:\+|00)?86[ -]?)?1[3-9]\d([ -]?)\d{4}\1\d{4}(?![0-9])/g },
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
      /(?<![0-9A-Za-z.,$€£¥])\(?(?:\+ ?|00|011[ .-])[1-9]\d{0,13}\)?(?:[ ./-]{0,2}\(?\d{1,12}\)?){0,7}(?![0-9]|[.,]\d)/g,
    check: (found, before) => isPhoneLength(found, 7) && isKnownPhone(found, false) && !saysOther(before),
  },
  {
    type: 'phone',
    pattern:
      /(?<![0-9A-Za-z])(?:\+|00)\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?: ?(?:x|ext\.? ?)\d{1,6})?(?![0-9])/g,
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
      /(?<![0-9A-Za-z.,$€£¥])(?:\(0?\d{1,4}\)|0\d{1,4}(?=[ .-]))[ .-]?\d{2,5}(?:[ .-]\d{2,5}){0,4}(?: ?(?:x|ext\.? ?)\d{1,6})?(?![0-9]|[.,]\d)/g,
    check: (found, before) => isPhoneLength(found, 8) && !isDate(found) && !saysOther(before),
  },
  {
    type: 'phone',
    pattern: /(?<![0-9A-Za-z.,$€£¥])\d{3,5}(?:[ .-]\d{2,5}){1,3} ?(?:x|ext\.? ?)\d{1,6}(?![0-9A-Za-z])/g,
    check: (found, before) => isPhoneLength(found, 7) && !saysOther(before),
  },
  {
    // However it is grouped, where somebody speaks of calling and a number of some country looks so; elsewhere only what
    // can hardly be anything else: with a leading nought or bracket, or alone on its line.
    type: 'phone',
    pattern:
      /(?<![0-9A-Za-z.,$€£¥#/-])(?:\+|00)?\(?\d{1,8}\)?(?:(?: ?[./-] ?| {1,2})\(?\d{1,8}\)?){1,6}(?: ?(?:x|ext\.? ?|转)\d{1,6})?(?![0-9A-Za-z/-]|[.,]\d)/g,
    check: (found, before, after) => {
      if (!isPhoneLength(found, 6) || saysOther(before)) return false
      const said = isSaidPhone(before, after)
      // Nobody parts a date by blanks where a number is spoken of.
      if (isDate(found) && !(said && /^\d\d(?: \d\d)+$/.test(found))) return false
      if (said) return isPhoneLength(found, 7) ? isKnownPhone(found, true) : isGrouped(found, 2)
      const alone = /(?:^|\n) *$/.test(before) && /^ *(?:$|\n)/.test(after)
      const opens = alone || /^[(0+]/.test(found)
      if (!opens && !isPhoneShaped(found)) return false
      return isGrouped(found, 2) && isPhoneLength(found, 8) && isKnownPhone(found, alone)
    },
  },
  {
    // Run together, with the leading nought of a country whose numbers have one length.
    type: 'phone',
    pattern: /(?<![0-9A-Za-z.,$€£¥#/-])0\d{9,10}(?![0-9A-Za-z/-]|[.,]\d)/g,
    check: (found, before) => !saysOther(before) && isKnownPhone(found, false),
  },
  {
    // Numbers of any country, as people group them, where somebody speaks of calling.
    type: 'phone',
    pattern:
      /(?<![0-9A-Za-z.,$€£¥])\(?\d{1,5}\)?(?:[ .-]{1,2}\(?\d{1,5}\)?){1,5}(?: ?(?:x|ext\.? ?)\d{1,6})?(?![0-9]|[.,]\d)/g,
    check: (found, before, after) =>
      isPhoneLength(found, 7) && !isDate(found) && isSaidPhone(before, after) && !saysOther(before),
  },
  {
    type: 'phone',
    pattern: /(?<![0-9A-Za-z.,$€£¥])\+?\d{7,13}(?![0-9]|[.,]\d)/g,
    check: (_, before) => saysPhone(before) && !saysOther(before),
  },
  {
    // Spoken: 一三八零零零零一二三四.
    type: 'phone',
    pattern:
      /(?<![一二三四五六七八九零〇幺两])[一幺][三四五六七八九][一二三四五六七八九零〇幺两]{9}(?![一二三四五六七八九零〇幺两])/g,
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
  return /^(?:19|20)\d{2}[-. /]\d{1,2}[-. /]\d{1,2}(?: \d{1,2})?$|^\d{1,2}[-. /]\d{1,2}[-. /](?:19|20)?\d{2}$/.test(
    found.trim(),
  )
}
