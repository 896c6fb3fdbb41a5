/** A value as a model may see it: without the properties named, wherever they stand. */
export function maskValue(value: unknown, masks: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => maskValue(one, masks))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, masks.includes(key) ? '***' : maskValue(one, masks)]),
  )
}
