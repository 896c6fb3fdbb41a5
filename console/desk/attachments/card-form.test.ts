import { describe, expect, it } from 'vitest'
import { cardInput } from '../../../contract/parts/cards.ts'
import { cardOf, emptyForm, optionsOf, problemsOf } from './card-form.ts'

describe('the form of a card', () => {
  it('makes an order that the contract takes, without what was left blank', () => {
    const form = {
      ...emptyForm,
      number: ' A-17 ',
      status: 'Paid',
      items: [
        { name: 'Mug', quantity: '2', price: '' },
        { name: '  ', quantity: '1', price: '' },
      ],
      link: 'https://shop.example/a-17',
    }
    const card = cardOf('order', form)
    expect(card).toEqual({
      kind: 'order',
      number: 'A-17',
      status: 'Paid',
      items: [{ name: 'Mug', quantity: 2 }],
      link: 'https://shop.example/a-17',
    })
    expect(cardInput.safeParse(card).success).toBe(true)
    expect(problemsOf('order', form).size).toBe(0)
  })
  it('sends no link that is none of the web', () => {
    const form = { ...emptyForm, title: 'Mug', link: 'javascript:alert(1)' }
    expect([...problemsOf('product', form)]).toEqual(['link'])
    expect(cardOf('product', form)).toEqual({ kind: 'product', title: 'Mug' })
  })
  it('wants one to eight options and the question they answer', () => {
    const form = { ...emptyForm, question: 'Which?', options: ' Red \n\nBlue\n' }
    expect(optionsOf(form)).toEqual(['Red', 'Blue'])
    expect(problemsOf('options', form).size).toBe(0)
    expect([...problemsOf('options', { ...form, options: 'x\n'.repeat(9), question: '' })].sort()).toEqual([
      'options',
      'question',
    ])
  })
})
