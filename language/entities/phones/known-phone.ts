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

/** How a number of another country begins: `+44`, `(+44)`, `0044`, `011 44` as North Americans dial it. */
const international = /^\(?(?:\+ ?|00(?=[1-9])|011[ .-]?(?=[1-9]))/

/** Whether digits as somebody grouped them are a number that is in use somewhere; `anywhere` asks loosely, too. */
export function isKnownPhone(text: string, anywhere: boolean): boolean {
  const number = text.replace(/(?:x|ext|转).*$/i, '')
  if (international.test(number)) {
    // The nought in brackets is dialled at home only.
    const digits = number.replace(international, '').replace('(0)', '').replace(/\D/g, '')
    if (parsePhoneNumberFromString(`+${digits}`)?.isValid() === true) return true
    if (number.startsWith('+') || number.startsWith('(+')) return false
  }
  const grouped = number.replaceAll('/', ' ')
  return isValidIn(grouped, strict) || (anywhere && isValidIn(grouped, loose))
}
