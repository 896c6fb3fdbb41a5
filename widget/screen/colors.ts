type Rgb = readonly [number, number, number]

/** `#rgb` or `#rrggbb` as three bytes; undefined for anything else. */
export function parseColor(color: string | undefined): Rgb | undefined {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color?.trim() ?? '')?.[1]
  if (hex === undefined) return undefined
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex
  const value = Number.parseInt(full, 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** WCAG contrast ratio of two colours, 1 to 21. */
export function contrast(left: Rgb, right: Rgb): number {
  const [low, high] = [luminance(left), luminance(right)].sort((one, other) => one - other) as [
    number,
    number,
  ]
  return (high + 0.05) / (low + 0.05)
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((byte) => {
    const share = byte / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]

/** White on the colour where that is readable (4.5:1), else black, which then always is. */
export const textOn = (background: Rgb): string =>
  contrast(background, white) >= 4.5 ? '#ffffff' : '#000000'

/** The colour itself, or as much lighter or darker as it needs to be read as text on the background. */
export function readableOn(background: Rgb, color: Rgb): string {
  const towards = luminance(background) > 0.18 ? black : white
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = color.map((byte, index) =>
      Math.round(byte + (towards[index]! - byte) * share),
    ) as unknown as Rgb
    if (contrast(background, mixed) >= 4.5) return toHex(mixed)
  }
  return toHex(towards)
}

const toHex = (color: Rgb): string => `#${color.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
