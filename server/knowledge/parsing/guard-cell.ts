const risky = /^'*[=+\-@\t\r]/

/**
 * A text that spreadsheets would run as a formula when they open a .csv gets an apostrophe before it. One that has some
 * already gets one more, so that taking one away gives back what was there.
 */
export const guardCell = (text: string): string => (risky.test(text) ? `'${text}` : text)

export const unguardCell = (text: string): string =>
  text.startsWith("'") && risky.test(text) ? text.slice(1) : text
