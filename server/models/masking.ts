import { maskPersonalData } from '../../language/index.ts'

/** Hides personal data from a model and puts it back into what the model wrote. One for each run. */
export interface Mask {
  hide(text: string): string
  restore(text: string): string
  /** The same in every text of a value. */
  restoreIn<T>(value: T): T
  /** For a reply that comes in parts: gives out what is complete, and the rest at the end. */
  restoreParts(): { push(part: string): string; end(): string }
  /** Tokens like ours in a text that stand for nothing: the model made them up. */
  inventedIn(text: string): readonly string[]
}

/** What the detector looks at in one go; longer texts are cut where a line or a sentence ends. */
const longestPiece = 16_000
const passes = 3
const token = /\[[A-Z]{2,}(?:_[A-Z]+)*_\d{1,4}\]/g
/** The beginning of a token, at the end of a part. */
const halfToken = /\[(?:[A-Z][A-Z_]{0,40}\d{0,4})?$/

/** A value that is known to be somebody's, whatever the words around say. */
export interface KnownValue {
  /** As the detector calls it: `name`, `address`, `email`, `phone` … */
  type: string
  value: string
}

/** Finds a value as a word of its own; Chinese has no spaces between words. */
function finder({ value }: KnownValue): RegExp | undefined {
  const plain = value.trim()
  if (plain.length < 2) return undefined
  const literal = plain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return /^[\p{Script=Han}·]+$/u.test(plain)
    ? new RegExp(literal, 'g')
    : new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu')
}

export function openMask(known: readonly KnownValue[] = []): Mask {
  // Longer ones first, so that a whole name is one token.
  const finders = [...known]
    .sort((a, b) => b.value.length - a.value.length)
    .flatMap((one) => {
      const pattern = finder(one)
      return pattern === undefined ? [] : [{ type: one.type, pattern }]
    })
  const values = new Map<string, string>()
  const tokens = new Map<string, string>()
  /** Tokens that stood in the text before: nobody gets another's data by writing one. */
  const taken = new Set<string>()
  const counts = new Map<string, number>()

  function tokenOf(type: string, value: string): string {
    const known = tokens.get(`${type}\n${value}`)
    if (known !== undefined) return known
    const name = type.toUpperCase().replaceAll('-', '_')
    let made: string
    do {
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      made = `[${name}_${count}]`
    } while (taken.has(made))
    tokens.set(`${type}\n${value}`, made)
    values.set(made, value)
    return made
  }

  function once(text: string): string {
    const { plain, placeOf } = joinDigits(text)
    const { spans } = maskPersonalData(plain)
    let masked = ''
    let kept = 0
    for (const span of spans) {
      const { type } = span
      const start = placeOf(span.start)
      const end = placeOf(span.end - 1) + 1
      masked += text.slice(kept, start) + tokenOf(type, text.slice(start, end))
      kept = end
    }
    return masked + text.slice(kept)
  }

  const restore = (text: string) => {
    let now = text
    // What was hidden in a later pass may hold a token of an earlier one.
    for (let pass = 0; pass < passes; pass += 1) {
      const next = now.replace(token, (found) => values.get(found) ?? found)
      if (next === now) break
      now = next
    }
    return now
  }
  const restoreIn = <T>(value: T): T => {
    if (typeof value === 'string') return restore(value) as T
    if (Array.isArray(value)) return value.map(restoreIn) as T
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, restoreIn(inner)])) as T
  }

  return {
    hide(text) {
      for (const found of text.match(token) ?? []) taken.add(found)
      let plain = text
      for (const { type, pattern } of finders) plain = plain.replace(pattern, (found) => tokenOf(type, found))
      return pieces(plain)
        .map((piece) => {
          let now = piece
          for (let pass = 0; pass < passes; pass += 1) {
            const next = once(now)
            if (next === now) break
            now = next
          }
          return now
        })
        .join('')
    },
    restore,
    restoreIn,
    restoreParts() {
      let held = ''
      return {
        push(part) {
          held += part
          const half = halfToken.exec(held)
          const ready = half === null ? held : held.slice(0, half.index)
          held = held.slice(ready.length)
          return restore(ready)
        },
        end() {
          const rest = restore(held)
          held = ''
          return rest
        },
      }
    },
    inventedIn: (text) => (text.match(token) ?? []).filter((one) => !values.has(one) && !taken.has(one)),
  }
}

/** So many digits in a row, each apart from the next by one space (of whatever width): somebody spells a number. */
const spelt = /[0-9０-９](?:[ \u00a0\u3000][0-9０-９]){6,}/g

/** A text with spelt numbers written as one, narrow digits throughout, and where each letter of it stood. */
function joinDigits(text: string): { plain: string; placeOf: (at: number) => number } {
  const dropped: number[] = []
  for (const { index, 0: digits } of text.matchAll(spelt))
    for (let at = index + 1; at < index + digits.length; at += 2) dropped.push(at)
  const gone = new Set(dropped)
  const places: number[] = []
  let plain = ''
  for (let at = 0; at < text.length; at += 1) {
    if (gone.has(at)) continue
    const letter = text.charAt(at)
    plain += /[０-９]/.test(letter) ? String.fromCharCode(letter.charCodeAt(0) - 0xfee0) : letter
    places.push(at)
  }
  return { plain, placeOf: (at) => places[at] ?? text.length }
}

function pieces(text: string): string[] {
  const found: string[] = []
  let rest = text
  while (rest.length > longestPiece) {
    const head = rest.slice(0, longestPiece)
    const cut = Math.max(head.lastIndexOf('\n'), head.lastIndexOf('。'), head.lastIndexOf('. '))
    const at = cut > longestPiece / 2 ? cut + 1 : longestPiece
    found.push(rest.slice(0, at))
    rest = rest.slice(at)
  }
  return [...found, rest]
}
