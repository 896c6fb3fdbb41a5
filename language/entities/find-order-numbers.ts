export interface FoundOrderNumber {
  type: 'order-number'
  start: number
  end: number
  /** In capitals, as it is looked up. */
  value: string
}

/** Behind these words a number is an order's, a shipment's or a case's. */
const said =
  /(?:订单编?号?|单号|运单号?|快递单号?|物流单号?|工单号?|编号|order(?: (?:number|no\.?|id|#))?|tracking(?: (?:number|no\.?|id))?|(?:reference|ref|case|ticket|invoice)(?: (?:number|no\.?|id|#))?\.?)(?: ?(?:是|为|:|：|#|is|was)){0,2} ?#?([a-z]{0,4}-?\d[a-z\d-]{3,30})(?![a-z\d])/g
const longest = 40

/** A tenant's own notation as a pattern; what is too short to tell an order number from any other number counts for nothing. */
function patternOf(notation: string): RegExp | undefined {
  const signs = [...notation.trim().toLowerCase()]
  if (signs.length < 4 || signs.length > longest || signs.filter((sign) => sign === '#').length < 3)
    return undefined
  const body = signs
    .map((sign) =>
      sign === '#' ? '\\d' : sign === '@' ? '[a-z]' : sign.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'),
    )
    .join('')
  return new RegExp(`(?<![a-z\\d])${body}(?![a-z\\d])`, 'g')
}

export function findOrderNumbers(
  original: string,
  folded: string,
  notations: readonly string[],
): FoundOrderNumber[] {
  const found: FoundOrderNumber[] = []
  const add = (start: number, end: number) => {
    if (found.some((one) => start < one.end && end > one.start)) return
    const value = original.slice(start, end).normalize('NFKC').toUpperCase()
    found.push({ type: 'order-number', start, end, value })
  }
  for (const notation of notations.slice(0, 20)) {
    const pattern = patternOf(notation)
    if (pattern !== undefined)
      for (const match of folded.matchAll(pattern)) add(match.index, match.index + match[0].length)
  }
  for (const match of folded.matchAll(said)) {
    const number = match[1] as string
    // A date is not an order number, nor are three digits.
    if (/^20\d{2}-\d{1,2}-\d{1,2}$/.test(number) || number.replace(/\D/g, '').length < 4) continue
    const start = match.index + match[0].length - number.length
    add(start, start + number.length)
  }
  return found
}
