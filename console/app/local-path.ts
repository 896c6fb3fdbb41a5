/** A path of this console to go back to after signing in; anything else is dropped. */
export function localPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\/(?![/\\])[\x21-\x5b\x5d-\u{10ffff}]*$/u.test(value)) return undefined
  return value.startsWith('/sign-in') ? undefined : value
}
