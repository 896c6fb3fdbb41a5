import type { PicturePart } from '../parts/attachments.ts'
import type { AnswerButton, TextBlock, TextRun } from '../parts/rich-text.ts'
import type { AnswerVariable, Inline } from './answer-inline.ts'
import { type AnswerBlock, type AnswerList, type ParsedAnswer, parseAnswer } from './answer-markup.ts'

export type AnswerValues = Partial<Record<AnswerVariable, string>>

export interface AnswerText {
  type: 'text'
  text: string
  blocks?: TextBlock[]
}
/** What an answer becomes in a message. */
export type AnswerPart = AnswerText | PicturePart | { type: 'buttons'; version: 1; buttons: AnswerButton[] }

export interface AnswerSetting {
  values: AnswerValues
  picture(pictureId: string): PicturePart | undefined
}

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu
const longestValue = 80

/** A value is letters, whatever stands in it: one line, nothing unseen, not endless. */
const valueText = (value: string | undefined): string =>
  (value ?? '').replace(unseen, ' ').replace(/ +/g, ' ').trim().slice(0, longestValue)

function runsOf(inlines: readonly Inline[], values: AnswerValues): TextRun[] {
  const runs: TextRun[] = []
  for (const inline of inlines) {
    const { bold, italic, href } = inline
    const look = { ...(bold && { bold }), ...(italic && { italic }), ...(href !== undefined && { href }) }
    if (inline.kind === 'text') {
      runs.push({ text: inline.text, ...look })
      continue
    }
    const text = valueText(values[inline.name]) || inline.fallback
    const last = runs.at(-1)
    if (text !== '') runs.push({ text, ...look })
    // "Hello {customer.name}, …" without a name reads "Hello, …".
    else if (last !== undefined) last.text = last.text.replace(/ $/, '')
  }
  return runs
}

type WireList = Extract<TextBlock, { kind: 'list' }>

function listOf({ ordered, start, items }: AnswerList, values: AnswerValues): Omit<WireList, 'kind'> {
  return {
    ordered,
    start,
    items: items.map(({ inlines, list }) => ({
      runs: runsOf(inlines, values),
      ...(list === undefined ? {} : { list: listOf(list, values) }),
    })),
  }
}

function runsText(runs: readonly TextRun[]): string {
  return runs
    .map(({ text, href }, index) => {
      // A link of several looks is one link.
      if (href === undefined || runs[index + 1]?.href === href) return text
      const whole = runs
        .slice(
          runs.findIndex((run) => run.href === href),
          index + 1,
        )
        .map((run) => run.text)
        .join('')
      const address = href.replace(/^(?:mailto|tel):/i, '')
      const same = [address, href, href.replace(/\/$/, '')].includes(whole) || /^https?:\/\//i.test(whole)
      return same ? text : `${text} (${address})`
    })
    .join('')
}

function listText({ ordered, start, items }: Omit<WireList, 'kind'>, indent = ''): string {
  return items
    .map(({ runs, list }, index) => {
      const mark = ordered ? `${start + index}. ` : '- '
      const own = `${indent}${mark}${runsText(runs).replaceAll('\n', `\n${indent}  `)}`
      return list === undefined ? own : `${own}\n${listText(list, `${indent}  `)}`
    })
    .join('\n')
}

const blockText = (block: TextBlock) => (block.kind === 'list' ? listText(block) : runsText(block.runs))

const isPlain = (blocks: readonly TextBlock[]) =>
  blocks.every(
    (block) =>
      block.kind === 'paragraph' &&
      block.runs.every(
        (run) => !run.bold && !run.italic && (run.href === undefined || /^https?:/i.test(run.text)),
      ),
  )

/** The parts of a message that say an answer, with its variables filled in. Each text says the same in letters alone. */
export function answerParts({ blocks }: ParsedAnswer, { values, picture }: AnswerSetting): AnswerPart[] {
  const parts: AnswerPart[] = []
  const buttons: AnswerButton[] = []
  let held: { block: TextBlock; tight: boolean }[] = []
  const flush = () => {
    if (held.length === 0) return
    const said = held.map(({ block }) => block)
    const text = held
      .map(({ block, tight }, index) => `${index === 0 ? '' : tight ? '\n' : '\n\n'}${blockText(block)}`)
      .join('')
    parts.push({ type: 'text', text, ...(isPlain(said) ? {} : { blocks: said }) })
    held = []
  }
  for (const block of blocks) {
    if (block.kind === 'paragraph')
      held.push({ block: { kind: 'paragraph', runs: runsOf(block.inlines, values) }, tight: block.tight })
    else if (block.kind === 'list')
      held.push({ block: { kind: 'list', ...listOf(block, values) }, tight: block.tight })
    else if (block.kind === 'picture') {
      const found = picture(block.pictureId)
      if (found === undefined) continue
      flush()
      parts.push(block.words === '' ? found : { ...found, name: block.words })
    } else {
      const { label } = block
      buttons.push(
        block.kind === 'ask-button'
          ? { kind: 'ask', label, question: block.question }
          : { kind: 'link', label, href: block.href },
      )
    }
  }
  flush()
  if (buttons.length > 0) parts.push({ type: 'buttons', version: 1, buttons: buttons.slice(0, 6) })
  return parts
}

const nothing: AnswerSetting = { values: {}, picture: () => undefined }

/** Whether there is more to an answer than the letters it is written with. */
export function isRichAnswer(source: string): boolean {
  const parsed = parseAnswer(source)
  const [first, ...more] = answerParts(parsed, nothing)
  const plain = first?.type === 'text' && first.blocks === undefined && first.text === source
  return !plain || more.length > 0 || parsed.blocks.some((block) => block.kind === 'picture')
}

/** An answer in letters alone, as it is compared, searched and summed up: variables by what stands in for them. */
export function plainAnswer(source: string): string {
  const { blocks } = parseAnswer(source)
  const pictures = blocks.flatMap((block) => (block.kind === 'picture' && block.words ? [block.words] : []))
  const texts = answerParts({ blocks, problems: [] }, nothing).map((part) =>
    part.type === 'text'
      ? part.text
      : part.type === 'buttons'
        ? part.buttons.map((button) => button.label).join(' · ')
        : '',
  )
  return [...texts, ...pictures].filter((text) => text !== '').join('\n\n')
}

/** Ids of the pictures of an answer. */
export function picturesOf(source: string): string[] {
  if (!source.includes('![')) return []
  return parseAnswer(source).blocks.flatMap((block: AnswerBlock) =>
    block.kind === 'picture' ? [block.pictureId] : [],
  )
}
