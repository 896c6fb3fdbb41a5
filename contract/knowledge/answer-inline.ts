import { safeAddress } from '../parts/safe-address.ts'

/** What an answer may name; filled in when it is sent. */
export const answerVariables = ['customer.name', 'company', 'hours', 'hours.next'] as const
export type AnswerVariable = (typeof answerVariables)[number]

export type AnswerProblemCode = 'link' | 'variable' | 'picture' | 'button' | 'too-deep' | 'too-many'

/** What keeps an answer from being saved. Where it stands all the same, it is shown as the letters it is made of. */
export interface AnswerProblem {
  code: AnswerProblemCode
  /** 1 = first. */
  line: number
  value: string
}

interface Look {
  bold?: true
  italic?: true
  href?: string
}
export type Inline = Look &
  ({ kind: 'text'; text: string } | { kind: 'variable'; name: AnswerVariable; fallback: string })

type Piece =
  | { kind: 'inline'; inline: Inline }
  /** Its partner's place once it is known; without one it is plain letters. */
  | { kind: 'mark'; text: '*' | '**' | '_'; partner?: number }

const escapable = /[\\*_[\](){}!\-+.#|`~<>]/
const letter = /[A-Za-z0-9]/
const blank = /\s/u
// Labels hold no brackets and addresses at most one pair of parentheses within another: nothing here can backtrack far.
const link = /\[((?:\\.|[^[\]\\]){1,400})\]\(((?:[^()\n]|\([^()\n]{0,200}\)){0,2100})\)/uy
const variable = /\{(\{?)\s*([\p{L}][\p{L}\p{N}._-]{0,60})\s*(?:\|([^{}|\n]{0,200}))?\}(\}?)/uy
const bare = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/iy

/** Bold, italic, links, variables and bare addresses of some lines. Everything else is letters. */
export function readInline(source: string, firstLine: number, problems: AnswerProblem[]): Inline[] {
  return settle(new Scanner(source, firstLine, problems, undefined).scan())
}

/** Addresses in Chinese text are followed by Chinese punctuation without a space; ASCII punctuation behind is the sentence's. */
function trimAddress(found: string): string {
  let result = found
  for (;;) {
    const shorter = result.replace(/[.,;:!?'\]*_]+$/, '')
    const unopened = shorter.endsWith(')') && shorter.split(')').length > shorter.split('(').length
    const next = unopened ? shorter.slice(0, -1) : shorter
    if (next === result) return result
    result = next
  }
}

export const unescaped = (text: string): string =>
  text.replace(/\\(.)/gu, (whole, next: string) => (escapable.test(next) ? next : whole))

class Scanner {
  readonly #pieces: Piece[] = []
  readonly #open: number[] = []
  #letters = ''
  #at = 0
  readonly #source: string
  readonly #firstLine: number
  readonly #problems: AnswerProblem[]
  readonly #href: string | undefined

  constructor(source: string, firstLine: number, problems: AnswerProblem[], href: string | undefined) {
    this.#source = source
    this.#firstLine = firstLine
    this.#problems = problems
    this.#href = href
  }

  scan(): Piece[] {
    while (this.#at < this.#source.length) {
      if (!this.#takeSpecial(this.#source[this.#at] as string)) {
        this.#letters += this.#source[this.#at]
        this.#at += 1
      }
    }
    this.#flush()
    return this.#pieces
  }

  #takeSpecial(character: string): boolean {
    if (character === '\\') return this.#takeEscape()
    if (character === '*' || character === '_') return this.#takeMarks(character)
    if (character === '[' || character === '!') return this.#href === undefined && this.#takeLink()
    if (character === '{') return this.#takeVariable()
    if (character === 'h' || character === 'H') return this.#href === undefined && this.#takeAddress()
    return false
  }

  #takeEscape(): boolean {
    const next = this.#source[this.#at + 1]
    if (next === undefined || !escapable.test(next)) return false
    this.#letters += next
    this.#at += 2
    return true
  }

  #takeMarks(character: '*' | '_'): boolean {
    let end = this.#at
    while (this.#source[end] === character) end += 1
    const before = this.#source[this.#at - 1] ?? ' '
    const after = this.#source[end] ?? ' '
    let left = end - this.#at
    if (left > (character === '*' ? 3 : 1)) {
      this.#letters += character.repeat(left)
      this.#at = end
      return true
    }
    // Within a word or a number (2*3*4, some_file_name) nothing is meant by it.
    const closes = !blank.test(before) && !letter.test(after)
    const opens = !blank.test(after) && !letter.test(before)
    this.#flush()
    while (left > 0) left -= this.#addMark(character, left, opens, closes)
    this.#at = end
    return true
  }

  #addMark(character: '*' | '_', left: number, opens: boolean, closes: boolean): number {
    const kinds =
      character === '_' ? (['_'] as const) : left === 2 ? (['**'] as const) : (['*', '**'] as const)
    const fitting = kinds.filter((kind) => kind.length <= left)
    const closing = closes
      ? this.#open.findLast((place) => fitting.some((kind) => kind === this.#markAt(place)))
      : undefined
    if (closing !== undefined) {
      const text = this.#markAt(closing) as '*' | '**' | '_'
      this.#open.length = this.#open.indexOf(closing)
      const opener = this.#pieces[closing]
      if (opener?.kind === 'mark') opener.partner = this.#pieces.length
      this.#pieces.push({ kind: 'mark', text, partner: closing })
      return text.length
    }
    const text = fitting.at(-1) ?? '*'
    const isOpen = this.#open.some((place) => this.#markAt(place) === text)
    if (opens && !isOpen) this.#open.push(this.#pieces.length)
    this.#pieces.push({ kind: 'mark', text })
    return text.length
  }

  #markAt(place: number): string | undefined {
    const piece = this.#pieces[place]
    return piece?.kind === 'mark' ? piece.text : undefined
  }

  #takeLink(): boolean {
    const picture = this.#source[this.#at] === '!'
    const found = this.#match(link, picture ? 1 : 0)
    if (found === undefined) return false
    const [whole, label = '', target = ''] = found
    const href = safeAddress(target)
    if (picture || href === undefined || /^http:/i.test(target)) {
      this.#report(picture ? 'picture' : 'link', picture ? `!${whole}` : target)
      this.#letters += picture ? `!${whole}` : whole
    } else {
      this.#flush()
      const inner = new Scanner(label, this.#line(), this.#problems, href).scan()
      for (const inline of settle(inner)) this.#pieces.push({ kind: 'inline', inline: { ...inline, href } })
    }
    this.#at += whole.length + (picture ? 1 : 0)
    return true
  }

  #takeVariable(): boolean {
    const found = this.#match(variable, 0)
    if (found === undefined || found[1]?.length !== found[4]?.length) return false
    const [whole, , name = '', fallback = ''] = found
    const known = answerVariables.find((one) => one === name)
    if (known === undefined) {
      this.#report('variable', name)
      this.#letters += whole
    } else {
      this.#flush()
      this.#pieces.push({
        kind: 'inline',
        inline: { kind: 'variable', name: known, fallback: fallback.trim() },
      })
    }
    this.#at += whole.length
    return true
  }

  #takeAddress(): boolean {
    if (letter.test(this.#source[this.#at - 1] ?? ' ')) return false
    const whole = this.#match(bare, 0)?.[0]
    const text = whole === undefined ? '' : trimAddress(whole)
    const href = safeAddress(text)
    if (href === undefined) return false
    this.#flush()
    this.#pieces.push({ kind: 'inline', inline: { kind: 'text', text, href } })
    this.#at += text.length
    return true
  }

  #match(pattern: RegExp, skip: number): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at + skip
    return pattern.exec(this.#source) ?? undefined
  }

  #report(code: AnswerProblemCode, value: string): void {
    this.#problems.push({ code, line: this.#line(), value: value.slice(0, 200) })
  }

  #line(): number {
    return this.#firstLine + this.#source.slice(0, this.#at).split('\n').length - 1
  }

  #flush(): void {
    if (this.#letters !== '')
      this.#pieces.push({ kind: 'inline', inline: { kind: 'text', text: this.#letters } })
    this.#letters = ''
  }
}

/** Marks with a partner become looks, others letters; what looks alike becomes one. */
function settle(pieces: readonly Piece[]): Inline[] {
  const result: Inline[] = []
  let bold = 0
  let italic = 0
  for (const [place, piece] of pieces.entries()) {
    if (piece.kind === 'mark' && piece.partner !== undefined) {
      const step = piece.partner > place ? 1 : -1
      if (piece.text === '**') bold += step
      else italic += step
      continue
    }
    const inline: Inline = piece.kind === 'mark' ? { kind: 'text', text: piece.text } : { ...piece.inline }
    if (bold > 0) inline.bold = true
    if (italic > 0) inline.italic = true
    const last = result.at(-1)
    const alike =
      last?.kind === 'text' &&
      inline.kind === 'text' &&
      last.bold === inline.bold &&
      last.italic === inline.italic &&
      last.href === inline.href
    if (alike) last.text += inline.text
    else result.push(inline)
  }
  return result
}
