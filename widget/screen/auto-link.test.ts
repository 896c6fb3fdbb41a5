import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { autoLink } from './auto-link.ts'

const links = (text: string) => autoLink(text).filter((piece) => piece.href !== undefined)

describe('autoLink', () => {
  it('links http and https addresses and leaves the punctuation to the sentence', () => {
    expect(links('See https://a.example/x?y=1#z, or http://b.example.').map((piece) => piece.text)).toEqual([
      'https://a.example/x?y=1#z',
      'http://b.example',
    ])
  })
  it('ends an address where Chinese text begins', () => {
    expect(links('请访问https://a.example/帮助，谢谢').map((piece) => piece.text)).toEqual([
      'https://a.example/',
    ])
  })
  it('keeps brackets that belong to the address and drops the one around it', () => {
    expect(links('(https://a.example/b_(c))')[0]?.text).toBe('https://a.example/b_(c)')
  })
  it('never links other schemes or addresses with a user name', () => {
    const texts = [
      'javascript:alert(1)',
      'data:text/html,x',
      'https://bank.example@evil.example/',
      'https://',
    ]
    expect(texts.flatMap(links)).toEqual([])
  })
  it('keeps every character of any text, and every link is of the web', () => {
    const words = fc.constantFrom(
      'https://a.b/',
      'http://',
      'javascript:',
      ' ',
      '<b>',
      '。',
      ')',
      '(',
      'x',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        const pieces = autoLink(text)
        expect(pieces.map((piece) => piece.text).join('')).toBe(text)
        for (const { href } of pieces) if (href !== undefined) expect(href).toMatch(/^https?:\/\//)
      }),
    )
  })
})
