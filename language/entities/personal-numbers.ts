import { isBankCard, isChineseId, isIban, isIpAddress } from './checksums.ts'

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
  /\b(?:call|phone|mobile|cell|tel|telephone|fax|desk|office|home|work|contact|number|text|sms|whatsapp|ring|dial|reach|hotline|extension)\b|电话|手机|联系|号码|致电|拨打|打给|回电|传真|座机/i
const saysPhone = near(phoneWords)
/** “020 7946 0000 (office)”. */
const isSaidPhone = (before: string, after: string) =>
  saysPhone(before) || phoneWords.test(after.slice(0, 12))
const saysOther = near(
  /licen[cs]e|account (?:no|number)|order|invoice|tracking|reference|ref\b|case|ticket|订单|单号|运单|工单|编号|流水|货号|票号/i,
)

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
    pattern: /(?<![0-9.])\d(?:[ -]?\d){11,18}(?![0-9])/g,
    // A mistyped number still tells nearly all of a card.
    check: (found, before) =>
      isBankCard(digitsOf(found)) || (digitsOf(found).length >= 12 && saysCard(before) && !saysOther(before)),
  },
  {
    type: 'social-security-number',
    pattern: /(?<![0-9A-Za-z-])(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?![0-9-])/g,
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
  { type: 'phone', pattern: /(?<![0-9])(?:(?:\+|00)?86[ -]?)?1[3-9]\d([ -]?)\d{4}\1\d{4}(?![0-9])/g },
  {
    type: 'phone',
    pattern:
      /(?<![0-9])\(?0\d{2,3}\)?[ -]\d{3,4}[ -]?\d{4}(?:(?:转|-|ext\.? ?)\d{1,5})?(?![0-9])|(?<![0-9])[48]00[ -]?\d{3}[ -]?\d{4}(?![0-9])/g,
    check: (_, before) => !saysOther(before),
  },
  {
    type: 'phone',
    pattern:
      /(?<![0-9A-Za-z])(?:\+|00)\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?: ?(?:x|ext\.? ?)\d{1,6})?(?![0-9])/g,
    check: (found, before) => isPhoneLength(found, 9) && !saysOther(before),
  },
  {
    type: 'phone',
    pattern: /(?<![0-9A-Za-z])\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?: ?(?:x|ext\.? ?)\d{1,6})?(?![0-9])/g,
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
    // Numbers of any country, as people group them, where somebody speaks of calling.
    type: 'phone',
    pattern:
      /(?<![0-9A-Za-z.,$€£¥])\(?\d{1,5}\)?(?:[ .-]{1,2}\(?\d{1,5}\)?){1,5}(?: ?(?:x|ext\.? ?)\d{1,6})?(?![0-9]|[.,]\d)/g,
    check: (found, before, after) =>
      isPhoneLength(found, 7) && !isDate(found) && isSaidPhone(before, after) && !saysOther(before),
  },
  {
    type: 'phone',
    pattern: /(?<![0-9A-Za-z.,$€£¥])\d{7,12}(?![0-9]|[.,]\d)/g,
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
  const { length } = found.replace(/(?:x|ext).*$/i, '').replace(/\D/g, '')
  return length >= least && length <= 15
}

function isDate(found: string): boolean {
  return /^(?:19|20)\d{2}[-. ]\d{1,2}[-. ]\d{1,2}$|^\d{1,2}[-. ]\d{1,2}[-. ](?:19|20)?\d{2}$/.test(
    found.trim(),
  )
}
