/** A compiled expression of a rule. Its work is bounded by its size times the length of the text, whatever either holds. */
export interface WordingMatcher {
  /** Where it applies, without overlaps, in code units of the text as it was given. */
  find(text: Folded): { from: number; to: number }[]
}

/** A text as rules read it, and where each of its characters stood. */
export interface Folded {
  units: string[]
  starts: number[]
  ends: number[]
}

export class WordingExpressionError extends Error {
  readonly reason: 'empty' | 'too-long' | 'too-many-gaps' | 'unbalanced'
  constructor(reason: WordingExpressionError['reason']) {
    super(reason)
    this.name = 'WordingExpressionError'
    this.reason = reason
  }
}

const longestPattern = 300
const mostGaps = 6
/** How many characters `*` may stand for. */
const gapLength = 30
const mostFound = 50

const han = /\p{Script=Han}/u
const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/u
const wordUnit = /[\p{Script=Latin}\p{N}]/u
const lineEnd = /[\n\r]/

/**
 * Full width is as half width, capitals as small letters, any white space as one blank; what nobody sees is left out, and
 * white space between Chinese characters too, so that a word is found however it was spread.
 */
export function fold(text: string): Folded {
  const folded: Folded = { units: [], starts: [], ends: [] }
  let at = 0
  for (const character of text) {
    const from = at
    at += character.length
    if (invisible.test(character)) continue
    for (const unit of character.normalize('NFKC').toLowerCase()) {
      const blank = /\s/.test(unit)
      if (blank && folded.units.at(-1) === ' ') {
        // A line's end counts more than a blank.
        if (lineEnd.test(unit)) folded.units[folded.units.length - 1] = '\n'
        continue
      }
      if (blank && folded.units.at(-1) === '\n') continue
      if (han.test(unit) && folded.units.at(-1) === ' ' && han.test(folded.units.at(-2) ?? '')) {
        folded.units.pop()
        folded.starts.pop()
        folded.ends.pop()
      }
      folded.units.push(blank ? (lineEnd.test(unit) ? '\n' : ' ') : unit)
      folded.starts.push(from)
      folded.ends.push(at)
    }
  }
  return folded
}

type State =
  | { kind: 'one'; test: (unit: string) => boolean; next: number }
  | { kind: 'either'; next: number[] }
  | { kind: 'end' }

/** Any of the words, one a line. */
export function compileWords(expression: string): WordingMatcher {
  const words = expression
    .split('\n')
    .map((line) => fold(line.trim()).units)
    .filter((units) => units.length > 0)
  if (words.length === 0) throw new WordingExpressionError('empty')
  const states: State[] = [{ kind: 'either', next: [] }]
  const [start] = states
  for (const word of words) {
    if (start?.kind === 'either') start.next.push(states.length)
    for (const unit of word)
      states.push({ kind: 'one', test: (one) => one === unit, next: states.length + 1 })
    states.push({ kind: 'end' })
  }
  return { find: (text) => run(states, text, firstUnits(words)) }
}

/**
 * A pattern: `*` stands for up to 30 characters of one line, `?` for one, `#` for a digit, `(a|b)` for one of several, `\`
 * takes the next character as it is.
 */
export function compilePattern(expression: string): WordingMatcher {
  if (expression.length > longestPattern) throw new WordingExpressionError('too-long')
  const source = fold(expression.trim()).units
  if (source.every((unit) => unit === '*' || unit === '?' || unit === ' '))
    throw new WordingExpressionError('empty')
  const states: State[] = []
  let gaps = 0
  let at = 0
  const one = (test: (unit: string) => boolean) => states.push({ kind: 'one', test, next: states.length + 1 })
  const any = (unit: string) => unit !== '\n'
  /** Everything up to `)` or `|` or the end; groups do not stand in groups. */
  function sequence(inGroup: boolean): void {
    for (; at < source.length; at += 1) {
      const unit = source[at] ?? ''
      if (unit === ')' || (unit === '|' && inGroup)) {
        if (!inGroup) throw new WordingExpressionError('unbalanced')
        return
      }
      if (unit === '(') {
        if (inGroup) throw new WordingExpressionError('unbalanced')
        group()
      } else if (unit === '*') {
        gaps += 1
        if (gaps > mostGaps) throw new WordingExpressionError('too-many-gaps')
        const behind = states.length + gapLength * 2
        for (let index = 0; index < gapLength; index += 1) {
          states.push({ kind: 'either', next: [states.length + 1, behind] })
          one(any)
        }
      } else if (unit === '?') one(any)
      else if (unit === '#') one((given) => /\p{Nd}/u.test(given))
      else {
        if (unit === '\\') at += 1
        const literal = source[at] ?? '\\'
        one((given) => given === literal || (literal === ' ' && given === '\n'))
      }
    }
    if (inGroup) throw new WordingExpressionError('unbalanced')
  }
  function group(): void {
    const fork: number[] = []
    states.push({ kind: 'either', next: fork })
    const exits: number[][] = []
    do {
      at += 1
      fork.push(states.length)
      sequence(true)
      const exit: number[] = []
      states.push({ kind: 'either', next: exit })
      exits.push(exit)
    } while (source[at] === '|')
    for (const exit of exits) exit.push(states.length)
  }
  sequence(false)
  states.push({ kind: 'end' })
  return { find: (text) => run(states, text) }
}

function firstUnits(words: readonly string[][]): ReadonlySet<string> {
  return new Set(words.map((word) => word[0] ?? ''))
}

/** All places at once, one step a character: never more steps than states times characters. */
function run(
  states: readonly State[],
  { units, starts, ends }: Folded,
  beginnings?: ReadonlySet<string>,
): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = []
  // For each state that is reached, where its match began; the earliest counts.
  let active = new Map<number, number>()
  const insideWord = (left: number) =>
    wordUnit.test(units[left] ?? '') && wordUnit.test(units[left + 1] ?? '')
  function reach(into: Map<number, number>, state: number, began: number): void {
    const stack = [state]
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      const known = into.get(index)
      if (known !== undefined && known <= began) continue
      into.set(index, began)
      const reached = states[index]
      if (reached?.kind === 'either') stack.push(...reached.next)
    }
  }
  for (let at = 0; at < units.length && found.length < mostFound; at += 1) {
    const unit = units[at] ?? ''
    if ((beginnings === undefined || beginnings.has(unit)) && !insideWord(at - 1)) reach(active, 0, at)
    const next = new Map<number, number>()
    for (const [index, began] of active) {
      const state = states[index]
      if (state?.kind === 'one' && state.test(unit)) reach(next, state.next, began)
    }
    active = next
    const began = [...next]
      .filter(([index]) => states[index]?.kind === 'end')
      .reduce((least, [, from]) => Math.min(least, from), Number.POSITIVE_INFINITY)
    if (began === Number.POSITIVE_INFINITY || insideWord(at)) continue
    found.push({ from: starts[began] ?? 0, to: ends[at] ?? 0 })
    active = new Map()
  }
  return found
}
