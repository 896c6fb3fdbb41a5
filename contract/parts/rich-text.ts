import { z } from 'zod'
import { storableText } from '../ids.ts'
import { safeAddress } from './safe-address.ts'

const address = z
  .string()
  .max(2_000)
  .refine((text) => safeAddress(text) !== undefined, 'an address of https, http, mailto or tel')

/** Words that look alike. There is no markup in `text`: it is shown letter by letter. */
export const textRun = z.object({
  text: storableText(8_000),
  bold: z.literal(true).optional(),
  italic: z.literal(true).optional(),
  href: address.optional(),
})
export type TextRun = z.infer<typeof textRun>

const runs = z.array(textRun).max(4_000)
const listShape = {
  ordered: z.boolean(),
  /** Number of the first item. */
  start: z.int().min(0).max(999),
}
const innerList = z.object({ ...listShape, items: z.array(z.object({ runs })).max(2_000) })
const list = z.object({
  ...listShape,
  items: z.array(z.object({ runs, list: innerList.optional() })).max(2_000),
})

/** What a text looks like where more than letters can be shown. A tree of two levels: nothing in it can nest further. */
export const textBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paragraph'), runs }),
  z.object({ kind: z.literal('list'), ...list.shape }),
])
export type TextBlock = z.infer<typeof textBlock>
export type TextList = z.infer<typeof list>

export const mostButtons = 6
const label = storableText(80).min(1)

export const answerButton = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('link'), label, href: address }),
  /** A click sends this question as the customer's own. */
  z.object({ kind: z.literal('ask'), label, question: storableText(500).min(1) }),
  /** A click begins a tool. */
  z.object({ kind: z.literal('tool'), label, tool: z.string().max(64) }),
  /** A click begins a procedure. */
  z.object({ kind: z.literal('procedure'), label, procedure: z.uuid() }),
])
export type AnswerButton = z.infer<typeof answerButton>

/** Buttons under an answer. They stay: unlike options they are not a question back. */
export const buttonsPart = z.object({
  type: z.literal('buttons'),
  version: z.literal(1),
  buttons: z.array(answerButton).min(1).max(mostButtons),
})
export type ButtonsPart = z.infer<typeof buttonsPart>

/** An address as people read it: without the scheme where everybody knows it. */
export const readableAddress = (href: string): string => href.replace(/^(?:mailto|tel):/i, '')

/** Buttons where there are only letters. */
export function buttonsText(part: ButtonsPart): string {
  return part.buttons
    .map((button) =>
      button.kind === 'link' ? `${button.label}: ${readableAddress(button.href)}` : `[${button.label}]`,
    )
    .join('\n')
}
