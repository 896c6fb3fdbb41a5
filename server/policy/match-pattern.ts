/** What a `*` may stand for at most, so that a pattern stays near its words. */
const longestRun = 40

/** Text and pattern in one spelling; repeated digits stay as they are, which the learned model's own folding shortens. */
export function foldForPattern(text: string): string {
  return text.slice(0, 2_000).toWellFormed().normalize('NFKC').toLowerCase().replace(/\s+/g, ' ')
}

type Token = { kind: 'one' | 'digit' | 'run' } | { kind: 'letter'; letter: string }

/**
 * Whether a pattern occurs in a text: `*` is a run of at most 40 characters, `?` one character, `#` one digit, everything else
 * itself. All positions are followed at once, so the time is text × pattern × 40 at the very worst: no pattern can hang a turn.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const tokens: Token[] = Array.from(pattern.trim(), (letter) => {
    if (letter === '*') return { kind: 'run' }
    if (letter === '?') return { kind: 'one' }
    return letter === '#' ? { kind: 'digit' } : { kind: 'letter', letter }
  })
  while (tokens[0]?.kind === 'run') tokens.shift()
  while (tokens.at(-1)?.kind === 'run') tokens.pop()
  if (tokens.length === 0) return false
  // Per token the longest run still allowed there; -1 where no reading of the text stands.
  let reached = new Int8Array(tokens.length + 1).fill(-1)
  for (const letter of text) {
    stand(reached, 0, longestRun, tokens)
    const next = new Int8Array(tokens.length + 1).fill(-1)
    for (const [at, token] of tokens.entries()) {
      const left = reached[at] ?? -1
      if (left < 0) continue
      if (token.kind === 'run') {
        if (left > 0) stand(next, at, left - 1, tokens)
      } else if (fits(token, letter)) stand(next, at + 1, longestRun, tokens)
    }
    if ((next[tokens.length] ?? -1) >= 0) return true
    reached = next
  }
  return false
}

/** Stands before a token; before a run one stands behind it, too, since a run may be empty. */
function stand(states: Int8Array, at: number, left: number, tokens: readonly Token[]): void {
  if ((states[at] ?? -1) < left) states[at] = left
  if (tokens[at]?.kind === 'run') stand(states, at + 1, longestRun, tokens)
}

function fits(token: Token, letter: string): boolean {
  if (token.kind === 'letter') return token.letter === letter
  return token.kind === 'one' || /\p{Nd}/u.test(letter)
}

/** Whether a word occurs: as a whole word in scripts that put spaces between words, anywhere in those that do not. */
export function hasWord(word: string, text: string): boolean {
  if (word === '') return false
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (ends(text[at - 1], word[0]) && ends(text[at + word.length], word.at(-1))) return true
  }
  return false
}

const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Nd}]/u

function ends(beside: string | undefined, edge: string | undefined): boolean {
  return beside === undefined || edge === undefined || !spaced.test(edge) || !spaced.test(beside)
}
