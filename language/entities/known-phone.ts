import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

type Country =
  NonNullable<Parameters<typeof parsePhoneNumberFromString>[1]> extends infer Given
    ? Extract<Given, string>
    : never

/** Where numbers have a fixed length and grouping, so that a valid one is hardly anything else. */
const strict: readonly Country[] = [
  'US',
  'GB',
  'AU',
  'NZ',
  'FR',
  'ES',
  'IT',
  'NL',
  'BE',
  'CH',
  'CZ',
  'PL',
  'CN',
  'HK',
  'TW',
  'JP',
  'IN',
  'BR',
  'ZA',
  'SI',
]
/** Where nearly any run of digits may be one, or where they are short. */
const loose: readonly Country[] = [
  'DE',
  'AT',
  'SE',
  'NO',
  'DK',
  'FI',
  'HU',
  'PT',
  'IS',
  'EE',
  'CY',
  'GR',
  'TN',
  'UY',
  'GL',
  'SG',
  'KR',
  'RU',
  'MX',
]

function isValidIn(text: string, countries: readonly Country[]): boolean {
  return countries.some((country) => parsePhoneNumberFromString(text, country)?.isValid() === true)
}

/** Whether digits as somebody grouped them are a number that is in use somewhere; `anywhere` asks loosely, too. */
export function isKnownPhone(text: string, anywhere: boolean): boolean {
  const international = /^(?:\+|00)/.test(text)
  if (international) {
    const plus = text.replace(/^00/, '+').replace(/(?:x|ext|转).*$/i, '')
    return parsePhoneNumberFromString(plus)?.isValid() === true
  }
  const number = text.replace(/(?:x|ext|转).*$/i, '').replaceAll('/', ' ')
  return isValidIn(number, strict) || (anywhere && isValidIn(number, loose))
}
