import { z } from 'zod'
import { attachmentId, storableText } from '../ids.ts'
import { picturePart } from './attachments.ts'

const line = (most: number) => storableText(most).trim().min(1)

/** Addresses of the web only, and none with a user name, which makes one site look like another. */
export function isWebAddress(text: string): boolean {
  try {
    const { protocol, username, password } = new URL(text)
    return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
  } catch {
    return false
  }
}
const webAddress = z
  .string()
  .max(2_000)
  .refine(isWebAddress, 'an address that begins with http:// or https://')

const orderFields = {
  kind: z.literal('order'),
  /** The order's number, as customers know it. */
  number: line(80),
  status: line(80).optional(),
  /** With its currency, as it is to be read. */
  total: line(40).optional(),
  placed: line(40).optional(),
  items: z
    .array(
      z.strictObject({ name: line(120), quantity: z.int().min(1).max(9_999), price: line(40).optional() }),
    )
    .max(10)
    .default([]),
  link: webAddress.optional(),
}
const productFields = {
  kind: z.literal('product'),
  title: line(160),
  description: line(400).optional(),
  price: line(40).optional(),
  link: webAddress.optional(),
}

/** What an agent fills in. */
export const cardInput = z.discriminatedUnion('kind', [
  z.strictObject(orderFields),
  z.strictObject({ ...productFields, pictureId: attachmentId.optional() }),
])
export type CardInput = z.infer<typeof cardInput>

export const card = z.discriminatedUnion('kind', [
  z.object(orderFields),
  z.object({ ...productFields, picture: picturePart.optional() }),
])
export type Card = z.infer<typeof card>

/** An order or a product, shown as a card. */
export const cardPart = z.object({ type: z.literal('card'), version: z.literal(1), card })
export type CardPart = z.infer<typeof cardPart>

/** A card in plain text: for lists, search, and wherever no card can be shown. */
export function cardText(shown: Card): string {
  const lines =
    shown.kind === 'order'
      ? [
          [shown.number, shown.status].filter(Boolean).join(' · '),
          ...shown.items.map(({ name, quantity, price }) =>
            [`${name} × ${quantity}`, price].filter(Boolean).join(' · '),
          ),
          [shown.total, shown.placed].filter(Boolean).join(' · '),
        ]
      : [[shown.title, shown.price].filter(Boolean).join(' · '), shown.description]
  return [...lines, shown.link].filter(Boolean).join('\n')
}
