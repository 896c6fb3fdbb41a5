import { cueThreshold, findLinks, type Language, safetyCues, spokenDeeds } from '../../../language/index.ts'

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)
const mostLines = 120
const longestValue = 400
const leftOut = '(left out)'

/** A date as people write it, so that it can be said and held against what was said. */
function spokenDate(text: string, language: Language): string {
  return text.replace(
    /\b(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2})[\d:.]*(?:Z|[+-]\d{2}:?\d{2})?)?\b/g,
    (whole, year: string, month: string, day: string, time: string | undefined) => {
      const name = months[Number(month) - 1]
      if (name === undefined) return whole
      const date =
        language === 'zh' ? `${year}年${Number(month)}月${Number(day)}日` : `${name} ${Number(day)}, ${year}`
      return time === undefined ? date : `${date} ${time}`
    },
  )
}

/** Whether a text of somebody else's wants to command whoever reads it. */
export const isHostile = (text: string): boolean => safetyCues(text).injection >= cueThreshold

/**
 * What a tool returned as lines that a model and a checker can read alike. It is text of strangers: what commands is left out, and
 * `hostile` tells that there was some.
 */
export function readResult(
  value: unknown,
  language: Language,
  quietens = true,
): { text: string; hostile: boolean } {
  let hostile = false
  const shown = (one: unknown) => {
    const text = String(one).replace(/\s+/g, ' ').slice(0, longestValue).toWellFormed()
    if (typeof one !== 'string' || !isHostile(text)) return spokenDate(text, language)
    hostile = true
    return quietens ? leftOut : text
  }
  const isPlain = (one: unknown) => typeof one !== 'object' || one === null
  const lines: string[] = []
  const read = (one: unknown, path: string): void => {
    if (lines.length >= mostLines) return
    if (Array.isArray(one)) {
      if (one.every(isPlain)) lines.push(`${path}: ${one.map(shown).join(', ')}`)
      else for (const inner of one) read(inner, path)
      return
    }
    if (isPlain(one)) {
      lines.push(path === '' ? shown(one) : `${path}: ${shown(one)}`)
      return
    }
    const entries = Object.entries(one as object).filter(([, inner]) => inner !== undefined && inner !== null)
    const plain = entries
      .filter(([, inner]) => isPlain(inner))
      .map(([key, inner]) => `${key}: ${shown(inner)}`)
    if (plain.length > 0) lines.push(`${path === '' ? '' : `${path}: `}${plain.join(', ')}`)
    for (const [key, inner] of entries) if (!isPlain(inner)) read(inner, key)
  }
  read(value, '')
  return { text: lines.join('\n') || '(nothing)', hostile }
}

const provesNothing = (words: string) =>
  spokenDeeds(words).length > 0 || findLinks(words).length > 0 || isHostile(words)

/** What may be proven by fields: words of somebody that could not be said as evidence are left out here, too. */
export function provable(value: unknown, holds: boolean): unknown {
  if (!holds) return value
  if (typeof value === 'string') return provesNothing(value) ? undefined : value
  if (Array.isArray(value)) return value.map((one) => provable(one, holds))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, provable(one, holds)]))
}

/**
 * The same as evidence. What somebody wrote into a note is no proof: a deed, a promise, a link or somebody to call may stand in it, and
 * would be said in the company's name.
 */
export function evidenceOf(text: string, holds: boolean): string {
  if (!holds) return text
  return text
    .split('\n')
    .map((line) =>
      line
        .split(/(?<=[!?。！？;；]|\.(?!\d))|(?<=,) (?=[\w-]+: )/)
        .filter((piece) => !provesNothing(piece))
        .join(' '),
    )
    .filter((line) => line.trim() !== '')
    .join('\n')
}
