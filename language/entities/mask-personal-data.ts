import { namesAndAddresses } from './names-and-addresses.ts'
import { personalNumbers } from './personal-numbers.ts'

/** A stretch of personal data in the original text. */
export interface PersonalDataSpan {
  start: number
  end: number
  type: string
}

const longest = 20_000
const around = 120
/** What is dialled behind a phone number: “x123”, “, ext. 5”, “#12”, “转 801”. */
const extension =
  /^[ ,;]{0,2}(?:x|ext(?:ension|n)?\.?|#|转|分机号?)[ .:：]{0,2}\d{1,6}(?![0-9A-Za-z]|[.,]\d)/i

/**
 * Replaces phone numbers, e-mail addresses, bank cards and accounts, identity and social security numbers, passports, number
 * plates and Internet addresses by `[type]`, by their checksums where they have one, and names and addresses where the words
 * around tell of them. Spans are places in the given text, in order, without overlap; full-width digits count. Looks at the first 20,000 characters; what lies beyond is cut off.
 */
export function maskPersonalData(text: string): { text: string; spans: PersonalDataSpan[] } {
  const cut = text.length > longest ? text.slice(0, longest) : text
  const narrow = cut
    // A Chinese comma never stands inside a number, as ours does.
    .replace(/[\uff01-\uff0b\uff0d-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
  const spans: PersonalDataSpan[] = []
  for (const { type, pattern, group, check } of [...personalNumbers, ...namesAndAddresses]) {
    for (const match of narrow.matchAll(pattern)) {
      const found = group === undefined ? match[0] : (match[group] ?? '')
      const start = match.index + (group === undefined ? 0 : match[0].lastIndexOf(found))
      let end = start + found.length
      const taken = spans.filter((span) => start < span.end && end > span.start)
      // Part of a phone number may look like one by itself.
      const isLonger = (span: PersonalDataSpan) =>
        span.type === 'phone' && start <= span.start && end >= span.end
      if (found === '' || (taken.length > 0 && (type !== 'phone' || !taken.every(isLonger)))) continue
      const before = narrow.slice(Math.max(0, start - around), start)
      if (check !== undefined && !check(found, before, narrow.slice(end, end + around))) continue
      if (type === 'phone') end += extension.exec(narrow.slice(end, end + around))?.[0].length ?? 0
      for (const span of taken) spans.splice(spans.indexOf(span), 1)
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
