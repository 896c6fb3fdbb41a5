import { isBankCard, isChineseId, isIban, isIpAddress } from './checksums.ts'
import type { PersonalPattern } from './personal-pattern.ts'
import { saysClearly, saysMatter, saysPhone } from './phones/phone-cues.ts'
import { phonePatterns } from './phones/phone-patterns.ts'

const digitsOf = (text: string) => text.replace(/[^0-9Xx]/g, '')
/** The cue stands near, and nothing but a few words lies between. */
const near = (cue: RegExp) => (before: string) => cue.test(before.slice(-40))
const saysCard = near(/card|visa|mastercard|amex|银行卡|信用卡|储蓄卡|卡号|卡[是为:：]/i)
const saysId = near(/身份证|证件号|\bid (?:card )?(?:no|number)/i)
const saysSocialSecurity = near(/\bssn\b|social security/i)
const saysPassport = near(/passport|护照/i)
const saysAddress = near(/\bip\b|address|server|host|dns|router|gateway|地址/i)

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
    pattern: /(?<![0-9.+])(?<!\+ )[1-9](?:[ -]?\d){11,18}(?![0-9])/g,
    // A mistyped number still tells nearly all of a card; a short one that is to be called is right by chance.
    check: (found, before) =>
      isBankCard(digitsOf(found))
        ? digitsOf(found).length > 13 || saysCard(before) || !saysClearly(before)
        : digitsOf(found).length >= 12 && saysCard(before) && !saysMatter(before),
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
  {
    type: 'ip-address',
    pattern: /(?<![0-9.])\d{1,3}(?:\.\d{1,3}){3}(?![0-9]|\.\d)/g,
    // “01.42.68.53”, as some countries part their phone numbers.
    check: (found, before) =>
      isIpAddress(found) && !(/^\d\d(?:\.\d\d)+$/.test(found) && saysClearly(before) && !saysAddress(before)),
  },
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
  ...phonePatterns,
]
