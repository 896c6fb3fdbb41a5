/** A stretch of personal data in the original text. */
export interface PersonalDataSpan {
  start: number
  end: number
  type: string
}

type Check = (digits: string) => boolean

const patterns: { type: string; pattern: RegExp; check?: Check }[] = [
  { type: 'email', pattern: /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}/g },
  {
    type: 'id-number',
    pattern:
      /(?<![0-9A-Za-z])\d{6}[ -]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])/g,
    check: isChineseId,
  },
  { type: 'bank-card', pattern: /(?<![0-9])\d(?:[ -]?\d){11,18}(?![0-9])/g, check: isBankCard },
  { type: 'phone', pattern: /(?<![0-9])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9])/g },
  {
    type: 'phone',
    pattern: /(?<![0-9])0\d{2,3}[ -]\d{7,8}(?![0-9])|(?<![0-9])400[ -]?\d{3}[ -]?\d{4}(?![0-9])/g,
  },
  {
    type: 'phone',
    pattern: /(?<![0-9A-Za-z])\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?![0-9])/g,
    check: (digits) => digits.length >= 9 && digits.length <= 15,
  },
  { type: 'phone', pattern: /(?<![0-9A-Za-z])\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?![0-9])/g },
]

const longest = 20_000

/**
 * Replaces phone numbers, e-mail addresses, bank cards (Luhn) and Chinese identity numbers (checksum) by `[type]`. Spans
 * are places in the given text, in order, without overlap; full-width digits count. Looks at the first 20,000 characters; what lies beyond is cut off.
 */
export function maskPersonalData(text: string): { text: string; spans: PersonalDataSpan[] } {
  const cut = text.length > longest ? text.slice(0, longest) : text
  const narrow = cut.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
  const spans: PersonalDataSpan[] = []
  for (const { type, pattern, check } of patterns) {
    for (const match of narrow.matchAll(pattern)) {
      const start = match.index
      const end = start + match[0].length
      if (spans.some((span) => start < span.end && end > span.start)) continue
      if (check !== undefined && !check(match[0].replace(/[^0-9Xx]/g, ''))) continue
      spans.push({ start, end, type })
    }
  }
  spans.sort((a, b) => a.start - b.start)
  let masked = ''
  let kept = 0
  for (const { start, end, type } of spans) {
    masked += `${cut.slice(kept, start)}[${type}]`
    kept = end
  }
  return { text: masked + cut.slice(kept), spans }
}

function isBankCard(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19 || /^(\d)\1+$/.test(digits)) return false
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

function isChineseId(digits: string): boolean {
  if (digits.length !== 18) return false
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  let sum = 0
  for (let at = 0; at < 17; at++) sum += (digits.charCodeAt(at) - 48) * (weights[at] as number)
  return '10X98765432'[sum % 11] === digits[17]?.toUpperCase()
}
