import type { CardInput } from '../../../contract/parts/cards.ts'
import { type Card, isWebAddress } from '../../../contract/parts/cards.ts'

export type SendKind = 'order' | 'product' | 'options'

/** The fields of the form as they are typed, one set for all kinds. */
export interface CardForm {
  number: string
  status: string
  total: string
  placed: string
  items: readonly { name: string; quantity: string; price: string }[]
  title: string
  description: string
  price: string
  link: string
  question: string
  options: string
}

export const emptyForm: CardForm = {
  number: '',
  status: '',
  total: '',
  placed: '',
  items: [],
  title: '',
  description: '',
  price: '',
  link: '',
  question: '',
  options: '',
}

const optional = <Key extends string>(key: Key, text: string) =>
  (text.trim() === '' ? {} : { [key]: text.trim() }) as Partial<Record<Key, string>>

/** The card as it stands in the form, whether or not it may be sent yet. */
export function cardOf(kind: 'order' | 'product', form: CardForm): Card & CardInput {
  const link = isWebAddress(form.link.trim()) ? { link: form.link.trim() } : {}
  if (kind === 'product')
    return {
      kind,
      title: form.title.trim(),
      ...optional('description', form.description),
      ...optional('price', form.price),
      ...link,
    }
  return {
    kind,
    number: form.number.trim(),
    ...optional('status', form.status),
    ...optional('total', form.total),
    ...optional('placed', form.placed),
    items: form.items
      .filter((item) => item.name.trim() !== '')
      .map((item) => ({
        name: item.name.trim(),
        quantity: Math.min(9_999, Math.max(1, Math.floor(Number(item.quantity)) || 1)),
        ...optional('price', item.price),
      })),
    ...link,
  }
}

/** One option a line, without blank ones. */
export const optionsOf = (form: CardForm): string[] =>
  form.options
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

export type FormProblem = 'number' | 'title' | 'link' | 'options' | 'question'

/** What keeps the form from being sent. */
export function problemsOf(kind: SendKind, form: CardForm): ReadonlySet<FormProblem> {
  const problems = new Set<FormProblem>()
  if (kind === 'options') {
    const options = optionsOf(form)
    if (options.length === 0 || options.length > 8 || options.some((one) => one.length > 120))
      problems.add('options')
    if (form.question.trim() === '') problems.add('question')
    return problems
  }
  if (kind === 'order' && form.number.trim() === '') problems.add('number')
  if (kind === 'product' && form.title.trim() === '') problems.add('title')
  if (form.link.trim() !== '' && !isWebAddress(form.link.trim())) problems.add('link')
  return problems
}
