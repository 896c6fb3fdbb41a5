/** A number as people type it: 1,299.5, 3万, 2k, 三百五十, 两千五, 二〇二六, 半. Text for regular expressions. */
export const digitNumber = String.raw`(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,4})?`
export const hanNumber = '(?:[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]{0,11}|半)'
export const anyNumber = `(?:${digitNumber}(?: ?[万亿千百])?|${hanNumber})`

const digits = new Map<string, number>([...'零一二三四五六七八九'].map((sign, value) => [sign, value]))
digits.set('〇', 0)
digits.set('两', 2)
const units = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
  ['万', 10_000],
  ['亿', 100_000_000],
])
const multiples = new Map([...units, ['k', 1000], ['m', 1_000_000]])

/** What such a number is worth; undefined where it is none. */
export function readNumber(text: string): number | undefined {
  const found = /^(\d[\d,]*(?:\.\d+)?) ?([万亿千百kKmM])?$/.exec(text)
  if (found === null) return readHan(text)
  const value = Number((found[1] as string).replaceAll(',', ''))
  const multiple = multiples.get((found[2] ?? '').toLowerCase()) ?? 1
  // 3.3 times 10,000 is not 32,999.999….
  return Number((value * multiple).toPrecision(12))
}

function readHan(text: string): number | undefined {
  if (text === '半') return 0.5
  const signs = [...text]
  if (signs.length === 0) return undefined
  if (signs.every((sign) => digits.has(sign))) {
    // Said digit by digit: 二〇二六. But 三五天 is three to five.
    if (signs.length === 2 && !/[零〇]/.test(text)) return undefined
    return Number(signs.map((sign) => digits.get(sign)).join(''))
  }
  let total = 0
  let part = 0
  let digit: number | undefined
  let unit = 0
  for (const sign of signs) {
    const value = digits.get(sign)
    const factor = units.get(sign)
    if (value !== undefined) {
      if (digit !== undefined && digit !== 0) return undefined
      digit = value
    } else if (factor === undefined) return undefined
    else if (factor >= 10_000) {
      total = (total + part + (digit ?? (part === 0 ? 1 : 0))) * factor
      part = 0
      digit = undefined
      unit = factor
    } else {
      part += (digit ?? 1) * factor
      digit = undefined
      unit = factor
    }
  }
  // 两千五 is 2,500, 一万二 is 12,000; 一百零五 is 105 and 十五 is 15.
  const isShort = unit > 10 && !/[零〇]/.test(signs.at(-2) ?? '')
  return total + part + (isShort ? ((digit ?? 0) * unit) / 10 : (digit ?? 0))
}
