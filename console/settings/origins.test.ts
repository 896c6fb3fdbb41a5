import { describe, expect, it } from 'vitest'
import { originsOf, snippetFor } from './origins.ts'

describe('originsOf', () => {
  it('keeps origins, without paths and repeats', () => {
    expect(originsOf('https://a.example/shop\nhttps://a.example\n http://localhost:3000 ')).toEqual({
      origins: ['https://a.example', 'http://localhost:3000'],
    })
  })
  it('names the first line that is none', () => {
    expect(originsOf('https://a.example\na.example').wrong).toBe('a.example')
    expect(originsOf('javascript:alert(1)').wrong).toBe('javascript:alert(1)')
  })
})

describe('snippetFor', () => {
  it('names the server’s widget and the channel', () => {
    expect(snippetFor('https://s.example', 'key1')).toBe(
      '<script async src="https://s.example/widget/attune-widget.js" data-channel="key1"></script>',
    )
  })
})
