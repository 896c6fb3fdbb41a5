import { safeAddress } from '../parts/safe-address.ts'
import { type AnswerProblem, type Inline, readInline, unescaped } from './answer-inline.ts'

/**
 * The markup of answers, a small part of Markdown: **bold**, *italic*, [links](https://…), lists, and on lines of their own
 * pictures ![words](picture:ID) and buttons [[label]](https://…) or [[label]](ask:question). There is no HTML in it, and what
 * is not understood is letters. See docs/guides/writing-answers.md.
 */
export interface AnswerList {
  ordered: boolean
  start: number
  items: { inlines: Inline[]; list?: AnswerList }[]
}

export type AnswerBlock = {
  /** Follows on what is before without an empty line. */
  tight: boolean
} & (
  | { kind: 'paragraph'; inlines: Inline[] }
  | ({ kind: 'list' } & AnswerList)
  | { kind: 'picture'; pictureId: string; words: string }
  | { kind: 'link-button'; label: string; href: string }
  | { kind: 'ask-button'; label: string; question: string }
)

export interface ParsedAnswer {
  blocks: AnswerBlock[]
  problems: AnswerProblem[]
}

export const answerLimits = { pictures: 6, buttons: 6, links: 60, label: 60, question: 500 } as const

const item = /^([ \t]*)(?:([-*+•])|(\d{1,3})[.)])[ \t]+(\S.*)$/u
const standing =
  /[ \t]*(!\[|\[\[)((?:\\.|[^[\]\\\n]){0,400})(\]\]?)\(((?:[^()\n]|\([^()\n]{0,200}\)){0,2100})\)/uy
const pictureAddress = /^picture:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/** Reads the markup. Takes any text; what is wrong with it is told, and stays letters. */
export function parseAnswer(source: string): ParsedAnswer {
  return new AnswerReader(source).read()
}

interface Held {
  line: number
  text: string
}

class AnswerReader {
  readonly #blocks: AnswerBlock[] = []
  readonly #problems: AnswerProblem[] = []
  readonly #lines: string[]
  #paragraph: Held | undefined
  #list: { list: AnswerList; last: Held; into: AnswerList; deep: number } | undefined
  #tight = false

  constructor(source: string) {
    this.#lines = source.replace(/\r\n?/g, '\n').trim().split('\n')
  }

  read(): ParsedAnswer {
    for (const [index, line] of this.#lines.entries()) this.#take(line, index + 1)
    this.#end()
    this.#countUp()
    return { blocks: this.#blocks, problems: this.#problems }
  }

  #take(line: string, number: number): void {
    if (line.trim() === '') {
      this.#end()
      this.#tight = false
      return
    }
    if (this.#takeStanding(line, number) || this.#takeItem(line, number)) return
    if (this.#list !== undefined && /^(?: {2}|\t)/.test(line)) {
      this.#list.last.text += `\n${line.trim()}`
      return
    }
    if (this.#list !== undefined) this.#end()
    if (this.#paragraph === undefined) this.#paragraph = { line: number, text: line.trim() }
    else this.#paragraph.text += `\n${line.trim()}`
  }

  /** Pictures and buttons, with nothing else on their line. */
  #takeStanding(line: string, number: number): boolean {
    if (!/^\s*(?:!\[|\[\[)/.test(line)) return false
    const found: AnswerBlock[] = []
    const text = line.trimEnd()
    standing.lastIndex = 0
    let at = 0
    while (at < text.length) {
      const match = standing.exec(text)
      const block = match === null ? undefined : this.#standingBlock(match)
      if (match === null || block === undefined) {
        const code = /!\[/.test(text.slice(at, at + 4)) ? 'picture' : 'button'
        this.#problems.push({ code, line: number, value: text.slice(at).trim().slice(0, 200) })
        // Told once: what is left is letters and no further problem.
        this.#end()
        this.#add({ kind: 'paragraph', inlines: [{ kind: 'text', text: text.trim() }] })
        return true
      }
      found.push(block)
      at = standing.lastIndex
    }
    this.#end()
    for (const block of found) this.#add(block)
    return true
  }

  #standingBlock([, opening, label = '', closing, target = '']: RegExpExecArray): AnswerBlock | undefined {
    const words = unescaped(label).trim()
    const tight = false
    if (opening === '![') {
      const pictureId = closing === ']' ? pictureAddress.exec(target.trim())?.[1]?.toLowerCase() : undefined
      return pictureId === undefined
        ? undefined
        : { kind: 'picture', tight, pictureId, words: words.slice(0, 200) }
    }
    if (closing !== ']]' || words === '' || words.length > answerLimits.label) return undefined
    if (target.startsWith('ask:')) {
      const question = unescaped(target.slice(4)).trim()
      const fits = question !== '' && question.length <= answerLimits.question
      return fits ? { kind: 'ask-button', tight, label: words, question } : undefined
    }
    const href = safeAddress(target)
    return href === undefined || /^http:/i.test(href)
      ? undefined
      : { kind: 'link-button', tight, label: words, href }
  }

  #takeItem(line: string, number: number): boolean {
    const match = item.exec(line)
    if (match === null) return false
    const [, indent = '', , figure, text = ''] = match
    const deep = indent.replaceAll('\t', '  ').length
    const ordered = figure !== undefined
    const start = ordered ? Number(figure) : 1
    const before = this.#list
    // A number at the head of a paragraph's later line is part of its sentence.
    if (before === undefined && this.#paragraph !== undefined && ordered && start !== 1) return false
    const held = { line: number, text }
    // An item that is still being read is not among those of its list yet.
    const fits = (list: AnswerList) =>
      list.ordered === ordered &&
      (!ordered || list.start + list.items.length + (before?.into === list ? 1 : 0) === start)
    if (before !== undefined && deep >= 2) {
      this.#settleItem()
      const parent = before.list.items.at(-1)
      if (before.into !== before.list && deep >= before.deep + 2)
        this.#problems.push({ code: 'too-deep', line: number, value: text.slice(0, 200) })
      if (parent?.list === undefined) {
        const list: AnswerList = { ordered, start, items: [] }
        if (parent !== undefined) parent.list = list
        this.#list = { list: before.list, into: list, last: held, deep }
      } else this.#list = { list: before.list, into: parent.list, last: held, deep: before.deep }
      return true
    }
    if (before !== undefined && fits(before.list)) {
      this.#settleItem()
      this.#list = { list: before.list, into: before.list, last: held, deep: 0 }
      return true
    }
    this.#end()
    const list: AnswerList = { ordered, start, items: [] }
    this.#list = { list, into: list, last: held, deep: 0 }
    return true
  }

  /** The item that was being read is whole. */
  #settleItem(): void {
    if (this.#list === undefined) return
    const { into, last } = this.#list
    into.items.push({ inlines: readInline(last.text, last.line, this.#problems) })
  }

  #end(): void {
    if (this.#paragraph !== undefined) {
      const { text, line } = this.#paragraph
      this.#add({ kind: 'paragraph', inlines: readInline(text, line, this.#problems) })
      this.#paragraph = undefined
    }
    if (this.#list !== undefined) {
      this.#settleItem()
      this.#add({ kind: 'list', ...this.#list.list })
      this.#list = undefined
    }
  }

  #add(block: Distribute<AnswerBlock>): void {
    this.#blocks.push({ ...block, tight: this.#tight } as AnswerBlock)
    this.#tight = true
  }

  #countUp(): void {
    const last = this.#lines.length
    const count = (kinds: AnswerBlock['kind'][]) =>
      this.#blocks.filter((block) => kinds.includes(block.kind)).length
    const links = this.#blocks.reduce((sum, block) => sum + linksOf(block), 0)
    const over = (what: string, found: number, most: number) => {
      if (found > most)
        this.#problems.push({ code: 'too-many', line: last, value: `${what} ${found} > ${most}` })
    }
    over('pictures', count(['picture']), answerLimits.pictures)
    over('buttons', count(['link-button', 'ask-button']), answerLimits.buttons)
    over('links', links, answerLimits.links)
  }
}

type Distribute<Block> = Block extends unknown ? Omit<Block, 'tight'> : never

function linksOf(block: AnswerBlock): number {
  const among = (inlines: readonly Inline[]) => inlines.filter((one) => one.href !== undefined).length
  if (block.kind === 'paragraph') return among(block.inlines)
  if (block.kind !== 'list') return 0
  return block.items.reduce(
    (sum, { inlines, list }) =>
      sum + among(inlines) + (list?.items ?? []).reduce((inner, one) => inner + among(one.inlines), 0),
    0,
  )
}
