const mostDepth = 30

/** The value of a sum in plain arithmetic, or undefined where it is none. Reads letter by letter: nothing of it is ever run. */
export function calculate(expression: string): number | undefined {
  const text = expression
    .replace(/[×xX]/g, '*')
    .replace(/÷/g, '/')
    .replace(/[,\s，]/g, '')
  let at = 0

  function sum(depth: number): number {
    let value = product(depth)
    while (text[at] === '+' || text[at] === '-') {
      const minus = text[at++] === '-'
      const next = product(depth)
      value = minus ? value - next : value + next
    }
    return value
  }
  function product(depth: number): number {
    let value = factor(depth)
    while (text[at] === '*' || text[at] === '/') {
      const over = text[at++] === '/'
      const next = factor(depth)
      value = over ? value / next : value * next
    }
    return value
  }
  function factor(depth: number): number {
    if (depth > mostDepth) return Number.NaN
    if (text[at] === '-') {
      at += 1
      return -factor(depth + 1)
    }
    let value: number
    if (text[at] === '(') {
      at += 1
      value = sum(depth + 1)
      if (text[at++] !== ')') return Number.NaN
    } else {
      const digits = /^\d+(?:\.\d+)?/.exec(text.slice(at))?.[0]
      if (digits === undefined) return Number.NaN
      at += digits.length
      value = Number(digits)
    }
    while (text[at] === '%') {
      at += 1
      value /= 100
    }
    return value
  }

  const value = sum(0)
  if (at !== text.length || !Number.isFinite(value)) return undefined
  // What people mean by 0.1 + 0.2.
  return Number(value.toPrecision(12))
}
