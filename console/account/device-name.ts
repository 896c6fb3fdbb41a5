const browsers: readonly (readonly [string, RegExp])[] = [
  ['Edge', /\bEdgA?\//],
  ['Opera', /\bOPR\//],
  ['WeChat', /\bMicroMessenger\//],
  ['Firefox', /\bFirefox\/|\bFxiOS\//],
  ['Chrome', /Chrome\/|\bCriOS\//],
  ['Safari', /\bSafari\//],
]
const systems: readonly (readonly [string, RegExp])[] = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\biPhone\b|\biPad\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
]

/** Browser and system of a user agent, as far as it tells. */
export function deviceOf(userAgent: string): { browser: string; system: string } | undefined {
  const name = (list: typeof browsers) => list.find(([, pattern]) => pattern.test(userAgent))?.[0]
  const [browser, system] = [name(browsers), name(systems)]
  return browser && system ? { browser, system } : undefined
}
